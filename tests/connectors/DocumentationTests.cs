using System.Runtime.CompilerServices;
using System.Text;
using Lull.Core.Actions;
using Lull.Core.Findings;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Plans;

namespace Lull.Connectors.Tests;

/// <summary>Each connector has a page, and what it says of options and arguments is what the connector takes.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Kinds => [.. ConnectorKinds.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void The_page_of_a_kind_says_what_the_kind_takes(string name)
    {
        IConnectorKind kind = ConnectorKinds.All.Single(known => known.Name == name);
        string path = Path.Combine(Root(), $"{name}.md");
        string page = File.ReadAllText(path);
        string expected = Filled(page, kind);
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            File.WriteAllText(path, expected);
        }

        expected.ShouldBe(page, $"{path}: ./test connectors --accept rewrites its tables");
        page.ShouldContain($"kind: {name}");
        foreach (string action in kind.Actions.Keys)
        {
            page.ShouldContain($"## `{action}`");
        }
    }

    [Fact]
    public void Kinds_and_arguments_have_names_that_plans_can_write()
    {
        foreach (IConnectorKind kind in ConnectorKinds.All)
        {
            foreach ((string action, ActionTraits traits) in kind.Actions)
            {
                traits.Arguments.Select(argument => argument.Name).ShouldBeUnique();
                traits.Arguments.ShouldContain(
                    argument => argument.Name == traits.MainArgument,
                    $"{kind.Name}.{action}"
                );
                traits.Timeout.ShouldBeGreaterThan(Duration.Zero);
            }
        }

        ConnectorKinds
            .All.Select(kind => kind.Name)
            .ShouldBe(ConnectorKinds.All.Select(kind => kind.Name).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_examples_of_a_page_are_read_without_a_finding(string name)
    {
        ActionCatalogue catalogue = new([
            .. ConnectorKinds.All.Select(kind => new ConnectorDescription(kind.Name, kind.Options, kind.Actions)),
        ]);
        Site site = SiteOf(name, catalogue);
        foreach (Site other in Kinds.Select(other => SiteOf(other, catalogue)))
        {
            site = site with
            {
                Connections = [.. site.Connections.Concat(other.Connections).DistinctBy(connection => connection.Name)],
                Audiences = [.. site.Audiences.Concat(other.Audiences).DistinctBy(audience => audience.Name)],
            };
        }

        string example = ExamplesIn(name)[^1];
        string steps =
            example.StartsWith("- ", StringComparison.Ordinal)
                ? $"change:\n  {example.Replace("\n", "\n  ", StringComparison.Ordinal)}"
            : example.StartsWith("announcements", StringComparison.Ordinal)
                ? $"{example}\nchange:\n  - manual: Look.\n    undo: {{ none: looking changes nothing }}"
            : example;
        PlanReading plan = PlanReader.Read(
            $"{name}.md",
            $"maintenance: Roll out engine 4.2\nwindow: {{ start: 2026-12-03 14:00, end: 15:00, zone: America/Denver }}\n{steps}\n",
            catalogue,
            _ => null,
            site
        );
        string[] wrong =
        [
            .. plan
                .Findings.Concat(PlanCheck.Bind(plan, site, catalogue))
                .Where(finding => finding.Severity == Severity.Error)
                .Select(finding => $"{finding}"),
        ];
        wrong.ShouldBeEmpty();
    }

    private static Site SiteOf(string name, ActionCatalogue catalogue)
    {
        string text = $$"""
            site: lab
            hosts:
              "shop-web[1-4]": { address: "10.0.6.{n}" }
            groups: { web: "shop-web[1-4]" }
            {{ExamplesIn(name)[0]}}
            """;
        SiteReading reading = SiteReader.Read($"{name}.md", text, catalogue);
        reading
            .Findings.Where(finding => finding.Severity == Severity.Error)
            .Select(finding => $"{finding}")
            .ShouldBeEmpty();
        return reading.Site!;
    }

    private static string[] ExamplesIn(string name) =>
        [
            .. File.ReadAllText(Path.Combine(Root(), $"{name}.md"))
                .Split("```yaml\n")
                .Skip(1)
                .Select(block => block.Split("\n```")[0]),
        ];

    /// <summary>The page with what stands between its marks written anew.</summary>
    private static string Filled(string page, IConnectorKind kind)
    {
        page = Between(page, "options", Table(kind.Options));
        foreach ((string action, ActionTraits traits) in kind.Actions)
        {
            page = Between(page, action, $"{traits.Summary} {Repeats(traits.Repeat)}\n\n{Table(traits.Arguments)}");
        }

        return page;
    }

    private static string Between(string page, string mark, string text)
    {
        string begin = $"<!-- {mark} -->\n";
        int start = page.IndexOf(begin, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(-1, $"the mark '{begin.Trim()}' is missing");
        int from = start + begin.Length;
        int to = page.IndexOf("<!-- end -->", from, StringComparison.Ordinal);
        return $"{page[..from]}\n{text}\n{page[to..]}";
    }

    private static string Table(IEnumerable<ActionArgument> rows)
    {
        var table = new StringBuilder("| name | means |\n| --- | --- |\n");
        foreach (ActionArgument row in rows)
        {
            table
                .Append("| `")
                .Append(row.Name)
                .Append("` | ")
                .Append(row.Required ? "**required** " : "")
                .Append(row.Meaning.Replace("|", "\\|", StringComparison.Ordinal))
                .Append(" |\n");
        }

        return table.ToString();
    }

    private static string Repeats(RepeatClass repeat) =>
        repeat switch
        {
            RepeatClass.Convergent => "May be repeated: saying it twice is the same as once.",
            RepeatClass.Keyed => "Carries the effect's marker, by which it is found again before a second try.",
            RepeatClass.Opaque => "Cannot be found again: it is never repeated without a person's word.",
        };

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "connectors"));
}
