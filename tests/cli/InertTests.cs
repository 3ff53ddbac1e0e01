using Lull.Cli.Screens;
using Lull.Engine.Tests.Kit;

namespace Lull.Cli.Tests;

/// <summary>What plans, sites and people write cannot command the terminal of the one who reads it.</summary>
public sealed class InertTests : IDisposable
{
    /// <summary>Red, a bell, and everything after it read backwards.</summary>
    private const string Hostile = """\u001b[31m\u0007\u202e\u009b2J""";

    private const string Plan = $$"""
        maintenance: Meters
        author: ana
        impact: "None {{Hostile}}"
        window: { start: 2026-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        roles: { keeper: lead }
        items:
          meter: { title: Meter, owner: ana, notes: "{{Hostile}}" }
        change:
          - title: Read
            manual: "Write it down {{Hostile}}"
            notes: "It is dark {{Hostile}}"
            role: keeper
            item: meter
            tickets: ["OPS-1{{Hostile}}"]
        rollback: { none: "nothing is changed {{Hostile}}" }
        """;

    private const string Site = $$"""
        site: hall
        hosts: { meter1: {} }
        people:
          ana: { name: Ana, roles: [lead], zone: Europe/Lisbon }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("lull-inert-").FullName;

    public InertTests()
    {
        File.WriteAllText(PlanPath, Plan);
        File.WriteAllText(TitlePath, Plan.Replace("title: Read", $"title: \"{Hostile}\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_directory, "hall.site.yaml"), Site);
    }

    /// <summary>The reader refuses such a title, and shows the line.</summary>
    private string TitlePath => Path.Combine(_directory, "title.plan.yaml");

    private string PlanPath => Path.Combine(_directory, "meters.plan.yaml");

    [Fact]
    public async Task Nothing_that_a_terminal_obeys_comes_out_of_any_command()
    {
        var seen = new List<(string Command, Line Line)>();
        await SeeAsync("check", PlanPath);
        await SeeAsync("check", TitlePath);
        await SeeAsync("show", PlanPath);
        await SeeAsync("simulate", PlanPath, "--runs", "10");
        await SeeAsync("run", PlanPath, "--dry-run");

        string[] store = ["--store", Path.Combine(_directory, "store")];
        Task<Line> run = Line.RunAsync(["run", PlanPath, "--start", "now", "--as", "ana", .. store]);
        await Until.HoldsAsync(
            async () =>
                (await Line.RunAsync(["status", .. store])).Output.Contains("☞ 2 Read", StringComparison.Ordinal),
            "it runs"
        );
        Task<Line> watch = Line.RunAsync(["watch", .. store]);
        await SeeAsync(["status", .. store]);
        await SeeAsync(["status", "--steps", .. store]);
        await SeeAsync(["note", "Dark \u001b[31m\u0007\u202e\u009b2J", "--as", "ana", .. store]);
        await SeeAsync(["done", "3 \u001b[31m\u202e", "--as", "ana", .. store]);
        await SeeAsync(["claim", "2", "--as", "ana\u001b[31m\u202e", .. store]);
        await SeeAsync(["done", "2", "--evidence", "17 \u001b[31m\u0007\u202e\u009b2J", "--as", "ana", .. store]);
        seen.Add(("run", await run));
        seen.Add(("watch", await watch));
        await SeeAsync(["status", .. store]);
        await SeeAsync(["report", .. store]);
        await SeeAsync(["report", "--format", "html", .. store]);
        await SeeAsync(["audit", "verify", .. store]);

        seen.ShouldAllBe(one => !(one.Line.Output + one.Line.Error).Any(IsObeyed));
        seen.Count(one => one.Line.Output.Contains("␛[31m␇", StringComparison.Ordinal)).ShouldBeGreaterThan(6);

        async Task SeeAsync(params string[] command) =>
            seen.Add((string.Join(' ', command), await Line.RunAsync(command)));
    }

    [Theory]
    [InlineData("plain, tab\tand\nline", "plain, tab\tand\nline")]
    [InlineData("\u001b]0;title\u0007", "␛]0;title␇")]
    [InlineData("a\rb\r\nc", "a␍b\r\nc")]
    [InlineData("\u202eoverride\u2066isolate\u009b", "\ufffdoverride\ufffdisolate\ufffd")]
    [InlineData("שלום 日本 é", "שלום 日本 é")]
    public void A_text_keeps_everything_that_a_terminal_only_shows(string text, string shown) =>
        Inert.Of(text).ShouldBe(shown);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static bool IsObeyed(char one) =>
        (char.IsControl(one) && one is not ('\n' or '\t')) || one is >= '\u202a' and <= '\u202e';
}
