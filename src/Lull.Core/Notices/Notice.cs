using System.Globalization;
using System.Text;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using NodaTime.Text;

namespace Lull.Core.Notices;

/// <summary>
/// The text of an announcement: the plan's own under that name, else the built-in one, else the words that stand in the plan.
/// Facts in braces are filled in from the maintenance as it is at that moment, so a notice follows the run and not the clock.
/// </summary>
public static class Notice
{
    private static readonly ZonedDateTimePattern Wall = ZonedDateTimePattern.CreateWithInvariantCulture(
        "ddd d MMM yyyy HH:mm '('z')'",
        zoneProvider: null
    );

    private static readonly ZonedDateTimePattern Day = ZonedDateTimePattern.CreateWithInvariantCulture(
        "dddd d MMMM uuuu",
        zoneProvider: null
    );

    private static readonly ZonedDateTimePattern Digits = ZonedDateTimePattern.CreateWithInvariantCulture(
        "HHmm x",
        zoneProvider: null
    );

    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("d MMM HH:mm 'UTC'");

    /// <summary>The built-in texts, by name. <c>{fact}</c> stands for a fact of <see cref="Facts"/>.</summary>
    public static IReadOnlyDictionary<string, string> BuiltIn { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["planned"] = "Planned: {title}\nWhen: {start} to {end} ({duration} DD:HH:MM)\nImpact: {impact}",
            ["reminder"] = "Reminder: {title} begins {start} and ends {end}.\nImpact: {impact}",
            ["approved"] = "Approved: {title}, {start} to {end}.",
            ["started"] = "Started: {title}. Expected to end by {end}.\nImpact: {impact}",
            ["deployed"] = "Deployed: {title}. The change is in place and verified.{soak}",
            ["rolling-back"] = "Rolling back: {title}{part}. What was changed is being put back.",
            ["rolled-back"] = "Rolled back: {title}{part}. {restored}",
            ["recovery"] =
                "{title}: the roll back met a problem and people are at it. What is affected stays out of service.",
            ["extended"] = "{title} takes longer than announced and now ends by {end}.",
            ["overdue"] = "Overdue in {title}: {overdue}.",
            ["aborted"] = "Stopped: {title}. {closed}",
            ["cancelled"] = "Cancelled: {title}, announced for {start}, does not take place.",
            ["finished"] = "{outcome}: {title}.{left}\n{results}\nJournal {journal}",
            ["notice"] =
                "Date: {date}\nStart: {from}\nEnd: {until}\nDuration: {duration}\nImpact: {impact}\nChange plan:\n{change}\nRoll back plan:\n{rollback}",
        };

    /// <summary>The text of one delivery now.</summary>
    /// <param name="state">The maintenance.</param>
    /// <param name="delivery">Whom it is for and which message.</param>
    /// <param name="around">What the maintenance itself does not know.</param>
    public static string Text(State state, ProcedureDelivery delivery, NoticeFacts around)
    {
        string template =
            state.Procedure.Messages.FirstOrDefault(message => message.Name == delivery.Message)?.Text
            ?? BuiltIn.GetValueOrDefault(delivery.Message)
            ?? delivery.Message;
        return Fill(template, fact => Fact(state, fact, around));
    }

    /// <summary>The facts that a text can name, each with its meaning.</summary>
    public static IReadOnlyDictionary<string, string> Facts { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = "the maintenance's title",
            ["site"] = "the site's name",
            ["start"] = "the window's start in its zone and in UTC",
            ["end"] = "the window's end in its zone and in UTC, extensions included",
            ["duration"] = "the window's length as DD:HH:MM",
            ["date"] = "the day on which the window starts, in its zone",
            ["from"] = "the window's start as four digits with the zone's abbreviation",
            ["until"] = "the window's end in the same way, with its day when that is another one",
            ["change"] = "the steps of the change and its tests, numbered",
            ["rollback"] = "how it is rolled back, numbered",
            ["hosts"] = "the hosts that the plan touches; in a step, those that the step or its block is about",
            ["impact"] = "what people outside will notice",
            ["part"] = "which hosts or blocks are rolled back, when it is not everything",
            ["overdue"] = "the steps that are not finished although their time has passed",
            ["soak"] = "a sentence about the soak, when there is one",
            ["outcome"] = "how it ended: Done, Rolled back, Stopped or Cancelled",
            ["restored"] = "that what was changed is as it was before, or that people see to the rest",
            ["closed"] = "that everything that was opened is closed, or that people see to the rest",
            ["left"] = "a sentence when something was left for people to close or to undo",
            ["results"] = "items and steps counted by how they ended",
            ["report"] = "the address of the report, or the command that prints it where no page does",
            ["journal"] = "the short hash of the journal's head",
        };

    private static string? Fact(State state, string fact, NoticeFacts around) =>
        fact switch
        {
            "title" or "maintenance" => state.Procedure.Title,
            "site" => state.Procedure.Site,
            "start" => Moment(state.Window.Start, state),
            "end" => Moment(state.Window.End, state),
            "duration" => Days(state.Window.Length),
            "date" => Day.Format(state.Window.Start.InZone(Zone(state))),
            "from" => Digits.Format(state.Window.Start.InZone(Zone(state))),
            "until" => Until(state.Window.Start.InZone(Zone(state)), state.Window.End.InZone(Zone(state))),
            "change" => Outline.OfChange(state.Procedure),
            "rollback" => Outline.OfRollBack(state.Procedure),
            "hosts" => string.Join(", ", state.Procedure.Hosts.Select(host => host.Name)),
            "overdue" => Overdue(state),
            "impact" => state.Procedure.Impact.Statement.Length > 0
                ? state.Procedure.Impact.Statement
                : "none expected",
            "part" => Part(state),
            "soak" => state.Procedure.Soak is { } soak ? $" It is watched for {Days(soak.For)} (DD:HH:MM)." : "",
            "outcome" => Outcome(state),
            "restored" => AllIsUndone(state)
                ? "What was changed is as it was before."
                : "Not all of it could be put back; people see to the rest.",
            "closed" => AllIsClosed(state)
                ? "Everything that was opened for it is closed."
                : "Not everything that was opened for it is closed; people see to the rest.",
            "left" => AllIsClosed(state) && AllIsUndone(state)
                ? ""
                : " Something of it still needs work; people see to it.",
            "results" => Results(state),
            "report" => around.Report,
            "journal" => around.Journal,
            _ => null,
        };

    private static string Until(ZonedDateTime start, ZonedDateTime end) =>
        start.Date == end.Date ? Digits.Format(end) : $"{Digits.Format(end)} on {Day.Format(end)}";

    private static string Overdue(State state) =>
        string.Join(
            ", ",
            state
                .Procedure.Nodes.Where(node => node.IsLeaf && state.IsOverdue(node.Number))
                .Select(node => node.Role.Length == 0 ? $"'{node.Title}'" : $"'{node.Title}' (for {node.Role})")
        );

    private static string Part(State state)
    {
        string[] parts =
        [
            .. state
                .PartRolledBack.Select(number => state.Procedure.Nodes[number])
                .Select(node => node.Host >= 0 ? state.Procedure.Hosts[node.Host].Name : $"'{node.Title}'"),
        ];
        return parts.Length == 0 ? "" : $", only {string.Join(", ", parts)}";
    }

    private static string Outcome(State state) =>
        state.Ending is not { } ending
            ? "In progress"
            : ending switch
            {
                Ending.Done => "Done",
                Ending.RolledBack => "Rolled back",
                Ending.Aborted => "Stopped",
                Ending.Cancelled => "Cancelled",
            };

    private static bool AllIsClosed(State state) => !state.DisownedBrackets.Any();

    private static bool AllIsUndone(State state) =>
        state.Procedure.Nodes.All(node => !state.WasLeftUndone(node.Number));

    /// <summary>Every step is counted: those that were undone again, or never came, whenever there are any.</summary>
    private static string Results(State state)
    {
        int done = 0,
            skipped = 0,
            failed = 0,
            undone = 0,
            notDone = 0;
        foreach (Node node in state.Procedure.Nodes)
        {
            if (!node.IsLeaf || node.IsUndo)
            {
                continue;
            }

            switch (state.StatusOf(node.Number))
            {
                case NodeStatus.Done:
                    done++;
                    break;
                case NodeStatus.Skipped:
                    skipped++;
                    break;
                case NodeStatus.Failed or NodeStatus.Unreachable or NodeStatus.Inconclusive:
                    failed++;
                    break;
                case NodeStatus.Undone or NodeStatus.Undoing:
                    undone++;
                    break;
                default:
                    notDone++;
                    break;
            }
        }

        string more = (undone > 0 ? $", {undone} undone" : "") + (notDone > 0 ? $", {notDone} not done" : "");
        return $"{Items(state)}Steps: {done} done, {skipped} left out, {failed} failed{more}.";
    }

    private static string Items(State state)
    {
        if (state.Procedure.Items.Count == 0)
        {
            return "";
        }

        int[] counts = new int[4];
        for (int item = 0; item < state.Procedure.Items.Count; item++)
        {
            counts[(int)state.ItemOf(item)]++;
        }

        return $"Items: {counts[(int)ItemState.Done]} done, {counts[(int)ItemState.NotDoing]} not doing, "
            + $"{counts[(int)ItemState.Open] + counts[(int)ItemState.Doing]} open. ";
    }

    private static string Moment(Instant instant, State state) =>
        $"{Wall.Format(instant.InZone(Zone(state)))} = {Utc.Format(instant)}";

    private static DateTimeZone Zone(State state) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(state.Window.Zone) ?? DateTimeZone.Utc;

    private static string Days(Duration duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.Days:00}:{duration.Hours:00}:{duration.Minutes:00}");

    /// <summary>Replaces <c>{name}</c> by its fact; what is no fact stays as it is, since it may be meant.</summary>
    private static string Fill(string template, Func<string, string?> fact)
    {
        var text = new StringBuilder(template.Length);
        int from = 0;
        while (from < template.Length)
        {
            int open = template.IndexOf('{', from);
            int close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            text.Append(template, from, open - from);
            text.Append(fact(template[(open + 1)..close]) ?? template[open..(close + 1)]);
            from = close + 1;
        }

        return text.Append(template, from, template.Length - from).ToString();
    }
}
