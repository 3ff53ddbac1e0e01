using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>What each event changes. Total: an event that no longer fits changes nothing.</summary>
public sealed partial class State
{
    private bool _rolledBack;
    private bool _soaked;
    private bool _soakAgain;
    private bool _rollBackWhenFailed;

    internal Work Work => _work;

    internal bool IsRolledBack => _rolledBack;

    internal bool HasSoaked => _soaked;

    internal bool MustSoakAgain => _soakAgain;

    internal bool RollsBackWhenFailed => _rollBackWhenFailed;

    internal IReadOnlyDictionary<int, EffectState> Effects => _effects;

    internal Question? QuestionNumbered(int number) => _questions.GetValueOrDefault(number);

    internal static State Begin(MaintenanceEvent.Planned planned, Instant at)
    {
        var state = new State(planned.Procedure, at) { Version = 1 };
        for (int number = 0; number < state._items.Length; number++)
        {
            state._work.UnsettledItems += state._items[number].State is ItemState.Open or ItemState.Doing ? 1 : 0;
        }

        return state;
    }

    internal void Evolve(MaintenanceEvent happened, Instant at)
    {
        LastAt = Instant.Max(LastAt, at);
        Version++;
        Apply(happened);
        Walk();
        Prune();
    }

    private void Apply(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.EffectIntended intended:
                Intended(intended);
                break;
            case MaintenanceEvent.EffectEnded ended:
                EffectOver(ended);
                break;
            case MaintenanceEvent.EffectUnclear unclear:
                ChangeEffect(unclear.Effect, EffectMode.Observe, repeated: false);
                break;
            case MaintenanceEvent.EffectRepeated repeated:
                ChangeEffect(repeated.Effect, EffectMode.Apply, repeated: true);
                break;
            case MaintenanceEvent.BracketIntended intended:
                Found(intended);
                break;
            case MaintenanceEvent.GateOpened opened:
                Opened(opened);
                break;
            case MaintenanceEvent.StepOpened opened:
                OpenStep(opened.Node);
                break;
            case MaintenanceEvent.StepClaimed claimed:
                _claims[claimed.Node] = claimed.By;
                Attempted(claimed.Node);
                break;
            case MaintenanceEvent.StepTicked ticked:
                Ticked(ticked);
                break;
            case MaintenanceEvent.StepApproved approved:
                ApprovedStep(approved);
                break;
            case MaintenanceEvent.WaitOver over when _nodes[over.Node].Status == NodeStatus.Running:
                _work.OpenSteps--;
                Settle(over.Node, NodeStatus.Done);
                break;
            case MaintenanceEvent.StepSkipped skipped:
                Skipped(skipped.Node);
                break;
            case MaintenanceEvent.StepOverdue overdue:
                _nodes[overdue.Node].Flags |= NodeFlags.Overdue;
                Announce(LifeMoment.Overdue);
                break;
            case MaintenanceEvent.QuestionAsked asked:
                Ask(asked.Question);
                break;
            case MaintenanceEvent.QuestionAnswered answered:
                Answered(answered);
                break;
            case MaintenanceEvent.BracketDisowned disowned when _held[disowned.Bracket].IsOwed:
                Disown(disowned.Bracket);
                break;
            case MaintenanceEvent.RollBackStarted started:
                if (started.Node == 0)
                {
                    Stage = Stage.RollingBack;
                    WasRolledBack = true;
                    SoakUntil = null;
                    IsPaused = false;
                    WithdrawAll(QuestionKind.ChangeFailed);
                    WithdrawAll(QuestionKind.SoakRule);
                }

                Announce(LifeMoment.RollingBack);
                if (started.By.Length > 0 && _plan[started.Node].Kind == NodeKind.HostTrack)
                {
                    // A person has this host out of the way, so that the others go on.
                    _nodes[started.Node].Flags |= NodeFlags.Excused;
                }

                BeginRollBack(started.Node);
                break;
            case MaintenanceEvent.AbortRequested:
                Stage = Stage.Aborting;
                IsPaused = false;
                WithdrawAll(QuestionKind.ChangeFailed);
                Quiesce(0, hold: false);
                break;
            default:
                ApplyToLife(happened);
                break;
        }
    }

    private void ApplyToLife(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.Proposed:
                Stage = Stage.Proposed;
                break;
            case MaintenanceEvent.Approved approved:
                _approvals.Add((approved.Role, approved.By));
                break;
            case MaintenanceEvent.ApprovalWithdrawn withdrawn:
                _approvals.Remove((withdrawn.Role, withdrawn.By));
                Stage = Stage == Stage.Scheduled ? Stage.Proposed : Stage;
                HoldDeliveries();
                break;
            case MaintenanceEvent.Rehearsed rehearsed:
                _rehearsed.Add(rehearsed.Site);
                break;
            case MaintenanceEvent.AllApproved:
                Schedule();
                break;
            case MaintenanceEvent.OwnershipTaken taken:
                TakeOver(taken.Epoch);
                break;
            case MaintenanceEvent.Started:
                Stage = Stage.InProgress;
                StartedAt = LastAt;
                Announce(LifeMoment.Started);
                _work.Walks.Enqueue((Maintenances.Walk.Enter, 0));
                break;
            case MaintenanceEvent.Paused:
                IsPaused = true;
                break;
            case MaintenanceEvent.Resumed:
                IsPaused = false;
                LineUpAgain();
                break;
            case MaintenanceEvent.WindowExtended extended:
                Window = Window with { End = extended.End };
                GiveMoreTimeToAnswer();
                Announce(LifeMoment.Extended);
                FitAgain();
                break;
            case MaintenanceEvent.PointOfNoReturnWaived:
                PointOfNoReturnWaived = true;
                FitAgain();
                break;
            case MaintenanceEvent.ItemChanged changed:
                _items[changed.Item].Spoken = true;
                _itemWords[changed.Item] = (changed.By, changed.Reason);
                SetItem(changed.Item, changed.State);
                break;
            case MaintenanceEvent.StepAdded added:
                _added.Add(new AddedStep(added.Number, added.Title, added.Role, IsDone: false));
                break;
            case MaintenanceEvent.AddedStepDone done:
                _added[done.Number - 1] = _added[done.Number - 1] with { IsDone = true };
                break;
            case MaintenanceEvent.WatchFailed failed:
                _watchFailing[failed.Watch] = true;
                WatchFailed(failed.Watch);
                break;
            case MaintenanceEvent.WatchRecovered recovered:
                _watchFailing[recovered.Watch] = false;
                break;
            case MaintenanceEvent.IncidentReported incident
                when Stage == Stage.Soaking && incident.Severity <= Procedure.Soak?.Severity:
                _work.Undecided.Enqueue((QuestionKind.SoakRule, -1));
                break;
            default:
                ApplyToEnd(happened);
                break;
        }
    }

    private void ApplyToEnd(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.Deployed:
                Stage = Stage.Deployed;
                IsPaused = false;
                Announce(LifeMoment.Deployed);
                break;
            case MaintenanceEvent.RolledBack:
                _rolledBack = true;
                Announce(LifeMoment.RolledBack);
                break;
            case MaintenanceEvent.PartRolledBack:
                _isPartToBeTold = false;
                Announce(LifeMoment.RolledBack);
                break;
            case MaintenanceEvent.SoakStarted started:
                Stage = Stage.Soaking;
                SoakUntil = started.Until;
                _soakAgain = false;
                foreach (Queue<Instant> failures in _watchFailures)
                {
                    failures.Clear();
                }

                break;
            case MaintenanceEvent.SoakEnded:
                Stage = WasRolledBack ? Stage.RollingBack : Stage.Deployed;
                SoakUntil = null;
                _soaked = true;
                WithdrawAll(QuestionKind.SoakRule);
                break;
            case MaintenanceEvent.Cancelled:
                DropDeliveries();
                Announce(LifeMoment.Cancelled);
                Ending = Maintenances.Ending.Cancelled;
                Stage = Stage.Concluding;
                break;
            case MaintenanceEvent.Concluded concluded:
                DropIdleDeliveries();
                if (concluded.Ending == Maintenances.Ending.Aborted)
                {
                    Announce(LifeMoment.Aborted);
                }

                Announce(LifeMoment.Closed);
                Ending = concluded.Ending;
                Stage = Stage.Concluding;
                break;
            case MaintenanceEvent.Ended ended:
                NeedsRecovery = ended.NeedsRecovery;
                Stage = ended.Ending switch
                {
                    Maintenances.Ending.Done => Stage.Closed,
                    Maintenances.Ending.RolledBack => Stage.RolledBack,
                    Maintenances.Ending.Aborted => Stage.Aborted,
                    Maintenances.Ending.Cancelled => Stage.Cancelled,
                };
                break;
            default:
                // Notes, refusals and state hashes are there to be read; they change nothing.
                break;
        }
    }

    private void Schedule()
    {
        Stage = Stage.Scheduled;
        for (int number = 0; number < _deliveries.Length; number++)
        {
            if (Procedure.Deliveries[number].At is { } at && _deliveries[number].Status == DeliveryStatus.Idle)
            {
                ArmDelivery(number, at);
            }
        }

        Announce(LifeMoment.Approved);
    }

    private void TakeOver(long epoch)
    {
        Epoch = epoch;
        foreach (int number in _effects.Keys.Order().ToArray())
        {
            EffectState effect = _effects[number];
            bool looksOnly =
                effect.Purpose is EffectPurpose.Look or EffectPurpose.Close
                || (effect.Purpose == EffectPurpose.Step && _plan[effect.Subject].Kind == NodeKind.Check);
            if (!looksOnly)
            {
                effect.Mode = EffectMode.Observe;
                _effects[number] = effect;
            }
        }
    }

    /// <summary>More time, or the point of no return waived: what was held back because it did not fit is looked at again.</summary>
    private void FitAgain()
    {
        foreach (Question question in _questions.Values.Where(one => one.Kind == QuestionKind.DoesNotFit).ToArray())
        {
            Answered(new MaintenanceEvent.QuestionAnswered(question.Number, null, "", "There is more time."));
        }
    }

    private void WatchFailed(int watch)
    {
        if (Procedure.Soak?.Failures is not { } rate)
        {
            return;
        }

        Queue<Instant> failures = _watchFailures[watch];
        failures.Enqueue(LastAt);
        while (failures.Peek() < LastAt - rate.Within)
        {
            failures.Dequeue();
        }

        if (failures.Count >= rate.Count)
        {
            _work.Undecided.Enqueue((QuestionKind.SoakRule, watch));
        }
    }
}
