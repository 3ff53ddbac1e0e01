using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>How a maintenance moves from one stage to the next once nothing else is left to do.</summary>
internal static class Lifecycle
{
    internal static bool CanRollBack(State state) =>
        state.Procedure.NoRollbackBecause.Length == 0 && state.NodeAt(0) is { CanUndo: true } or { Undo: >= 0 };

    internal static void PastThePointOfNoReturn(State state, List<MaintenanceEvent> into)
    {
        if (CanRollBack(state))
        {
            into.Add(
                new MaintenanceEvent.RollBackStarted(
                    0,
                    "",
                    "The point of no return came and the change was not verified."
                )
            );
        }
        else
        {
            into.Add(new MaintenanceEvent.AbortRequested("", "The window is over and the change was not verified."));
        }
    }

    internal static void Next(State state, Instant now, List<MaintenanceEvent> into)
    {
        if (state.IsPartJustRolledBack)
        {
            into.Add(new MaintenanceEvent.PartRolledBack([.. state.PartRolledBack]));
            return;
        }

        switch (state.Stage)
        {
            case Stage.InProgress when state[0].IsSettled:
                into.Add(new MaintenanceEvent.Deployed());
                break;
            case Stage.InProgress
            or Stage.RollingBack
            or Stage.Aborting
            or Stage.Deployed
            or Stage.Soaking when IsStalled(state):
                into.Add(GoOn(state, now));
                break;
            case Stage.Aborting when state[0].IsSettled && state.Work.RollBacks == 0 && AreAddedStepsDone(state):
                into.Add(new MaintenanceEvent.Concluded(Ending.Aborted));
                break;
            case Stage.RollingBack when state is { IsRolledBack: false, Work.RollBacks: 0 }:
                into.Add(new MaintenanceEvent.RolledBack());
                break;
            case Stage.RollingBack
            or Stage.Deployed when state.Procedure.Soak is { } soak && MustSoak(state) && IsQuiet(state):
                into.Add(new MaintenanceEvent.SoakStarted(now + soak.For));
                break;
            case Stage.RollingBack when IsQuiet(state) && AreAddedStepsDone(state):
                into.Add(new MaintenanceEvent.Concluded(Ending.RolledBack));
                break;
            case Stage.Deployed when IsQuiet(state) && state.Work.UnsettledItems == 0 && AreAddedStepsDone(state):
                into.Add(new MaintenanceEvent.Concluded(Ending.Done));
                break;
            case Stage.Soaking when state.MustSoakAgain && IsQuiet(state):
                into.Add(new MaintenanceEvent.SoakStarted(now + state.Procedure.Soak!.For));
                break;
            case Stage.Soaking when state.SoakUntil <= now && CanEndSoak(state):
                into.Add(new MaintenanceEvent.SoakEnded());
                break;
            case Stage.Concluding when state.Work.OpenDeliveries == 0:
                into.Add(new MaintenanceEvent.Ended(state.Ending!.Value, LeftForPeople(state)));
                break;
            default:
                break;
        }
    }

    /// <summary>A soak does not end over a question whether to roll back: that would answer it.</summary>
    internal static bool CanEndSoak(State state) => IsQuiet(state) && !state.Asks(QuestionKind.SoakRule);

    private static bool MustSoak(State state) => !state.HasSoaked || state.MustSoakAgain;

    private static bool AreAddedStepsDone(State state) => state.AddedSteps.All(step => step.IsDone);

    private static bool IsQuiet(State state) => state.Work.RollBacks == 0 && state.Effects.Count == 0;

    /// <summary>True when brackets wait for a pool's floor and nothing that is under way could bring a host back.</summary>
    private static bool IsStalled(State state) =>
        state.Work is { WaitingForFloor: > 0, OpenSteps: 0 }
        && state.Effects.Count == 0
        && state.Questions.All(question => question.Kind == QuestionKind.NotDelivered)
        && !state.Work.Timers.UnorderedItems.Any(one =>
            one.Element.Kind is TimerKind.Node or TimerKind.Bracket && state.IsLive(one.Element)
        )
        && (state.FreeToGo() >= 0 || Questions.BelowFloor(state) >= 0);

    /// <summary>One that waits behind another one of its host, which may in turn wait for it, goes on; else somebody is asked.</summary>
    private static MaintenanceEvent GoOn(State state, Instant now) =>
        state.FreeToGo() is >= 0 and int free
            ? new MaintenanceEvent.GateOpened(GateKind.Bracket, free)
            : new MaintenanceEvent.QuestionAsked(Questions.AboutFloor(state, now));

    private static ValueList<string> LeftForPeople(State state) =>
        [
            .. state.DisownedBrackets.Select(bracket => $"{state.BracketAt(bracket).Title} is still open"),
            .. state
                .Procedure.Nodes.Where(node => state.WasLeftUndone(node.Number))
                .Select(node => $"'{node.Title}' was not undone ({node.Path})"),
        ];
}
