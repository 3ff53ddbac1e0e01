using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>What follows by itself: from what is ready, from what is undecided, and from time.</summary>
internal static class Progress
{
    /// <summary>Adds the next events that follow by themselves; false when nothing does. Looks at the heads of queues only.</summary>
    internal static bool Next(State state, Instant now, List<MaintenanceEvent> into)
    {
        int before = into.Count;
        switch (state.Stage)
        {
            case Stage.Draft or >= Stage.Closed:
                return false;
            case Stage.Proposed when Approvals.AreComplete(state):
                into.Add(new MaintenanceEvent.AllApproved());
                return true;
        }

        Decide(state, now, into);
        return into.Count > before;
    }

    /// <summary>The earliest moment at which time alone changes something.</summary>
    internal static TimerRequest? NextTimer(State state)
    {
        TimerRequest? next = state.Work.Timers.TryPeek(out TimerEntry timer, out (Instant At, long Order) when)
            ? new TimerRequest(when.At, ReasonOf(timer.Kind))
            : null;
        if (state.IsOver)
        {
            return null;
        }

        if (state is { PointOfNoReturn: { } point, PointOfNoReturnWaived: false })
        {
            next = Sooner(next, new TimerRequest(point, "point of no return"));
        }

        return state.SoakUntil is { } soak && Lifecycle.CanEndSoak(state)
            ? Sooner(next, new TimerRequest(soak, "end of the soak"))
            : next;
    }

    private static TimerRequest Sooner(TimerRequest? one, TimerRequest other) =>
        one is { } first && first.At <= other.At ? first : other;

    private static string ReasonOf(TimerKind kind) =>
        kind switch
        {
            TimerKind.Node => "gate",
            TimerKind.Bracket => "another try",
            TimerKind.Delivery => "announcement",
            TimerKind.WaitOver => "end of a wait",
            TimerKind.Due => "due",
            TimerKind.Question => "answer due",
        };

    private static void Decide(State state, Instant now, List<MaintenanceEvent> into)
    {
        if (state.Work.Undecided.TryPeek(out (QuestionKind Kind, int Subject) undecided))
        {
            Undecided(state, undecided.Kind, undecided.Subject, now, into);
        }
        else if (state.Work.Timers.TryPeek(out TimerEntry timer, out (Instant At, long) when) && when.At <= now)
        {
            TimeCame(state, timer, into);
        }
        else if (state is { PointOfNoReturn: { } point, PointOfNoReturnWaived: false } && point <= now)
        {
            Lifecycle.PastThePointOfNoReturn(state, into);
        }
        else if (state.Work.Closing.TryPeek(out int closing))
        {
            into.Add(Intend(state, EffectPurpose.Close, closing, state.HeldAt(closing).Attempt + 1));
        }
        else if (state.Work.Undo.TryPeek(out int undo))
        {
            Start(state, undo, into);
        }
        else if (state is { Stage: Stage.InProgress, IsPaused: false } && state.Work.Forward.TryPeek(out int forward))
        {
            if (!Fitting.Fits(state, forward, now))
            {
                into.Add(new MaintenanceEvent.QuestionAsked(Questions.DoesNotFit(state, forward, now)));
            }
            else
            {
                Start(state, forward, into);
            }
        }
        else if (state.Work.Deliveries.TryPeek(out int delivery))
        {
            into.Add(Intend(state, EffectPurpose.Announce, delivery, state.DeliveryAt(delivery).Attempt + 1));
        }
        else
        {
            Lifecycle.Next(state, now, into);
        }
    }

    private static MaintenanceEvent.EffectIntended Intend(
        State state,
        EffectPurpose purpose,
        int subject,
        int attempt
    ) => new(state.Work.NextEffect, purpose, subject, attempt);

    private static void Start(State state, int ready, List<MaintenanceEvent> into)
    {
        if (ready < 0)
        {
            BracketState held = state.HeldAt(~ready);
            EffectPurpose purpose = held.Status == BracketStatus.Queued ? EffectPurpose.Look : EffectPurpose.Open;
            into.Add(Intend(state, purpose, ~ready, held.Attempt + 1));
            return;
        }

        into.Add(
            state.NodeAt(ready).Kind is NodeKind.Manual or NodeKind.Approval or NodeKind.Wait
                ? new MaintenanceEvent.StepOpened(ready)
                : Intend(state, EffectPurpose.Step, ready, state[ready].Attempt + 1)
        );
    }

    private static void TimeCame(State state, TimerEntry timer, List<MaintenanceEvent> into)
    {
        switch (timer.Kind)
        {
            case TimerKind.Node:
                into.Add(new MaintenanceEvent.GateOpened(GateKind.Node, timer.Subject));
                break;
            case TimerKind.Bracket:
                into.Add(new MaintenanceEvent.GateOpened(GateKind.Bracket, timer.Subject));
                break;
            case TimerKind.Delivery:
                into.Add(new MaintenanceEvent.GateOpened(GateKind.Delivery, timer.Subject));
                break;
            case TimerKind.WaitOver:
                into.Add(new MaintenanceEvent.WaitOver(timer.Subject));
                break;
            case TimerKind.Due:
                into.Add(new MaintenanceEvent.StepOverdue(timer.Subject));
                break;
            case TimerKind.Question:
                Question question = state.QuestionNumbered(timer.Subject)!;
                Questions.Answer(state, question, question.Default, "", "Nobody answered in time.", into);
                break;
        }
    }

    private static void Undecided(State state, QuestionKind kind, int subject, Instant now, List<MaintenanceEvent> into)
    {
        switch (kind)
        {
            case QuestionKind.StepFailed
                when state.NodeAt(subject).OnFailure is OnFailure.RollBack or OnFailure.RollBackAll:
                Node node = state.NodeAt(subject);
                int target = node.OnFailure == OnFailure.RollBack && node.Track >= 0 ? node.Track : 0;
                if (target == 0 ? !Lifecycle.CanRollBack(state) : state.Procedure.NoRollbackBecause.Length > 0)
                {
                    goto default;
                }

                into.Add(new MaintenanceEvent.RollBackStarted(target, "", $"'{node.Title}' failed."));
                break;
            case QuestionKind.ChangeFailed when state.RollsBackWhenFailed && Lifecycle.CanRollBack(state):
                into.Add(new MaintenanceEvent.RollBackStarted(0, "", $"'{state.NodeAt(subject).Title}' failed."));
                break;
            case QuestionKind.SoakRule when state.Procedure.Soak is { Automatic: true } && Lifecycle.CanRollBack(state):
                into.Add(new MaintenanceEvent.RollBackStarted(0, "", "A rule of the soak calls for it."));
                break;
            default:
                into.Add(new MaintenanceEvent.QuestionAsked(Questions.About(state, kind, subject, now)));
                break;
        }
    }
}
