using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Simulation.Tests.Examples;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>What a conductor does with the machine's decisions, and how it dies.</summary>
internal sealed partial class Simulation
{
    private static readonly Evidence Seen = new("seen");

    /// <summary>The conductor is gone with all it had in memory; a new one folds the journal and takes over.</summary>
    private void Crash()
    {
        State? lost = Live;
        Live = null;
        _wake = Instant.MaxValue;
        Coverage.Crashes++;
        if (lost is not null && Hits(Fault.Zombie))
        {
            int inputs = _chance.Between(1, 3);
            for (; inputs > 0; inputs--)
            {
                After(_chance.Seconds(61, 400), () => Zombie(lost));
            }
        }

        After(_chance.Seconds(1, 60), TakeOver);
    }

    private void TakeOver()
    {
        Live = FoldAgain();
        Conduct(new Input.TakeOver(Ledger.Epoch + 1));
        if (Live is not { } state)
        {
            return;
        }

        foreach (EffectRequest request in Machine.Outstanding(state))
        {
            if (CrashesBetween())
            {
                Crash();
                return;
            }

            Begin(request, afterCrash: true);
        }

        WatchWhileSoaking();
    }

    /// <summary>A conductor that was only paused goes on: whatever it decides, its appends are refused and it stops.</summary>
    private void Zombie(State state)
    {
        if (state.IsOver)
        {
            return;
        }

        var events = new List<MaintenanceEvent>();
        Instant moment = Instant.Max(Clock, state.LastAt);
        if (
            Turn(state, new Input.Note("bob", "Still here.", -1), moment, events) is null
            && _mutation.AcceptsStaleAppends
        )
        {
            Append(events, Instant.Max(moment, Journal[^1].At), state.Epoch);
            _ = BeginEffects(events, state);
        }
    }

    /// <summary>Begins what was decided; false when the conductor died in the middle of it.</summary>
    private bool BeginEffects(List<MaintenanceEvent> events, State state)
    {
        bool isFirst = true;
        foreach (MaintenanceEvent happened in events)
        {
            int effect = happened switch
            {
                MaintenanceEvent.EffectIntended intended => intended.Effect,
                MaintenanceEvent.EffectRepeated repeated => repeated.Effect,
                MaintenanceEvent.EffectUnclear unclear => unclear.Effect,
                _ => 0,
            };
            if (effect != 0 && Machine.RequestOf(state, effect) is { } request)
            {
                if (!isFirst && CrashesBetween())
                {
                    return false;
                }

                isFirst = false;
                Begin(request, afterCrash: false);
            }
        }

        return true;
    }

    private void Begin(EffectRequest request, bool afterCrash)
    {
        request = _mutation.Requested(this, request, afterCrash);
        if (request.Mode == EffectMode.Observe || request.Purpose == EffectPurpose.Look)
        {
            Observe(request, looks: 0);
        }
        else
        {
            Dispatch(request, Live?.Epoch ?? Ledger.Epoch);
        }
    }

    /// <summary>Begins an effect in the world and, sooner or later, reports how it ended.</summary>
    internal void Dispatch(EffectRequest request, long epoch)
    {
        foreach (Invariants.Invariant invariant in _invariants)
        {
            invariant.Dispatched(this, request, epoch);
        }

        (bool happens, Outcome outcome, bool late) = Fate(request);
        Operation operation = World.Begin(request, happens);
        Duration latency = _scenario.Story?.TimeOf(request) ?? _chance.Seconds(0, Hits(Fault.Slow) ? 900 : 40);
        if (happens)
        {
            After(late ? latency + _chance.Seconds(1, 300) : latency / 2, () => Happen(operation, request));
        }

        latency += Duration.FromMilliseconds(1);
        int begun = operation.Begun;
        After(latency, Tell);
        if (Hits(Fault.DuplicateReport))
        {
            After(latency + _chance.Seconds(1, 600), Tell);
        }

        // A conductor awaits one call for each effect: what an earlier try still has to say is nobody's once it is repeated.
        void Tell()
        {
            if (operation.Begun == begun)
            {
                Report(epoch, new Input.EffectReported(request.Effect, outcome));
            }
        }
    }

    private void Happen(Operation operation, EffectRequest request)
    {
        if (!_mutation.Happens(this, request))
        {
            operation.Pending--;
            return;
        }

        bool changed = World.Happen(operation);
        _mutation.Happened(this, request);
        if (changed)
        {
            WorldMoved(operation);
        }
    }

    private (bool Happens, Outcome Outcome, bool Late) Fate(EffectRequest request)
    {
        bool closes = request.Purpose == EffectPurpose.Close;
        bool tells = request.Purpose == EffectPurpose.Announce;
        if (closes && Hits(Fault.CloseFails) || tells && Hits(Fault.SendFails) || Hits(Fault.Fails))
        {
            return (false, new Outcome.Failed("It said no.", Seen), false);
        }

        if (Hits(Fault.Unreachable))
        {
            return (false, new Outcome.Failed("Nobody is there.", Seen, Unreachable: true), false);
        }

        if (Hits(Fault.DoneButUnknown))
        {
            return (true, new Outcome.Unknown("No answer."), false);
        }

        if (Hits(Fault.NotDoneAndUnknown))
        {
            return (false, new Outcome.Unknown("No answer."), false);
        }

        // Only what carries a marker or sets a state may be answered before it has taken place: it is looked at again.
        return request.Purpose == EffectPurpose.Open && Hits(Fault.HappensLate)
            ? (true, new Outcome.Unknown("No answer yet."), true)
            : (true, new Outcome.Done(Seen, "artefact"), false);
    }

    private void Report(long epoch, Input input)
    {
        if (Live?.Epoch == epoch)
        {
            Conduct(input);
        }
    }

    /// <summary>Looks, after a while; says what it saw unless the look fails or shows something still under way.</summary>
    private void Observe(EffectRequest request, int looks)
    {
        long epoch = Live?.Epoch ?? Ledger.Epoch;
        After(
            _scenario.Story is null ? _chance.Seconds(0, 60) : Story.TimeOfLook(looks),
            () =>
            {
                if (Live?.Epoch != epoch)
                {
                    return;
                }

                Observation seen = Seeing(request);
                Conduct(new Input.EffectObserved(request.Effect, seen));
                if (
                    seen is Observation.Running
                    && Live?.Epoch == epoch
                    && Machine.RequestOf(Live, request.Effect) is { Mode: EffectMode.Observe }
                )
                {
                    Observe(request, looks + 1);
                }
            }
        );
    }

    private Observation Seeing(EffectRequest request)
    {
        Observation truth = World.Look(request);
        if (Hits(Fault.LookUnknown) || CannotTell(request))
        {
            return truth is Observation.Running ? truth : new Observation.Unknown("Nothing tells.");
        }

        return Hits(Fault.LookRunning) ? new Observation.Running(Seen) : truth;
    }

    /// <summary>Half of what may not be repeated shows nothing when looked at; in a story, none of it does.</summary>
    private bool CannotTell(EffectRequest request) =>
        request.Purpose switch
        {
            EffectPurpose.Step => Procedure.Nodes[request.Subject].Repeat == RepeatClass.Opaque
                && (_scenario.Story is not null || _chance.Hits(50)),
            EffectPurpose.Announce => Procedure.Deliveries[request.Subject].Repeat == RepeatClass.Opaque,
            _ => false,
        };

    /// <summary>What the world does by itself when the journal moves.</summary>
    private void Follow(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.SoakStarted:
                WatchWhileSoaking();
                break;
            case MaintenanceEvent.GateOpened { Kind: GateKind.Delivery } opened
                when Procedure.Deliveries[opened.Subject].At is not null && Ledger.Moments[opened.Subject] == 0:
                Ledger.MomentCame(opened.Subject);
                break;
            default:
                if (MomentOf(happened) is { } moment)
                {
                    MomentCame(moment);
                }

                if (happened is MaintenanceEvent.Concluded)
                {
                    MomentCame(LifeMoment.Closed);
                }

                break;
        }
    }

    private void MomentCame(LifeMoment moment)
    {
        for (int delivery = 0; delivery < Procedure.Deliveries.Count; delivery++)
        {
            if (Procedure.Deliveries[delivery].When == moment)
            {
                Ledger.MomentCame(delivery);
            }
        }
    }

    private LifeMoment? MomentOf(MaintenanceEvent happened) =>
        happened switch
        {
            MaintenanceEvent.AllApproved => LifeMoment.Approved,
            MaintenanceEvent.Started => LifeMoment.Started,
            MaintenanceEvent.Deployed => LifeMoment.Deployed,
            MaintenanceEvent.RollBackStarted => LifeMoment.RollingBack,
            MaintenanceEvent.PartRolledBack => LifeMoment.RolledBack,
            MaintenanceEvent.StepOverdue => LifeMoment.Overdue,
            MaintenanceEvent.RolledBack => LifeMoment.RolledBack,
            MaintenanceEvent.QuestionAsked { Question.Kind: QuestionKind.UndoFailed } => FailedUndos() == 1
                ? LifeMoment.Recovery
                : null,
            MaintenanceEvent.WindowExtended => LifeMoment.Extended,
            MaintenanceEvent.Concluded { Ending: Ending.Aborted } => LifeMoment.Aborted,
            MaintenanceEvent.Cancelled => LifeMoment.Cancelled,
            _ => null,
        };

    private int FailedUndos()
    {
        int failed = 0;
        foreach (Question question in Watched.Questions)
        {
            failed += question.Kind == QuestionKind.UndoFailed ? 1 : 0;
        }

        return failed;
    }

    private void WatchWhileSoaking()
    {
        for (int watch = 0; watch < Watched.Watches; watch++)
        {
            int number = watch;
            long epoch = Ledger.Epoch;
            After(_scenario.Story?.TimeOfWatch ?? _chance.Seconds(1, 300), () => LookOut(number, epoch));
        }
    }

    private void LookOut(int watch, long epoch)
    {
        if (Live is { Watches: > 0 } state && state.Epoch == epoch)
        {
            bool holds = !Hits(Fault.WatchFails);
            Conduct(new Input.WatchLooked(watch, holds, holds ? "" : "HTTP 500"));
            After(_scenario.Story?.TimeOfWatch ?? _chance.Seconds(200, 400), () => LookOut(watch, epoch));
        }
    }

    /// <summary>Somebody else was at some of it before us, and goes on meddling.</summary>
    private void MeddleFirst()
    {
        for (int bracket = 0; bracket < Procedure.Brackets.Count; bracket++)
        {
            if (Hits(Fault.FoundSo))
            {
                World.Holders[bracket] = Holder.Another;
            }
        }

        Disturb();
    }

    private void Disturb()
    {
        if (IsCalm)
        {
            return;
        }

        if (Procedure.Brackets.Count > 0 && Hits(Fault.ChangedMeanwhile))
        {
            World.Meddle(_chance.Below(Procedure.Brackets.Count));
        }

        if (Hits(Fault.ClockJump))
        {
            _skew = _chance.Seconds(-3_000, 3_000);
        }

        After(_chance.Seconds(60, 1_200), Disturb);
    }
}
