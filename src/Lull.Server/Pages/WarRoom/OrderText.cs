using Lull.Core.Maintenances;
using Lull.Reports;
using Lull.Server.Live;

namespace Lull.Server.Pages.WarRoom;

/// <summary>An order and what it will do, in words that are read before it is given.</summary>
public sealed record OrderText
{
    /// <summary>The command, such as <c>roll-back</c>.</summary>
    public required string Command { get; init; }

    /// <summary>As a headline.</summary>
    public required string Title { get; init; }

    /// <summary>What will happen, a paragraph each.</summary>
    public required ValueList<string> Says { get; init; }

    /// <summary>On the button: what it does, never just yes.</summary>
    public required string Button { get; init; }

    /// <summary>Name of the text field; empty when there is none.</summary>
    public string Field { get; init; } = "reason";

    /// <summary>Its label.</summary>
    public string FieldLabel { get; init; } = "Why";

    /// <summary>True when it may not be empty.</summary>
    public bool IsFieldRequired { get; init; }

    /// <summary>True when it cannot be taken back.</summary>
    public bool IsGrave { get; init; }

    /// <summary>Fixed parts.</summary>
    public ValueList<(string Name, string Value)> Hidden { get; init; } = [];

    /// <summary>The text of an order; null when there is none of that name for what it is about.</summary>
    /// <param name="command">Such as <c>pause</c>.</param>
    /// <param name="live">The maintenance.</param>
    /// <param name="subject">The node or bracket it is about; -1 for the whole.</param>
    internal static OrderText? Of(string command, LiveMaintenance live, int subject)
    {
        MaintenanceView view = live.Now.View;
        bool isNode = subject >= 0 && subject < view.Nodes.Count;
        return command switch
        {
            "pause" => new OrderText
            {
                Command = command,
                Title = "Pause",
                Says =
                [
                    "What runs now comes to its end; nothing new starts until somebody resumes. Closings and undos go on.",
                    view.Clocks.PointOfNoReturn is { } point
                        ? $"The clock runs on: the point of no return is in {(point - view.At).Spoken()}, and then everything is rolled back."
                        : $"The clock runs on: the window ends in {(view.Clocks.End - view.At).Spoken()}.",
                ],
                Button = "Pause",
            },
            "extend" => new OrderText
            {
                Command = command,
                Title = "Extend the window",
                Says = ["Everyone who was told the window is told its new end. The point of no return moves with it."],
                Button = "Extend and tell everyone",
                IsFieldRequired = true,
            },
            "abort" => new OrderText
            {
                Command = command,
                Title = "Abort",
                Says = [view.IfAborted, "It cannot be gone on with afterwards."],
                Button = "Abort and close everything",
                IsFieldRequired = true,
                IsGrave = true,
            },
            "cancel" => new OrderText
            {
                Command = command,
                Title = "Call it off",
                Says = ["It does not take place. Everyone who was told about it is told so."],
                Button = "Call it off",
                IsFieldRequired = true,
                IsGrave = true,
            },
            "roll-back" => new OrderText
            {
                Command = command,
                Title = subject > 0 && isNode ? $"Roll back {view.Nodes[subject].Title}" : "Roll everything back",
                Says =
                    subject > 0
                        ? [live.IfRolledBack(subject), "The rest goes on."]
                        : [view.IfRolledBack, "It cannot be gone on with afterwards."],
                Button = "Roll back",
                IsFieldRequired = true,
                IsGrave = true,
                Hidden = [("node", subject > 0 ? Text(subject) : "0")],
            },
            "waive-point-of-no-return" => new OrderText
            {
                Command = command,
                Title = "Go on past the point of no return",
                Says =
                [
                    "The clock no longer rolls back by itself. If it fails after that, undoing may not fit the window.",
                ],
                Button = "Go on past it",
                IsFieldRequired = true,
                IsGrave = true,
            },
            "skip" when isNode => new OrderText
            {
                Command = command,
                Title = $"Leave out: {view.Nodes[subject].Title}",
                Says = ["What waits for it goes on as if it were done. The report names you and the reason."],
                Button = "Leave it out",
                IsFieldRequired = true,
                Hidden = [("node", Text(subject))],
            },
            "disown" => new OrderText
            {
                Command = command,
                Title = "Take over the duty to close it",
                Says =
                [
                    "Lull stops trying to close it, and it counts as yours. The maintenance can end, and it ends as 'needs recovery'.",
                ],
                Button = "I close it",
                IsFieldRequired = true,
                IsGrave = true,
                Hidden = [("bracket", Text(subject))],
            },
            "note" => new OrderText
            {
                Command = command,
                Title = "Write something down",
                Says = ["It stands in the journal and in the report, with your name and the time."],
                Button = "Write it down",
                Field = "text",
                FieldLabel = "Note",
                IsFieldRequired = true,
                Hidden = [("node", Text(subject))],
            },
            "add-step" => new OrderText
            {
                Command = command,
                Title = "Add a step",
                Says = ["Somebody has to do it before the maintenance can end."],
                Button = "Add it",
                Field = "",
            },
            "report-incident" => new OrderText
            {
                Command = command,
                Title = "Report an incident",
                Says = ["While it soaks, an incident that is severe enough makes Lull ask for, or begin, a roll back."],
                Button = "Report it",
                Field = "text",
                FieldLabel = "What happens",
                IsFieldRequired = true,
            },
            _ => null,
        };
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
