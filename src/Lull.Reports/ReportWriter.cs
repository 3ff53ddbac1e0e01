using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>Puts a report together: what was planned, what happened, by whom, when, where it went otherwise than forecast, and what shows it.</summary>
/// <param name="id">Which maintenance.</param>
/// <param name="chronicle">Its journal.</param>
/// <param name="head">The short hash of the journal's head; empty while it is not known.</param>
public sealed class ReportWriter(MaintenanceId id, Chronicle chronicle, string head)
{
    private const int ForecastRuns = 500;
    private const ulong Seed = 1;

    /// <summary>Less than this is no deviation.</summary>
    private static readonly Duration Noise = Duration.FromMinutes(2);

    private State State => chronicle.Story.State;

    private Procedure Procedure => State.Procedure;

    private DateTimeZone Zone => Times.ZoneOf(Procedure.Window.Zone);

    /// <summary>The report.</summary>
    public ReportPage Write() =>
        new(
            Procedure.Title,
            Summary(),
            [
                .. new[]
                {
                    Facts(),
                    Items(),
                    Approvals(),
                    Steps(),
                    SignedOff(),
                    Deviations(),
                    Brackets(),
                    Questions(),
                    Announcements(),
                    Notes(),
                    Timeline(),
                }.Where(section => section.Rows.Count > 0 || section.Sentences.Count > 0),
            ]
        );

    private string Summary()
    {
        string how = State.Ending is { } ending
            ? Capital(Names.OfEnding(ending))
            : $"Not over: {Names.OfStage(State.Stage)}";
        string since = State.StartedAt is { } started
            ? $", from {started.Spoken(Zone)} to {State.LastAt.Spoken(Zone)} ({(State.LastAt - started).Spoken()})"
            : "";
        string left =
            State.NeedsRecovery.Count > 0 ? $"Left for people: {string.Join("; ", State.NeedsRecovery)}."
            : State.OwedBrackets.Any() ? $"Brackets that are open: {State.OwedBrackets.Count()}."
            : "Nothing is open.";
        return $"{how}{since}. {left}";
    }

    private ReportSection Facts() =>
        new(
            "Planned",
            [],
            ["", ""],
            [
                Row("maintenance", id.Text),
                Row("site", Procedure.Site),
                Row("revision of the plan", Procedure.Revision),
                Row("author", Procedure.Author.Length > 0 ? Procedure.Author : "not named"),
                Row("window", $"{Procedure.Window.Start.Spoken(Zone)} to {Procedure.Window.End.Spoken(Zone)}"),
                Row(
                    "window at the end",
                    State.Window.End == Procedure.Window.End
                        ? "as planned"
                        : $"extended to {State.Window.End.Spoken(Zone)}"
                ),
                Row("impact", Procedure.Impact.Statement.Length > 0 ? Procedure.Impact.Statement : "none expected"),
                Row(
                    "journal",
                    head.Length > 0
                        ? $"{chronicle.Story.Sequence} events, head {head}"
                        : $"{chronicle.Story.Sequence} events so far"
                ),
            ]
        );

    private ReportSection Items() =>
        new(
            "Items",
            [],
            ["item", "tickets", "owner", "state", "because"],
            [
                .. Procedure.Items.Select(
                    (item, number) =>
                        Row(
                            item.Title,
                            string.Join(", ", item.Tickets),
                            item.Owner,
                            Names.OfItem(State.ItemOf(number)),
                            State.WhyItemIs(number)
                        )
                ),
            ]
        );

    private ReportSection Approvals() =>
        new("Approvals", [], ["role", "by"], [.. State.Approvals.Select(approval => Row(approval.Role, approval.By))]);

    private ReportSection Steps() =>
        new(
            "Steps",
            [
                $"Times are {Zone.Id}; those of another day than that of the window carry it. The list of everything that happened "
                    + "has UTC beside them.",
            ],
            ["step", "host", "began", "took", "outcome", "by", "evidence"],
            [
                .. Procedure
                    .Nodes.Where(node =>
                        node.IsLeaf && (!node.IsUndo || State.StatusOf(node.Number) != NodeStatus.Pending)
                    )
                    .Select(StepRow),
            ]
        );

    private ValueList<string> StepRow(Node node)
    {
        StepRecord record = chronicle.StepOf(node.Number);
        Instant? began = State.BeganAt(node.Number);
        Instant? ended = State.EndedAt(node.Number);
        string outcome = Names.Kebab(State.StatusOf(node.Number).ToString());
        string evidence =
            node.NotDoing.Length > 0 ? node.NotDoing
            : record.Evidence.Length > 0 ? record.Evidence
            : State.StatusOf(node.Number) == NodeStatus.Skipped && node.Item >= 0 ? Procedure.Items[node.Item].Because
            : "";
        bool byMachine = node.Kind is not (NodeKind.Manual or NodeKind.Approval) && began is not null;
        return Row(
            TitleOf(node),
            node.Host >= 0 ? Procedure.Hosts[node.Host].Name : "",
            Time(began),
            began is { } from && ended is { } to ? (to - from).Spoken() : "",
            State.AttemptOf(node.Number) > 1 ? $"{outcome}, try {State.AttemptOf(node.Number)}" : outcome,
            record.By.Length > 0 ? record.By
                : byMachine ? "Lull"
                : "",
            evidence
        );
    }

    /// <summary>The title; a step of an undo says that it is one, unless its title does.</summary>
    private static string TitleOf(Node node) =>
        node.IsUndo && !node.Title.StartsWith("undo", StringComparison.OrdinalIgnoreCase)
            ? $"undo: {node.Title}"
            : node.Title;

    /// <summary>Who answers for which target: steps of people on each host, and items that a tester settles.</summary>
    private ReportSection SignedOff()
    {
        Node[] onHosts =
        [
            .. Procedure.Nodes.Where(node => node is { Kind: NodeKind.Manual, IsUndo: false, Host: >= 0 }),
        ];
        (ProcedureItem Item, int Number)[] tested =
        [
            .. Procedure.Items.Select((item, number) => (item, number)).Where(one => one.item.Tester.Length > 0),
        ];
        string[] missing =
        [
            .. onHosts.Where(node => !IsSigned(node)).Select(node => Procedure.Hosts[node.Host].Name),
            .. tested.Where(one => !IsSigned(one.Number)).Select(one => one.Item.Title),
        ];
        return new ReportSection(
            "Signed off",
            onHosts.Length + tested.Length == 0 ? []
                : missing.Length == 0 ? ["Everything that somebody answers for is signed off."]
                : [$"Not signed off: {string.Join(", ", missing.Distinct(StringComparer.Ordinal))}."],
            ["target", "what", "by", "at", "outcome", "evidence"],
            [
                .. onHosts
                    .OrderBy(node => node.Host)
                    .Select(node =>
                        Row(
                            Procedure.Hosts[node.Host].Name,
                            node.Title,
                            chronicle.StepOf(node.Number).By,
                            Time(State.EndedAt(node.Number)),
                            Names.Kebab(State.StatusOf(node.Number).ToString()),
                            chronicle.StepOf(node.Number).Evidence
                        )
                    ),
                .. tested.Select(one =>
                    Row(
                        one.Item.Title,
                        $"tested by {one.Item.Tester}",
                        State.ItemSaidBy(one.Number),
                        Time(chronicle.ItemSaidAt(one.Number)),
                        Names.OfItem(State.ItemOf(one.Number)),
                        State.WhyItemIs(one.Number)
                    )
                ),
            ]
        );
    }

    private bool IsSigned(Node node) => State.StatusOf(node.Number) == NodeStatus.Done;

    private bool IsSigned(int item) => State.ItemOf(item) is ItemState.Done or ItemState.NotDoing;

    private ReportSection Deviations()
    {
        if (State.StartedAt is not { } started)
        {
            return new ReportSection("Otherwise than forecast", [], [], []);
        }

        ForecastResult forecast = Forecast.Run(Procedure, started, Forecast.RunsOf(Procedure, ForecastRuns), Seed);
        var rows = new List<ValueList<string>>();
        foreach (NodeForecast node in forecast.Nodes)
        {
            Node plan = Procedure.Nodes[node.Node];
            if (
                plan.Host >= 0
                || State.BeganAt(node.Node) is not { } began
                || State.EndedAt(node.Node) is not { } ended
            )
            {
                continue;
            }

            Duration usual = node.End - node.Begin;
            Duration more = (ended - began) - usual;
            if (more > Duration.Max(Noise, usual * 0.25) || more < -Duration.Max(Noise, usual * 0.5))
            {
                rows.Add(Row(NameOf(plan), usual.Spoken(), (ended - began).Spoken(), more.Spoken()));
            }
        }

        string chance = forecast.Finish is { } finish
            ? $"Forecast at the start: done by {finish.P50.ClockBeside(Zone, Procedure.Window.Start)} in half of the runs and by {finish.P90.ClockBeside(Zone, Procedure.Window.Start)} in 90 %, inside the window in {forecast.ChanceInWindow * 100:0} %."
            : "At the start no end could be forecast.";
        return new ReportSection(
            "Otherwise than forecast",
            [chance],
            ["what", "forecast", "took", "difference"],
            [.. rows]
        );
    }

    private string NameOf(Node node) =>
        node.Number == 0 ? "everything"
        : node is { Parent: 0, Phase: >= 0 } ? $"the phase {Names.Kebab(Procedure.Phases[node.Phase].Kind.ToString())}"
        : node.Title;

    private ReportSection Brackets() =>
        new(
            "Brackets",
            [],
            ["bracket", "opened", "closed", "was", "state"],
            [
                .. Procedure
                    .Brackets.Where(bracket => chronicle.BracketOf(bracket.Number).Opened is not null)
                    .Select(bracket =>
                    {
                        (Instant? opened, Instant? closed) = chronicle.BracketOf(bracket.Number);
                        BracketState held = State.Bracket(bracket.Number);
                        return Row(
                            Names.OfBracket(Procedure, bracket.Number),
                            Time(opened),
                            Time(closed),
                            held.Found,
                            Names.Kebab(held.Status.ToString()).Replace('-', ' ')
                        );
                    }),
            ]
        );

    private ReportSection Questions() =>
        new(
            "Questions and answers",
            [],
            ["asked", "question", "answer", "by", "reason"],
            [
                .. chronicle.Questions.Select(question =>
                    Row(
                        Time(question.AskedAt),
                        question.Question.Text,
                        question.Choice is { } choice ? Names.OfChoice(choice)
                            : question.AnsweredAt is null ? "open"
                            : "settled itself",
                        question.By,
                        question.Reason
                    )
                ),
            ]
        );

    private ReportSection Announcements() =>
        new(
            "Announcements",
            [],
            ["at", "to", "message", "evidence"],
            [.. chronicle.Announcements.Select(one => Row(Time(one.At), one.Audience, one.Message, one.Evidence))]
        );

    private ReportSection Notes() =>
        new(
            "Notes",
            [],
            ["at", "by", "about", "note"],
            [
                .. chronicle.Notes.Select(note =>
                    Row(Time(note.At), note.By, note.Node >= 0 ? Names.OfStep(Procedure, note.Node) : "", note.Text)
                ),
            ]
        );

    private ReportSection Timeline() =>
        new(
            "Everything that happened",
            [],
            [Zone.Id, "UTC", "what", "by"],
            [.. chronicle.Lines.Select(line => Row(Time(line.At), line.At.Utc(), line.Text, line.By))]
        );

    private string Time(Instant? at) => at?.SecondBeside(Zone, Procedure.Window.Start) ?? "";

    private static ValueList<string> Row(params string[] cells) => [.. cells];

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
