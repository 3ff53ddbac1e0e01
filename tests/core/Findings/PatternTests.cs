using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Core.Common;
using Lull.Core.Maintenances;

namespace Lull.Core.Tests.Findings;

/// <summary>Patterns over what people wrote are matched by backtracking; none may be led to take for ever by what is written.</summary>
public static partial class PatternTests
{
    /// <summary>Longer than what <see cref="TextPattern"/> gives to the matcher that was built.</summary>
    private const int Long = 5_000;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    /// <summary>Every pattern of the core that was made at the build.</summary>
    public static IEnumerable<TheoryDataRow<string, RegexOptions>> Patterns =>
        typeof(Machine)
            .Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(Regex))
            .Select(type =>
                (Regex)type.GetField("Instance", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!
            )
            .Select(pattern => new TheoryDataRow<string, RegexOptions>(pattern.ToString(), pattern.Options));

    /// <summary>What doubles with each character would take years on one of these; a minute is more than any machine needs.</summary>
    [Theory, MemberData(nameof(Patterns))]
    public static void No_text_makes_a_pattern_take_for_ever(string pattern, RegexOptions options)
    {
        var limited = new Regex(pattern, options, Enough);
        foreach (string text in Awkward(200))
        {
            Should.NotThrow(() => limited.Count(text), text[..20]);
        }
    }

    [Theory, MemberData(nameof(Patterns))]
    public static void A_pattern_finds_the_same_as_its_automaton(string pattern, RegexOptions options)
    {
        var built = new Regex(pattern, options, Enough);
        var linear = new Regex(pattern, options | RegexOptions.NonBacktracking, Enough);
        foreach (string text in Awkward(60).Concat(Sentences))
        {
            Found(built.Matches(text)).ShouldBe(Found(linear.Matches(text)), text);
        }
    }

    [Fact]
    public static void A_long_text_is_searched_to_its_end_and_in_time()
    {
        var order = new TextPattern(Order());
        string text = new string('\n', 200_000) + "drain web1";

        order.Matches(text).Select(match => match.Groups["order"].Value).ShouldBe(["drain"]);
        order.IsMatch(new string('\n', 200_000)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("then drain web1")]
    [InlineData("nothing of the kind")]
    public static void Short_and_long_texts_are_read_alike(string end)
    {
        var order = new TextPattern(Order());
        string before = new string('x', Long) + " ";

        order.IsMatch(before + end).ShouldBe(order.IsMatch(end));
        order.Match(before + end).Value.ShouldBe(order.Match(end).Value);
    }

    [GeneratedRegex(
        @"(^|\n|\bthen)\s*(?<order>drain)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Order();

    private static readonly string[] Sentences =
    [
        "Saturday at midnight, 4:30 AM EST (2 PM IST), Sat 2026-05-17, two weeks before",
        "Please take web1 and web2 out of the load balancer pool, then put them back into the pool.",
        "Turn off alerting and then turn monitoring back on; silence the alerts, unsilence the alerts.",
        "Enter maintenance mode. The maintenance page will go up. Take the maintenance page down.",
        "Pause the jobs, then resume the jobs. Hold cron. As in step 2.1 and steps no. 3.",
        "Open a change request, notify customers, restore {host} from the last snapshot, back up first.",
        "curl --api-key 'sesame-sesame' https://ana:sesame123@example.com -H 'Authorization: Bearer abcdefghijklmnop'",
        "password = hunter22; token: ghp_abcdefghijklmnopqrstuvwxyz0123456789 -----BEGIN RSA PRIVATE KEY-----",
        "Who: TBD, link: ???, ____, [name], (who), tester:",
        "İstanbul ſilence K1 straße µ 変更",
    ];

    /// <summary>Pieces that patterns are made of, again and again, with an end that fits none.</summary>
    private static IEnumerable<string> Awkward(int length)
    {
        string[] pieces =
        [
            .. "a 1-.\n\t:/_?*(x{".Select(letter => letter.ToString()),
            "a.",
            "1.",
            "-a",
            "--",
            " - ",
            " -1d",
            "a1",
            "eyJ-",
            "a://",
            "steps ",
            "restore ",
            "take out of ",
            "take from ",
            "\nplease ",
            "then ",
            "turn off alerts ",
            "open change",
            "Bearer ",
            "password",
            "-----BEGIN ",
            "Sat ",
            "maintenance page ",
        ];
        foreach (string piece in pieces)
        {
            string text = new StringBuilder().Insert(0, piece, length / piece.Length).ToString();
            yield return text;
            yield return text + "!";
            yield return "take --password a://" + text + "§";
        }
    }

    private static IEnumerable<string> Found(MatchCollection matches) =>
        matches.Select(match =>
            string.Join('|', match.Groups.Values.Select(group => $"{group.Name}={group.Index}+{group.Length}"))
        );
}
