using Lull.Core.Plans;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>Whether the work fits its window, its gates and its limits, by the plan's own estimates.</summary>
internal static class WorkFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1101",
            Name = "window-shorter-than-work",
            Severity = Severity.Warning,
            Title = "The work does not fit its window",
            Why =
                "By the plan's own estimates the work is not done when the window ends. Steps that no longer fit will be held back, and "
                + "the maintenance ends with a question or a roll back.",
            WhatToDo =
                "Make the window longer, the work shorter, or do more of it at the same time. `lull simulate` shows the critical path.",
            Example = """
                window: { start: 2026-05-17 00:00, length: 1h, zone: America/New_York }
                change:
                  - title: Install the updates
                    manual: Start them in the console.
                    estimate: 235m
                """,
            WhenToWaive = "When the estimates are known to be upper limits.",
            Look = TooMuchWork,
        },
        new()
        {
            Code = "LULL1102",
            Name = "window-cannot-hold-rollback",
            Severity = Severity.Warning,
            Title = "The window cannot hold the work and its roll back",
            Why =
                "When the last step fails there must be time to undo everything before the window ends. Here there is none: the point of "
                + "no return lies before the end of the work, and Lull will ask for a decision there.",
            WhatToDo =
                "Make the window longer, or undo faster. Only undos with an estimate are counted, so give them one.",
            Example = """
                window: { start: 2026-05-17 00:00, length: 1h, zone: America/New_York }
                change:
                  - title: Move the database
                    manual: As practised.
                    estimate: 45m
                    undo: [{ manual: Move it back., estimate: 40m }]
                """,
            WhenToWaive = "When a failure late in the work would be mended forward, and those who decide know that.",
            Look = NoRoomForRollback,
        },
        new()
        {
            Code = "LULL1103",
            Name = "gate-without-slack",
            Severity = Severity.Warning,
            Title = "A gate opens before the work in front of it is done",
            Why =
                "The gate's time was announced, or other teams go by it, but by the estimates the work before it takes longer.",
            WhatToDo = "Move the gate, or shorten the work before it.",
            Example = """
                change:
                  - title: Patch the first five web servers
                    manual: Start the updates in the console.
                    not-before: 00:00
                    estimate: 5h
                  - title: Patch the other five
                    manual: Start the updates in the console.
                    not-before: 04:30
                """,
            WhenToWaive = "When nobody but this maintenance goes by the gate's time.",
            Look = TightGates,
        },
        new()
        {
            Code = "LULL1104",
            Name = "due-before-work-ends",
            Severity = Severity.Warning,
            Title = "A step is due before its work can be done",
            Why =
                "By the estimates the step cannot be finished when it is due; somebody will be alarmed for nothing, or too late.",
            WhatToDo = "Move `due:`, or shorten the work.",
            Example = """
                window: { start: 2026-05-17 00:00, length: 9h, zone: America/New_York }
                change:
                  - title: Patch the web servers
                    manual: Start the updates in the console.
                    estimate: 3h
                    due: 02:00
                """,
            WhenToWaive = "When being late is expected and harmless.",
            Look = DueTooEarly,
        },
        new()
        {
            Code = "LULL1105",
            Name = "timeout-below-estimate",
            Severity = Severity.Warning,
            Title = "A step's time-out is shorter than its estimate",
            Why =
                "A try that takes as long as expected would be cut off. What it did is then unknown, and somebody has to look.",
            WhatToDo =
                "Give the step a `timeout:` well above its estimate. Actions have a limit of their own when the plan gives none.",
            Example = """
                change:
                  - title: Deploy
                    shell.run: deploy engine 4.2
                    estimate: 15m
                    timeout: 10m
                """,
            WhenToWaive = "When the estimate covers many hosts and the time-out is for one of them.",
            Look = ShortTimeouts,
        },
        new()
        {
            Code = "LULL1106",
            Name = "due-before-its-predecessor",
            Severity = Severity.Warning,
            Title = "A step stands after one that happens later than it is due",
            Why =
                "Steps are done in the order written. This one is due before a step in front of it can happen, so that either its date "
                + "or its place is wrong: a meeting before the code freeze cannot wait for the release.",
            WhatToDo =
                "Move the step to its place in time, or correct its date. Steps that do not wait for each other stand in `parallel:`.",
            Example = """
                milestones: { code-freeze: 2026-05-04 18:00, release: 2026-05-11 09:00 }
                prepare:
                  - { title: Tell the cloud team that it is released, manual: With the notes., due: release }
                  - { title: Review meeting, manual: Packages and documents., due: code-freeze - 1d }
                """,
            WhenToWaive = "When the order of the list does not matter and nobody reads it as an order.",
            Look = OutOfOrder,
        },
    ];

    private static IEnumerable<Remark> TooMuchWork(PlanReading reading)
    {
        if (reading.Plan.Window.Length is not { } length)
        {
            yield break;
        }

        foreach (PhaseRow row in reading.Timetable.Phases)
        {
            Instant end = reading.InstantOf(row.Phase.Until) ?? reading.Timetable.Start + length;
            if (row.End > end)
            {
                yield return new Remark(
                    reading.Plan.Window.Where,
                    $"By the estimates the {Named(row.Phase.Kind)} phase ends {Words.Length(row.End - end)} after "
                        + (row.Phase.Until is null ? "the window" : "its own end"),
                    $"the work up to there needs {Words.Length(row.End - reading.Timetable.Start)} from the window's start"
                );
                yield break;
            }
        }
    }

    private static IEnumerable<Remark> NoRoomForRollback(PlanReading reading)
    {
        Duration undoing = reading.Timetable.Undoing;
        if (reading.Plan.Window.Length is not { } length || undoing == Duration.Zero)
        {
            yield break;
        }

        PhaseRow? last = reading.Timetable.Phases.LastOrDefault(row =>
            row.Phase is { Kind: PhaseKind.Change or PhaseKind.Verify, Until: null }
        );
        Duration work = (last?.End ?? reading.Timetable.Start) - reading.Timetable.Start;
        if (work <= length && work + undoing + reading.Plan.Margin > length)
        {
            yield return new Remark(
                reading.Plan.Window.Where,
                $"The window of {Words.Length(length)} cannot hold {Words.Length(work)} of work and {Words.Length(undoing)} of roll back"
                    + (
                        reading.Plan.Margin == Duration.Zero
                            ? ""
                            : $" with a margin of {Words.Length(reading.Plan.Margin)}"
                    ),
                $"the point of no return is {Words.Length(Duration.Max(Duration.Zero, length - undoing - reading.Plan.Margin))} after the start; "
                    + $"a window of {Words.Length(work + undoing + reading.Plan.Margin)} would hold both"
            );
        }
    }

    private static IEnumerable<Remark> TightGates(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            if (
                reading.Timetable[place.Step] is { Gate: { } gate } row
                && row.Ready > gate
                && gate >= reading.Timetable.Start
            )
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' may begin at {Words.TimeOfDay(gate, reading.Plan.Window.Zone)}, but by the estimates the work "
                        + $"before it lasts until {Words.TimeOfDay(row.Ready, reading.Plan.Window.Zone)}",
                    $"move the gate by {Words.Length(row.Ready - gate)} or more"
                );
            }
        }
    }

    private static IEnumerable<Remark> DueTooEarly(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            if (
                reading.Timetable[place.Step] is { } row
                && reading.InstantOf(place.Step.Due) is { } due
                && row.End > due
            )
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' is due at {Words.TimeOfDay(due, reading.Plan.Window.Zone)}, but by the estimates it lasts until "
                        + $"{Words.TimeOfDay(row.End, reading.Plan.Window.Zone)}",
                    $"move it by {Words.Length(row.End - due)} or more"
                );
            }
        }
    }

    private static IEnumerable<Remark> ShortTimeouts(PlanReading reading)
    {
        foreach (StepPlace place in reading.Leaves)
        {
            Duration? limit =
                place.Step.Timeout
                ?? (place.Step is Step.Action action ? reading.TraitsOf(action.Call)?.Timeout : null);
            if (place.Step.Estimate is { } estimate && limit is { } timeout && timeout < estimate.Likely)
            {
                yield return ShortTimeout(
                    place.Step.Where,
                    place.Step.Name(),
                    timeout,
                    estimate,
                    place.Step.Timeout is null
                );
            }
        }

        foreach (Bracket bracket in reading.Steps.SelectMany(place => place.Step.With))
        {
            Duration? limit = bracket.Timeout ?? reading.TraitsOf(bracket.Call)?.Timeout;
            if (bracket.Estimate is { } estimate && limit is { } timeout && timeout < estimate.Likely)
            {
                yield return ShortTimeout(
                    bracket.Where,
                    bracket.Call.ToString(),
                    timeout,
                    estimate,
                    bracket.Timeout is null
                );
            }
        }
    }

    private static Remark ShortTimeout(
        SourceSpan where,
        string name,
        Duration timeout,
        Estimate estimate,
        bool ofTheAction
    ) =>
        new(
            where,
            $"'{name}' is expected to take {Words.Length(estimate.Likely)}, but one try is cut off after {Words.Length(timeout)}"
                + (ofTheAction ? ", the limit of its action" : ""),
            $"write 'timeout: {Words.Length(estimate.High)}' or longer"
        );

    private static IEnumerable<Remark> OutOfOrder(PlanReading reading)
    {
        StepPlace[] dated =
        [
            .. reading.Steps.Where(place =>
                place.Phase is PhaseKind.Prepare && (place.Step.Due ?? place.Step.NotBefore) is not null
            ),
        ];
        for (int i = 1; i < dated.Length; i++)
        {
            StepPlace? later = dated[..i]
                .LastOrDefault(earlier =>
                    IsLater(reading, earlier.Step, dated[i].Step) && !reading.Order.MayOverlap(earlier, dated[i])
                );
            if (dated[i].Step.Due is { } due && later is not null)
            {
                yield return new Remark(
                    dated[i].Step.Where,
                    $"'{dated[i].Step.Name()}' is due {Said(due, reading)}, but stands after '{later.Step.Name()}', which is {(later.Step.NotBefore is null ? "due" : "not before")} "
                        + $"{Said(later.Step.NotBefore ?? later.Step.Due!, reading)}",
                    "move it to its place in time, or correct its date"
                );
            }
        }
    }

    private static bool IsLater(PlanReading reading, Step earlier, Step then)
    {
        TimeExpression before = earlier.NotBefore ?? earlier.Due!;
        if (then.Due is not { } due || earlier.Parts().Count > 0)
        {
            return false;
        }

        if (reading.InstantOf(before) is { } first && reading.InstantOf(due) is { } second)
        {
            return first > second;
        }

        return before is TimeExpression.Relative one
            && due is TimeExpression.Relative other
            && (
                one.Milestone == other.Milestone
                    ? (one.Days, one.Elapsed.TotalSeconds).CompareTo((other.Days, other.Elapsed.TotalSeconds)) > 0
                    : OrderOf(reading.Plan, one.Milestone) > OrderOf(reading.Plan, other.Milestone)
            );
    }

    /// <summary>Undecided milestones come in the order written, and the window after them.</summary>
    private static int OrderOf(Plan plan, string milestone)
    {
        for (int i = 0; i < plan.Milestones.Count; i++)
        {
            if (plan.Milestones[i].Name == milestone)
            {
                return i;
            }
        }

        return plan.Milestones.Count;
    }

    private static string Said(TimeExpression time, PlanReading reading) =>
        (time, reading.InstantOf(time)) switch
        {
            (TimeExpression.Relative relative, null) => $"at {relative.Milestone}{Shift(relative)}",
            (TimeExpression.Relative relative, { } instant) =>
                $"at {relative.Milestone}{Shift(relative)} ({Words.Clock(instant, reading.Plan.Window.Zone)})",
            (_, { } instant) => Words.Clock(instant, reading.Plan.Window.Zone),
            (_, null) => "at a time that is to be decided",
        };

    private static string Shift(TimeExpression.Relative relative)
    {
        Duration shift = Duration.FromDays(relative.Days) + relative.Elapsed;
        return shift == Duration.Zero ? ""
            : shift < Duration.Zero ? $" - {Words.Length(-shift)}"
            : $" + {Words.Length(shift)}";
    }

    private static string Named(PhaseKind kind) =>
        kind switch
        {
            PhaseKind.Prepare => "prepare",
            PhaseKind.Change => "change",
            PhaseKind.Verify => "verify",
            PhaseKind.Finish => "finish",
        };
}
