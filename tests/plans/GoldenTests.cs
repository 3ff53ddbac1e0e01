using System.Text;
using Lull.Core.Findings;

namespace Lull.Plans.Tests;

/// <summary>
/// Mistakes and what is said about them. A case is one text file: files below <c>=== name</c> lines (a plan unless the name ends in
/// <c>.site.yaml</c>; the first plan is read, others can be called), a line of dashes, the rendered findings.
/// <c>LULL_ACCEPT=1</c> rewrites the lower half.
/// </summary>
public class GoldenTests
{
    private const string Divider = "\n----------\n";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "plans", "Golden");

    public static TheoryData<string> Cases =>
        [
            .. Directory
                .EnumerateFiles(Folder, "*.txt")
                .Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_named_with_its_place(string file)
    {
        string path = Path.Combine(Folder, file);
        string[] halves = File.ReadAllText(path).Split(Divider, 2);
        string actual = Findings(halves[0] + "\n").TrimEnd() + "\n";
        if (Repository.Accepting)
        {
            File.WriteAllText(path, halves[0] + Divider + actual);
        }
        else
        {
            actual.ShouldBe(halves.ElementAtOrDefault(1) ?? "", file);
        }
    }

    [Fact]
    public void There_are_enough_of_them() => Cases.Count.ShouldBeGreaterThanOrEqualTo(40);

    private static string Findings(string input)
    {
        Dictionary<string, string> files = Split(input);
        string? siteFile = files.Keys.FirstOrDefault(name => name.EndsWith(".site.yaml", StringComparison.Ordinal));
        string? planFile = files.Keys.FirstOrDefault(name => !name.EndsWith(".site.yaml", StringComparison.Ordinal));
        var text = new StringBuilder();
        SiteReading? site = siteFile is null ? null : SiteReader.Read(siteFile, files[siteFile], Catalogue.Small);
        foreach (Finding finding in site?.Findings ?? [])
        {
            text.Append(FindingText.Render(finding, site!.Source.Text));
        }

        if (planFile is not null)
        {
            PlanReading plan = PlanReader.Read(
                planFile,
                files[planFile],
                Catalogue.Small,
                files.GetValueOrDefault,
                site?.Site
            );
            IEnumerable<Finding> bound = site?.Site is null ? [] : PlanCheck.Bind(plan, site.Site, Catalogue.Small);
            foreach (Finding finding in plan.Findings.Concat(bound))
            {
                text.Append(FindingText.Render(finding, plan.SourceOf(finding)));
            }
        }

        return text.Length == 0 ? "no findings" : text.ToString();
    }

    /// <summary>The files of a case. <c>{TAB}</c> and the like stand for characters that editors would not keep.</summary>
    private static Dictionary<string, string> Split(string input)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        string name = "plan.yaml";
        foreach (string line in input.Split('\n')[..^1])
        {
            if (line.StartsWith("=== ", StringComparison.Ordinal))
            {
                name = line[4..];
                files[name] = "";
                continue;
            }

            files[name] =
                files.GetValueOrDefault(name, "")
                + line.Replace("{TAB}", "\t", StringComparison.Ordinal)
                    .Replace("{BOM}", "\uFEFF", StringComparison.Ordinal)
                    .Replace("{BAD}", "\uFFFD", StringComparison.Ordinal)
                    .Replace("{CR}", "\r", StringComparison.Ordinal)
                + "\n";
        }

        return files;
    }
}
