using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>What is opened and not closed.</summary>
internal static class BracketFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1201",
            Name = "bracket-as-step",
            Severity = Severity.Warning,
            Title = "A bracket's action stands as a plain step",
            Why =
                "An action such as a drain or a silence is made to be held around other steps: Lull then closes it after success, "
                + "failure, abort and crash. As a plain step it is opened, and nothing closes it.",
            WhatToDo = "Move it into `with:` of a block that holds the steps it is needed for.",
            Example = """
                change:
                  - edge.drain: { server: shop-web1 }
                  - title: Patch
                    shell.run: apt-get upgrade -y
                """,
            WhenToWaive = "When it is meant to stay: a server that is taken out of service for good.",
            Look = BracketsAsSteps,
        },
        new()
        {
            Code = "LULL1202",
            Name = "opened-never-closed",
            Severity = Severity.Warning,
            Title = "Something is opened by hand and never closed",
            Why =
                "A step takes servers out of the pool, turns alerting off, puts up the maintenance page or pauses jobs, and no later step "
                + "does the opposite. At the end of a long night that is what people forget, and what customers find.",
            WhatToDo =
                "Use a bracket, which closes by itself: `with: - edge.drain: …`, `with: - alerts.silence: …`. Or write the step that "
                + "closes it.",
            Example = """
                change:
                  - title: Pull web servers 1 to 5 out of the pool
                    manual: In the balancer's console.
                  - title: Patch them
                    manual: Start the updates.
                """,
            WhenToWaive = "When it is meant to stay open, or is closed by others: say by whom.",
            Look = OpenedNeverClosed,
        },
        new()
        {
            Code = "LULL1203",
            Name = "rollback-leaves-open",
            Severity = Severity.Warning,
            Title = "The roll back does not close what the change opened by hand",
            Why =
                "The change would have closed it further down. After a roll back that part is never reached: the system is back in its "
                + "old state and still in maintenance mode, out of the pool, or without alerting.",
            WhatToDo =
                "Use a bracket: the roll back runs inside it, and it is closed afterwards. Or close it in the roll back as well.",
            Example = """
                change:
                  - { title: Enter maintenance mode, manual: On the console. }
                  - { title: Apply the updates, manual: All of them. }
                  - { title: Leave maintenance mode, manual: On the console. }
                rollback:
                  - { title: Restore the system from its backup, manual: The one of tonight. }
                """,
            WhenToWaive = "When the restored state is not in maintenance by itself, and somebody has tried that.",
            Look = RollbackLeavesOpen,
        },
    ];

    private static IEnumerable<Remark> BracketsAsSteps(PlanReading reading)
    {
        foreach (StepPlace place in reading.Leaves.Concat(reading.RollbackSteps))
        {
            if (place.Step is Step.Action action && reading.TraitsOf(action.Call)?.Use is ActionUse.Bracket)
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{action.Call}' is opened by '{place.Step.Name()}' as a step, and nothing closes it",
                    $"hold it around the steps that need it: 'with: - {action.Call}: …'"
                );
            }
        }
    }

    private static IEnumerable<Remark> OpenedNeverClosed(PlanReading reading) =>
        BracketWords.All.SelectMany(kind =>
            LeftOpen(kind, reading.Leaves.Where(place => !IsBracket(reading, place.Step)))
                .Select(place => new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' {kind.Opened}, and no later step undoes that",
                    $"{kind.Closing} in a later step, or hold it as a bracket with 'with:', which closes by itself"
                ))
        );

    /// <summary>Openings without a closing: each closing belongs to the last opening before it that is still open.</summary>
    private static List<StepPlace> LeftOpen(BracketWords kind, IEnumerable<StepPlace> places)
    {
        var open = new List<StepPlace>();
        foreach (StepPlace place in places)
        {
            if (kind.IsOpenedBy(place.Step))
            {
                open.Add(place);
            }
            else if (open.Count > 0 && kind.IsClosedBy(place.Step))
            {
                open.RemoveAt(open.Count - 1);
            }
        }

        return open;
    }

    private static IEnumerable<Remark> RollbackLeavesOpen(PlanReading reading)
    {
        if (reading.Plan.Rollback is not Rollback.Block)
        {
            yield break;
        }

        foreach (BracketWords kind in BracketWords.All)
        {
            StepPlace? opening = reading.Leaves.FirstOrDefault(place =>
                place.Phase is not PhaseKind.Prepare && kind.IsOpenedBy(place.Step) && !IsBracket(reading, place.Step)
            );
            if (opening is not null && !reading.RollbackSteps.Any(place => kind.IsClosedBy(place.Step)))
            {
                yield return new Remark(
                    reading.Plan.Rollback.Where,
                    $"'{opening.Step.Name()}' {kind.Opened}, and the roll back does not undo that",
                    $"{kind.Closing} in the roll back too, or hold it as a bracket with 'with:'"
                );
            }
        }
    }

    private static bool IsBracket(PlanReading reading, Step step) =>
        step is Step.Action action && reading.TraitsOf(action.Call)?.Use is ActionUse.Bracket;
}
