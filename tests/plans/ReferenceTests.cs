using System.Text;
using System.Text.RegularExpressions;
using Lull.Core.Findings;
using Lull.Core.Notices;
using Lull.Plans.Language;
using Lull.Plans.Schema;
using Lull.Plans.Shapes;

namespace Lull.Plans.Tests;

/// <summary>The references say what the readers do: their tables are generated, their examples are read.</summary>
public partial class ReferenceTests
{
    private static readonly KeySet[] Sets = [.. KeySets.OfPlans, .. KeySets.OfSites, ProcedureReader.Keys];

    [Theory]
    [InlineData("docs/plan-reference.md")]
    [InlineData("docs/site-reference.md")]
    public void The_tables_of_keys_are_those_of_the_reader(string path)
    {
        string generated = Table()
            .Replace(
                Repository.Text(path),
                match =>
                {
                    string name = match.Groups["name"].Value;
                    KeySet set = Sets.Single(each => each.Name == name);
                    return $"<!-- keys: {name} -->\n{TableOf(set)}<!-- end -->";
                }
            );
        Repository.ShouldBeUpToDate(path, generated);
    }

    [Fact]
    public void The_tables_of_messages_and_facts_are_those_of_the_notices()
    {
        const string path = "docs/plan-reference.md";
        string generated = Pairs()
            .Replace(
                Repository.Text(path),
                match => $"<!-- {match.Groups["name"].Value} -->\n{TableOf(match.Groups["name"].Value)}<!-- end -->"
            );
        Repository.ShouldBeUpToDate(path, generated);
        generated.ShouldContain("`{journal}`");
        generated.ShouldContain("| `finished` |");
    }

    [Fact]
    public void Every_kind_of_map_is_in_a_reference()
    {
        string all = Repository.Text("docs/plan-reference.md") + Repository.Text("docs/site-reference.md");
        Sets.Where(set => set.Keys.Count > 0)
            .Select(set => set.Name)
            .ShouldAllBe(name => all.Contains($"<!-- keys: {name} -->"));
    }

    [Theory]
    [InlineData("docs/plan-reference.md")]
    [InlineData("docs/site-reference.md")]
    public void Every_example_of_a_reference_reads(string path)
    {
        MatchCollection examples = Example().Matches(Repository.Text(path));
        examples.ShouldNotBeEmpty();
        foreach (Match example in examples)
        {
            string text = example.Groups["text"].Value;
            string said = text switch
            {
                _ when text.Contains("\nprocedure:", StringComparison.Ordinal) => Render(
                    PlanReader
                        .Read(
                            "plan.yaml",
                            "maintenance: M\nwindow: { start: tbd, length: 1h, zone: Etc/UTC }\nchange:\n  - call: p.yaml\n    parameters: { hosts: web }\n",
                            Catalogue.Small,
                            _ => text
                        )
                        .Findings,
                    text
                ),
                _ when text.StartsWith("site:", StringComparison.Ordinal) => Render(
                    SiteReader.Read(path, text, Catalogue.Small).Findings,
                    text
                ),
                _ => Render(PlanReader.Read(path, text, Catalogue.Small, _ => null).Findings, text),
            };
            said.ShouldBe("");
        }
    }

    [Fact]
    public void Every_example_of_a_key_is_what_the_key_takes()
    {
        foreach (KeySet set in Sets)
        {
            set.Keys.ShouldAllBe(key => key.Meaning.EndsWith('.') && key.Example.Length > 0, set.Name);
        }
    }

    private static string TableOf(KeySet set)
    {
        var table = new StringBuilder(
            "\n| key | takes | means | default | example |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (Key key in set.Keys)
        {
            string otherwise = key is { Required: true, With.Length: 0 } ? "**required**" : key.Default;
            string with = key.With.Length > 0 ? $" With `{key.With}`." : "";
            table.Append($"| `{key.Name}` | {key.Words} | {key.Meaning}{with} | {otherwise} | `{key.Example}` |\n");
        }

        return table.Append('\n').ToString();
    }

    private static string TableOf(string name) =>
        name == "facts"
            ? $"\n| fact | is |\n| --- | --- |\n{string.Concat(Notice.Facts.Select(fact => $"| `{{{fact.Key}}}` | {fact.Value} |\n"))}\n"
            : $"\n| message | text |\n| --- | --- |\n{string.Concat(Notice.BuiltIn.Select(text => $"| `{text.Key}` | {text.Value.Replace("\n", "<br>", StringComparison.Ordinal)} |\n"))}\n";

    private static string Render(IEnumerable<Finding> findings, string text) =>
        string.Concat(findings.Select(finding => FindingText.Render(finding, text)));

    [GeneratedRegex(@"<!-- keys: (?<name>[^>]+?) -->\n[^\0]*?<!-- end -->", RegexOptions.None, 1_000)]
    private static partial Regex Table();

    [GeneratedRegex(@"<!-- (?<name>facts|messages) -->\n[^\0]*?<!-- end -->", RegexOptions.None, 1_000)]
    private static partial Regex Pairs();

    [GeneratedRegex(@"```yaml\n(?<text>[^\0]*?)```", RegexOptions.None, 1_000)]
    private static partial Regex Example();
}
