using System.Runtime.CompilerServices;
using Lull.Core.Actions;
using Lull.Core.Findings;
using Lull.Core.Sites;

namespace Lull.Plans.Tests.Mistakes;

/// <summary>
/// Mistakes of real documents, written as plans by hand. A file holds a plan, a line of dashes, and what is found in it;
/// <c>LULL_ACCEPT=1</c> rewrites the lower half.
/// </summary>
public static class MistakeTests
{
    private const string Divider = "\n----------\n";

    private static readonly ActionCatalogue Connectors = new([
        Kind("haproxy", ("drain", ActionUse.Bracket, RepeatClass.Convergent, "server")),
        Kind("alertmanager", ("silence", ActionUse.Bracket, RepeatClass.Keyed, "matchers")),
        Kind("ssh", ("run", ActionUse.Change, RepeatClass.Opaque, "command")),
    ]);

    private static readonly Site Production = new()
    {
        Name = "production",
        Groups = [new HostGroup("web", [.. Enumerable.Range(1, 10).Select(n => $"shop-web{n}")], default)],
        Connections =
        [
            new Connection("edge", "haproxy", Argument.Map.Empty, 4, default),
            new Connection("alerts", "alertmanager", Argument.Map.Empty, 4, default),
            new Connection("shell", "ssh", Argument.Map.Empty, 4, default),
        ],
        People =
        [
            new Person("ana", "Ana Ruiz", ["platform", "cab"], "America/New_York", default),
            new Person("ben", "Ben Osei", ["platform"], "Europe/London", default),
            new Person("chitra", "Chitra Rao", ["qa", "release-manager"], "Asia/Kolkata", default),
        ],
    };

    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Here(), "*.txt")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> Rules => [.. FindingCatalogue.All.Select(rule => rule.Code)];

    [Theory, MemberData(nameof(Files))]
    public static void A_mistake_is_found(string file)
    {
        string path = Path.Combine(Here(), file);
        string[] halves = File.ReadAllText(path).Split(Divider, 2);
        PlanReading reading = PlanReader.Read(
            Path.ChangeExtension(file, "yaml"),
            halves[0],
            Connectors,
            static _ => null,
            Production
        );
        reading.Findings.ShouldBeEmpty();
        string actual = string.Concat(
            Lint.Check(reading.Plan.ShouldNotBeNull(), Production, Connectors)
                .Select(finding => FindingText.Render(finding, reading.SourceOf(finding)))
        );
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            File.WriteAllText(path, halves[0] + Divider + actual);
        }

        actual.ShouldBe(File.ReadAllText(path).Split(Divider, 2).ElementAtOrDefault(1) ?? "", file);
    }

    /// <summary>The examples of the documentation are plans with the fault, but for what every plan needs.</summary>
    [Theory, MemberData(nameof(Rules))]
    public static void The_example_of_a_rule_reads_and_has_its_fault(string code)
    {
        FindingRule rule = FindingCatalogue.Find(code)!;
        PlanReading reading = PlanReader.Read(
            "example.yaml",
            Whole(rule.Example),
            Connectors,
            static _ => null,
            Production
        );
        string.Concat(reading.Findings.Select(finding => FindingText.Render(finding, reading.SourceOf(finding))))
            .ShouldBe("");

        Lint.Check(
                reading.Plan.ShouldNotBeNull(),
                SiteOf(rule.Example),
                Connectors,
                Instant.FromUtc(2026, 5, 10, 12, 0)
            )
            .Count(finding => finding.Code == code)
            .ShouldBeGreaterThan(0);
    }

    private static string Whole(string example)
    {
        bool Has(string key) => $"\n{example}".Contains($"\n{key}:", StringComparison.Ordinal);
        return string.Concat(
            "maintenance: Example\nauthor: ana\n",
            Has("window") ? "" : "window: { start: 2026-05-17 00:00, length: 9h, zone: America/New_York }\n",
            Has("prepare") || Has("change") || Has("verify")
                ? ""
                : "change:\n  - { title: Patch, manual: All of it. }\n",
            example,
            "\n"
        );
    }

    /// <summary>Examples that need a pool or a freeze say so in a comment.</summary>
    private static Site SiteOf(string example) =>
        example.Contains("pools:", StringComparison.Ordinal)
            ? Production with
            {
                Pools = [new Pool("web", Production.Groups[0].Hosts, new Core.Plans.Share.Count(8), default)],
            }
        : example.Contains("freezes:", StringComparison.Ordinal)
            ? Production with
            {
                Freezes =
                [
                    new Freeze(
                        "year-end",
                        Instant.FromUtc(2026, 12, 18, 0, 0),
                        Instant.FromUtc(2027, 1, 4, 0, 0),
                        "Sales.",
                        default
                    ),
                ],
            }
        : Production;

    private static ConnectorDescription Kind(
        string kind,
        (string Name, ActionUse Use, RepeatClass Repeat, string Main) action
    ) =>
        new(
            kind,
            [],
            new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
            {
                [action.Name] = new()
                {
                    Use = action.Use,
                    Repeat = action.Repeat,
                    TakesOutOfService = action.Name == "drain",
                    MainArgument = action.Main,
                    Arguments = [new ActionArgument(action.Main, "What it acts on.")],
                    Summary = "For tests.",
                },
            }
        );

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
