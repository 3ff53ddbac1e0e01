using System.Text;
using System.Text.RegularExpressions;
using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Plans.Codes;

namespace Lull.Plans.Tests;

/// <summary>
/// The pages of the codes that reading and compiling say are written from their catalogues, and what Lull says about each example
/// is what it really says. <c>LULL_ACCEPT=1</c> rewrites them.
/// </summary>
public partial class CodePageTests
{
    private const string Folder = "docs/findings";

    private static readonly FindingCode[] All = [.. ReadingCodes.All, .. CompilerCodes.All];

    public static TheoryData<string> Codes => [.. All.Select(each => each.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_has_its_page(string code) =>
        Repository.ShouldBeUpToDate($"{Folder}/{code}.md", Page(All.Single(each => each.Code == code)));

    [Fact]
    public void The_index_lists_every_code()
    {
        var text = new StringBuilder(
            """
            # Errors in reading and compiling

            What `lull check` says when a plan or a site cannot be understood, or when the plan does not fit the site. All of them are said in
            one go, with file, line and column. They cannot be waived. What is said about a plan that could be read stands under
            [findings](README.md).

            | code | what is found |
            | --- | --- |

            """
        );
        foreach (FindingCode each in All)
        {
            text.Append($"| [{each.Code}]({each.Code}.md) | {each.Title} |\n");
        }

        Repository.ShouldBeUpToDate($"{Folder}/reading.md", text.ToString());
    }

    [Fact]
    public void There_is_no_page_without_a_code() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, Folder), "LULL0*.md")
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBeSubsetOf(All.Select(each => each.Code));

    [Fact]
    public void Every_code_in_the_source_is_in_a_catalogue()
    {
        string[] known = [.. All.Select(each => each.Code), .. FindingCatalogue.All.Select(rule => rule.Code)];
        string[] used =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Code().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups["code"].Value)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        used.ShouldBe(known.Order(StringComparer.Ordinal));
    }

    private static string Page(FindingCode each)
    {
        string page = $"# {each.Code}: {each.Title}\n\n## Why\n\n{each.Why}\n\n";
        page +=
            each.Example.Length == 0
                ? $"A plan that is read from a file shows [{each.ReadAs}]({each.ReadAs}.md) first; this one is said about plans made in code.\n\n"
                : $"## An example\n\n```yaml\n{each.Example}\n```\n\nLull says:\n\n```\n{Said(each)}```\n\n";
        return $"{page}## What to do\n\n{each.WhatToDo}\n";
    }

    /// <summary>The first that Lull says about the example with that code, without its place: the page shows a part of a plan only.</summary>
    private static string Said(FindingCode each)
    {
        Finding finding = Findings(each.Example)
            .FirstOrDefault(finding => finding.Code == each.Code)
            .ShouldNotBeNull(
                $"the example of {each.Code} does not show it, but {string.Join(", ", Findings(each.Example))}"
            );
        return FindingText.Render(finding with { Where = SourceSpan.None }, "");
    }

    private static ValueList<Finding> Findings(string example)
    {
        if (example.StartsWith("site:", StringComparison.Ordinal))
        {
            return SiteReader.Read("example.site.yaml", example, Catalogue.Small).Findings;
        }

        string[] files = FileMark().Split(example);
        string lab = Repository
            .Example("lab.site.yaml")!
            .Replace("connections:\n", "connections:\n  remote: { kind: ssh }\n", StringComparison.Ordinal);
        Core.Sites.Site site = SiteReader.Read("lab.site.yaml", lab, Catalogue.Small).Site!;
        PlanReading plan = PlanReader.Read(
            "plan.yaml",
            Whole(files[0]),
            Catalogue.Small,
            path => files.Length > 2 && files[1] == path ? files[2] : null,
            site
        );
        return
        [
            .. plan.Findings,
            .. PlanCheck.Bind(plan, site, Catalogue.Small),
            .. plan.Plan is { } read
                ? Compiler.Compile(read, site, Catalogue.Small, Window) is Compilation.Refused refused
                    ? refused.Findings
                    : []
                : (IEnumerable<Finding>)[],
        ];
    }

    private static Window Window { get; } =
        new(Instant.FromUtc(2026, 12, 3, 21, 0), Instant.FromUtc(2026, 12, 4, 5, 0), "Etc/UTC");

    /// <summary>A plan of the piece that a page shows: with what every plan has, unless it is nothing but a comment.</summary>
    private static string Whole(string piece)
    {
        if (piece.StartsWith('#'))
        {
            return piece;
        }

        string plan = "maintenance: Example\n" + piece + "\n";
        plan += piece.Contains("window:", StringComparison.Ordinal)
            ? ""
            : "window: { start: 2026-05-17 00:00, length: 8h, zone: America/New_York }\n";
        return plan + (piece.Contains("change:", StringComparison.Ordinal) ? "" : "change: [{ manual: Look. }]\n");
    }

    [GeneratedRegex("\"(?<code>LULL[0-9]{4})\"", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex(@"\n?# file: (?<file>.+)\n", RegexOptions.None, 1_000)]
    private static partial Regex FileMark();
}
