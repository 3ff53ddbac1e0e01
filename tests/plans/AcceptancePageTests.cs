using System.Text.RegularExpressions;

namespace Lull.Plans.Tests;

/// <summary>The page about the state of every required behaviour names tests that exist, and leaves no row out.</summary>
public partial class AcceptancePageTests
{
    private static readonly string Page = Repository.Text("docs/acceptance.md");

    [Fact]
    public void Every_row_stands_there_once_and_in_order() =>
        Rows.Select(row => row.Groups["id"].Value).ShouldBe([.. Ids('a', 75), .. Ids('b', 42), .. Ids('c', 25)]);

    [Fact]
    public void A_row_that_is_shown_names_what_shows_it() =>
        Rows.Where(row => row.Groups["state"].Value == "shown")
            .ShouldAllBe(row => Test().IsMatch(row.Groups["by"].Value) || Case().IsMatch(row.Groups["by"].Value));

    [Fact]
    public void The_counts_are_those_of_the_rows()
    {
        foreach (string state in (string[])["shown", "partly", "open"])
        {
            int count = Rows.Count(row => row.Groups["state"].Value == state);
            Page.ShouldContain($"- **{state}** ({count}):");
        }
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        MatchCollection named = Test().Matches(Page);
        named.ShouldNotBeEmpty();
        foreach (Match test in named)
        {
            string folder = Path.Combine(Repository.Root, "tests", test.Groups["kind"].Value);
            Directory
                .EnumerateFiles(folder, test.Groups["class"].Value + ".cs", SearchOption.AllDirectories)
                .Any(file =>
                    File.ReadAllText(file).Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)
                )
                .ShouldBeTrue(test.Value);
        }
    }

    [Fact]
    public void Every_file_that_is_named_exists() =>
        Case()
            .Matches(Page)
            .Select(file => file.Groups["path"].Value)
            .ShouldAllBe(path => File.Exists(Path.Combine(Repository.Root, path)));

    [Fact]
    public void Every_mistake_is_there_with_what_is_found()
    {
        MatchCollection mistakes = Mistake().Matches(Page);
        mistakes
            .Select(mistake => Path.GetFileName(mistake.Groups["path"].Value))
            .ShouldBe(
                Directory
                    .EnumerateFiles(Path.Combine(Repository.Root, "tests/plans/Mistakes"), "*.txt")
                    .Select(file => Path.GetFileName(file))
                    .Order(StringComparer.Ordinal)
            );
        mistakes.ShouldAllBe(mistake =>
            Repository
                .Text(mistake.Groups["path"].Value)
                .Contains(mistake.Groups["code"].Value, StringComparison.Ordinal)
        );
    }

    private static IEnumerable<Match> Rows => Row().Matches(Page);

    private static IEnumerable<string> Ids(char document, int count) =>
        Enumerable.Range(1, count).Select(number => $"{document}{number:00}");

    [GeneratedRegex(
        @"^\| (?<id>[abc][0-9]{2}) \| (?<meant>[^|]+) \| (?<state>shown|partly|open) \| (?<by>[^|]*) \|$",
        RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex Row();

    [GeneratedRegex(
        @"`(?<kind>[a-z-]+)/(?<class>[A-Za-z]+)\.(?<method>[A-Za-z0-9]+_[A-Za-z0-9_]+)`",
        RegexOptions.None,
        1_000
    )]
    private static partial Regex Test();

    [GeneratedRegex(@"`(?<path>(?:tests|examples)/[^`]+\.(?:txt|yaml))`", RegexOptions.None, 1_000)]
    private static partial Regex Case();

    [GeneratedRegex(
        @"^\| [0-9]+ \| [^|]+ \| \[(?<code>LULL[0-9]{4})\]\([^)]+\) \| `(?<path>[^`]+)` \|$",
        RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex Mistake();
}
