using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Plans.Checks;
using Lull.Plans.Language;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans;

/// <summary>Reads plans: YAML text to a <see cref="Plan"/>, or to findings that say what is wrong with it and where.</summary>
public static class PlanReader
{
    /// <summary>Reads one plan. Opens no files; never throws for what a text says.</summary>
    /// <param name="name">The file as the person named it, such as <c>plans/may.yaml</c>; findings say it.</param>
    /// <param name="text">Its text.</param>
    /// <param name="catalogue">The actions that can be named; tells under which argument a plain text stands.</param>
    /// <param name="include">
    /// The text of a file that a step calls, null when there is none. Its argument is the path that the step writes, seen from the
    /// file that holds the step, with forward slashes: <c>plans/procedures/patch.yaml</c>.
    /// </param>
    /// <param name="site">
    /// The site, when it is known: its connections tell the kind of each action. Without it a plain text under an action that several
    /// kinds of connectors offer with different main arguments stands under an empty name.
    /// </param>
    public static PlanReading Read(
        string name,
        string text,
        ActionCatalogue catalogue,
        Func<string, string?> include,
        Site? site = null
    )
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Connection connection in site?.Connections ?? [])
        {
            kinds.TryAdd(connection.Name, connection.Kind);
        }

        var reading = new Reading(catalogue) { Include = include, KindOf = kinds.GetValueOrDefault };
        reading.Scope = reading.Scope with { Files = [ProcedureReader.Resolve(name, "")] };
        Node? root = YamlText.Parse(name, text, reading.Findings);
        Plan? plan = root is null ? null : Build(root, text, reading);
        ValueList<Finding> findings = InOrder(reading.Findings, name);
        return new PlanReading
        {
            Plan = findings.Any(finding => finding.Severity == Severity.Error) ? null : plan,
            Findings = findings,
            Sources =
            [
                new SourceText(name, text),
                .. reading.Included.Select(each => new SourceText(each.Key, each.Value.Text)),
            ],
            Uses = reading,
            PlanRoles = [.. PlanRolesOf(root)],
        };
    }

    private static Plan? Build(Node root, string text, Reading reading)
    {
        if (Fields.Of(root, PlanKeys.Plan, reading) is not { } fields)
        {
            return null;
        }

        Maybe<string> title = fields.Get(PlanKeys.Maintenance);
        Maybe<Core.Windows.WindowSpec> window = fields.Get(PlanKeys.Window);
        List<Phase> phases = [];
        Plan plan = new()
        {
            Title = title.Is ? title.Value : "",
            Revision = "",
            Author = fields.Or(PlanKeys.Author, ""),
            Impact = fields.Or(PlanKeys.ImpactKey, Impact.None),
            Window = window.Is ? window.Value : WithoutWindow,
            Milestones = fields.Or(PlanKeys.Milestones, []),
            Roles = fields.Or(PlanKeys.Roles, []),
            Approvals = fields.Or(PlanKeys.Approvals, []),
            Announcements = fields.Or(PlanKeys.Announcements, []),
            Messages = fields.Or(PlanKeys.Messages, []),
            Items = fields.Or(PlanKeys.Items, []),
            Phases = [],
            Where = fields.Place(PlanKeys.Maintenance),
        };
        foreach (
            Key<Phase> phase in (Key<Phase>[])[PlanKeys.Prepare, PlanKeys.Change, PlanKeys.Verify, PlanKeys.Finish]
        )
        {
            if (fields.Object(phase) is { } read)
            {
                phases.Add(read);
            }
        }

        if (
            !fields.Has(PlanKeys.Prepare)
            && !fields.Has(PlanKeys.Change)
            && !fields.Has(PlanKeys.Verify)
            && !fields.Has(PlanKeys.Finish)
        )
        {
            reading.Say(
                Fields.MissingKey,
                fields.Where,
                "This plan has no steps",
                "add 'change:' with a list of steps"
            );
        }

        plan = plan with
        {
            Phases = [.. phases],
            Rollback = fields.Or(PlanKeys.RollbackKey, new Rollback.Undo()),
            Margin = fields.Or(PlanKeys.Margin, Duration.Zero),
            Soak = fields.Object(PlanKeys.SoakKey),
            Recurrence = fields.Or(PlanKeys.Recurrence, ""),
            Freezes = fields.Or(PlanKeys.Freezes, []),
            Waivers = fields.Or(PlanKeys.Waive, []),
            Lessons = fields.Or(PlanKeys.Lessons, []),
            Questions = fields.Or(PlanKeys.Questions, []),
            Source = fields.Or(PlanKeys.Source, ""),
        };
        OwnNames.Check(plan, fields.NodeOf(PlanKeys.Items), reading);
        if (window.Is)
        {
            Moments.Check(plan, reading);
        }

        return plan with
        {
            Revision = PlanRevision.Of(text, reading.Included.Select(each => (each.Key, each.Value.Text))),
        };
    }

    /// <summary>Stands in while the rest of a plan without a readable window is checked; such a plan is never handed out.</summary>
    private static Core.Windows.WindowSpec WithoutWindow { get; } =
        new()
        {
            Start = new Core.Windows.TimeExpression.ToBeDecided(),
            Length = null,
            Zone = DateTimeZone.Utc,
        };

    private static IEnumerable<string> PlanRolesOf(Node? root) =>
        (root as Node.Map)?[PlanKeys.Roles.Name]?.Value is Node.Map roles
            ? roles.Entries.Select(entry => entry.Key.Value)
            : [];

    /// <summary>Each finding once: the plan's own by line, then those of called files.</summary>
    internal static ValueList<Finding> InOrder(IEnumerable<Finding> findings, string name) =>
        [
            .. findings
                .Distinct()
                .OrderBy(finding => finding.Where.File == name ? 0 : 1)
                .ThenBy(finding => finding.Where.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Where.Line)
                .ThenBy(finding => finding.Where.Column),
        ];
}

/// <summary>What reading a plan gave.</summary>
public sealed record PlanReading
{
    /// <summary>The plan; null when a finding is an error.</summary>
    public required Plan? Plan { get; init; }

    /// <summary>What there is to say, in the order of the text.</summary>
    public required ValueList<Finding> Findings { get; init; }

    /// <summary>The plan's text and those of the files it calls, for <see cref="FindingText.Render"/>.</summary>
    public required ValueList<SourceText> Sources { get; init; }

    /// <summary>The names and actions that the plan uses, with their places; there also for a plan with errors.</summary>
    internal Reading Uses { get; init; } = new(ActionCatalogue.Empty);

    /// <summary>The roles that the plan itself names.</summary>
    internal ValueList<string> PlanRoles { get; init; } = [];

    /// <summary>The text of the file that a finding is about; empty when it is about none of them.</summary>
    public string SourceOf(Finding finding) =>
        Sources.FirstOrDefault(each => each.File == finding.Where.File)?.Text ?? "";
}

/// <summary>A file's name and text.</summary>
public sealed record SourceText(string File, string Text);
