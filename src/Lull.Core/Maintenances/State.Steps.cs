using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Leaves, effects and deliveries: begun, ended, failed.</summary>
public sealed partial class State
{
    private void Attempted(int leaf)
    {
        ref NodeState state = ref _nodes[leaf];
        state.Flags |= NodeFlags.Attempted;
        CountUndoing(leaf, !_plan[leaf].IsUndo);
        if (!_plan[leaf].IsUndo)
        {
            Touch(_plan[leaf].Parent);
        }

        if (_plan[leaf].Item is >= 0 and int item && _items[item].State == ItemState.Open)
        {
            SetItem(item, ItemState.Doing);
        }
    }

    /// <summary>From the inside out, up to the first block that is known to have been begun.</summary>
    private void Touch(int block)
    {
        for (; block >= 0 && !_nodes[block].Has(NodeFlags.Touched); block = _plan[block].Parent)
        {
            _nodes[block].Flags |= NodeFlags.Touched;
            if (IsUndoneAsAWhole(block))
            {
                CountUndoing(block, counts: true);
            }
        }
    }

    private void Intended(MaintenanceEvent.EffectIntended intended)
    {
        _work.NextEffect = Math.Max(_work.NextEffect, intended.Effect + 1);
        _effects[intended.Effect] = new EffectState
        {
            Purpose = intended.Purpose,
            Subject = intended.Subject,
            Attempt = intended.Attempt,
            Mode = EffectMode.Apply,
        };
        switch (intended.Purpose)
        {
            case EffectPurpose.Step:
                ref NodeState state = ref _nodes[intended.Subject];
                state.Status = NodeStatus.Running;
                state.Attempt = intended.Attempt;
                state.Effect = intended.Effect;
                Attempted(intended.Subject);
                break;
            case EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close:
                ref BracketState held = ref _held[intended.Subject];
                held.Effect = intended.Effect;
                held.Attempt = intended.Attempt;
                held.Timer++;
                held.Status = intended.Purpose switch
                {
                    EffectPurpose.Look => BracketStatus.Looking,
                    EffectPurpose.Open => BracketStatus.Opening,
                    _ => BracketStatus.Closing,
                };
                break;
            case EffectPurpose.Announce:
                _deliveries[intended.Subject].Status = DeliveryStatus.Sending;
                _deliveries[intended.Subject].Attempt = intended.Attempt;
                _deliveries[intended.Subject].Timer++;
                _deliveries[intended.Subject].Again = false;
                break;
        }
    }

    private void ChangeEffect(int number, EffectMode mode, bool repeated)
    {
        if (_effects.TryGetValue(number, out EffectState effect))
        {
            effect.Mode = mode;
            effect.Repeats += repeated ? 1 : 0;
            _effects[number] = effect;
        }
    }

    private void EffectOver(MaintenanceEvent.EffectEnded ended)
    {
        if (!_effects.Remove(ended.Effect, out EffectState effect))
        {
            return;
        }

        bool done = ended.Outcome is Outcome.Done;
        switch (effect.Purpose)
        {
            case EffectPurpose.Step:
                LeafOver(effect.Subject, ended.Outcome);
                break;
            case EffectPurpose.Look:
                _held[effect.Subject].Effect = 0;
                OpeningFailed(effect.Subject, BracketStatus.LookFailed);
                break;
            case EffectPurpose.Open:
                _held[effect.Subject].Effect = 0;
                if (done)
                {
                    BracketHeld(effect.Subject, BracketStatus.Open);
                }
                else
                {
                    OpeningFailed(effect.Subject, BracketStatus.MaybeOpen);
                }

                break;
            case EffectPurpose.Close:
                _held[effect.Subject].Effect = 0;
                if (done)
                {
                    BracketClosed(effect.Subject);
                }
                else
                {
                    ClosingFailed(effect.Subject);
                }

                break;
            case EffectPurpose.Announce:
                DeliveryOver(effect.Subject, done);
                break;
        }
    }

    private void LeafOver(int leaf, Outcome outcome)
    {
        ref NodeState state = ref _nodes[leaf];
        state.Effect = 0;
        switch (outcome)
        {
            case Outcome.Done done:
                if (_plan[leaf].Makes.Length > 0 && done.Artefact.Length > 0)
                {
                    KeepArtefact(_plan[leaf].Host, _plan[leaf].Makes, done.Artefact);
                }

                Settle(leaf, NodeStatus.Done);
                break;
            case Outcome.Failed failed:
                Fail(leaf, failed.Unreachable ? NodeStatus.Unreachable : NodeStatus.Failed);
                break;
            case Outcome.Unknown:
                // A message that may be lost is sent again; anything else that is unknown ends in a question.
                Fail(leaf, _plan[leaf].Kind == NodeKind.Delivery ? NodeStatus.Failed : NodeStatus.Inconclusive);
                break;
        }
    }

    private void KeepArtefact(int host, string name, string artefact)
    {
        if (!_artefacts.TryGetValue(host, out Dictionary<string, string>? made))
        {
            _artefacts[host] = made = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        made[name] = artefact;
    }

    private void Fail(int leaf, NodeStatus outcome)
    {
        ref NodeState state = ref _nodes[leaf];
        Node plan = _plan[leaf];
        state.Outcome = outcome;
        if (state.Has(NodeFlags.Stopping | NodeFlags.Holding))
        {
            Settle(leaf, outcome);
        }
        else if (outcome != NodeStatus.Inconclusive && state.Attempt <= plan.Retry.Times)
        {
            state.Status = NodeStatus.Waiting;
            ArmNode(leaf, LastAt + plan.Retry.Pause * (1 << Math.Min(state.Attempt - 1, 16)));
        }
        else if (plan.OnFailure == OnFailure.Continue && outcome != NodeStatus.Inconclusive)
        {
            state.Flags |= NodeFlags.Tolerated;
            Settle(leaf, outcome);
        }
        else if (plan.OnFailure == OnFailure.Stop && outcome != NodeStatus.Inconclusive && !plan.IsUndo)
        {
            Settle(leaf, outcome);
        }
        else
        {
            state.Status = NodeStatus.Asking;
            CountBad(leaf, bad: true);
            _work.Undecided.Enqueue((QuestionKindOf(leaf), leaf));
        }
    }

    private QuestionKind QuestionKindOf(int leaf) =>
        _plan[leaf].IsUndo ? QuestionKind.UndoFailed
        : _nodes[leaf].Outcome == NodeStatus.Inconclusive ? QuestionKind.StepInconclusive
        : QuestionKind.StepFailed;

    private void Found(MaintenanceEvent.BracketIntended intended)
    {
        ref BracketState held = ref _held[intended.Bracket];
        if (held.Effect != 0)
        {
            _effects.Remove(held.Effect);
            held.Effect = 0;
        }

        held.Prior = intended.Prior;
        held.Holding++;
        held.Attempt = 0;
        held.FoundOut = intended.AlreadySo && _brackets[intended.Bracket].TakesOutOfService;
        if (intended.AlreadySo)
        {
            // Out, but not by our doing: it counts against its pools' floors and not against its block's limit.
            CountOut(intended.Bracket, isOut: false);
            if (held.FoundOut)
            {
                AdmitThoseOf(_brackets[intended.Bracket].Host);
            }

            BracketHeld(intended.Bracket, BracketStatus.FoundSo);
        }
        else
        {
            held.Status = BracketStatus.MaybeOpen;
            ReadyBracket(intended.Bracket);
        }
    }

    private void Opened(MaintenanceEvent.GateOpened opened)
    {
        switch (opened.Kind)
        {
            case GateKind.Node:
                ref NodeState state = ref _nodes[opened.Subject];
                state.Timer++;
                state.Flags |= NodeFlags.GatePassed;
                if (state.Status != NodeStatus.Waiting)
                {
                    return;
                }

                if (state.Attempt > 0)
                {
                    Ready(opened.Subject);
                }
                else
                {
                    Begin(opened.Subject);
                }

                break;
            case GateKind.Bracket:
                OpenedBracket(opened.Subject);
                break;
            case GateKind.Delivery:
                MakeDue(opened.Subject);
                break;
        }
    }

    private void OpenedBracket(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        held.Timer++;
        switch (held.Status)
        {
            case BracketStatus.LookFailed:
                held.Status = BracketStatus.Queued;
                GoOnOpening(bracket);
                break;
            case BracketStatus.WaitingForFloor:
                _work.WaitingForFloor--;
                LineUp(bracket);
                break;
            case BracketStatus.MaybeOpen:
                ReadyBracket(bracket);
                break;
            case BracketStatus.ClosingFailed:
                held.Status = BracketStatus.Closing;
                _work.Closing.Enqueue(bracket);
                break;
        }
    }

    private void OpenStep(int leaf)
    {
        ref NodeState state = ref _nodes[leaf];
        state.Status = NodeStatus.Running;
        state.Attempt++;
        _work.OpenSteps++;
        if (_plan[leaf].Kind == NodeKind.Wait)
        {
            Arm(TimerKind.WaitOver, leaf, ++state.Timer, LastAt + _plan[leaf].Within);
        }
        else if (_plan[leaf].Timeout > Duration.Zero)
        {
            // Of people nothing is broken off: the step stays open, and others hear of it.
            ArmDue(leaf, LastAt + _plan[leaf].Timeout);
        }
    }

    private void Ticked(MaintenanceEvent.StepTicked ticked)
    {
        if (_nodes[ticked.Node] is not { Status: NodeStatus.Running, Effect: 0 })
        {
            return;
        }

        _work.OpenSteps--;
        _doers[ticked.Node] = ticked.By;
        Attempted(ticked.Node);
        if (ticked.Succeeded)
        {
            Settle(ticked.Node, NodeStatus.Done);
        }
        else
        {
            Fail(ticked.Node, NodeStatus.Failed);
        }
    }

    private void ApprovedStep(MaintenanceEvent.StepApproved approved)
    {
        if (!_stepApprovals.TryGetValue(approved.Node, out HashSet<string>? by))
        {
            _stepApprovals[approved.Node] = by = new HashSet<string>(StringComparer.Ordinal);
        }

        by.Add(approved.By);
        if (_nodes[approved.Node].Status == NodeStatus.Running && by.Count >= _plan[approved.Node].Quorum)
        {
            _work.OpenSteps--;
            Settle(approved.Node, NodeStatus.Done);
        }
    }

    private void Skipped(int node)
    {
        ref NodeState state = ref _nodes[node];
        switch (state.Status)
        {
            case NodeStatus.Pending:
                state.Flags |= NodeFlags.SkipAsked;
                break;
            case NodeStatus.Running when state.Effect == 0 && _plan[node].IsLeaf:
                _work.OpenSteps--;
                Settle(node, NodeStatus.Skipped);
                break;
            case NodeStatus.Waiting or NodeStatus.Asking:
                Withdraw(ref state.Question);
                SkipWhole(node);
                break;
        }
    }

    private void Announce(LifeMoment moment)
    {
        for (int number = 0; number < _deliveries.Length; number++)
        {
            if (Procedure.Deliveries[number].When != moment)
            {
                continue;
            }

            ref DeliveryState delivery = ref _deliveries[number];
            if (delivery.Status is not DeliveryStatus.Waiting)
            {
                delivery.Attempt = 0;
                MakeDue(number);
            }
        }
    }

    private void MakeDue(int number)
    {
        ref DeliveryState delivery = ref _deliveries[number];
        if (delivery.Status == DeliveryStatus.Sending)
        {
            // What is on its way tells of the earlier moment; this one needs a message of its own.
            delivery.Again = true;
        }

        if (delivery.Status is DeliveryStatus.Due or DeliveryStatus.Sending or DeliveryStatus.Dropped)
        {
            return;
        }

        _work.OpenDeliveries += delivery.Status == DeliveryStatus.Waiting ? 0 : 1;
        delivery.Timer++;
        delivery.Status = DeliveryStatus.Due;
        _work.Deliveries.Enqueue(number);
    }

    private void DeliveryOver(int number, bool done)
    {
        ref DeliveryState delivery = ref _deliveries[number];
        if (done)
        {
            Withdraw(ref delivery.Question);
            delivery.Status = DeliveryStatus.Sent;
            _work.OpenDeliveries--;
            if (delivery.Again)
            {
                delivery.Attempt = 0;
                MakeDue(number);
            }

            return;
        }

        if (IsCalledOff(number))
        {
            Withdraw(ref delivery.Question);
            delivery.Status = DeliveryStatus.Dropped;
            _work.OpenDeliveries--;
            return;
        }

        delivery.Status = DeliveryStatus.Waiting;
        ArmDelivery(number, LastAt + Limits.PauseAfter(delivery.Attempt));
        if (delivery.Attempt == Limits.SendingTriesBeforeAsking)
        {
            _work.Undecided.Enqueue((QuestionKind.NotDelivered, number));
        }
    }

    /// <summary>True for everything but the cancellation itself once the maintenance is cancelled: it must not go out any more.</summary>
    internal bool IsCalledOff(int delivery) =>
        Ending == Maintenances.Ending.Cancelled && Procedure.Deliveries[delivery].When != LifeMoment.Cancelled;

    /// <summary>True when what an effect is for was stopped or called off meanwhile: nothing is begun again for it.</summary>
    internal bool IsUnwanted(EffectState effect) =>
        effect.Purpose switch
        {
            EffectPurpose.Step => _nodes[effect.Subject].Has(NodeFlags.Stopping | NodeFlags.Holding),
            EffectPurpose.Open => IsStopped(_brackets[effect.Subject].Scope),
            EffectPurpose.Announce => IsCalledOff(effect.Subject),
            EffectPurpose.Look or EffectPurpose.Close => false,
        };

    /// <summary>What is told by the clock waits until everything is approved again.</summary>
    private void HoldDeliveries()
    {
        for (int number = 0; number < _deliveries.Length; number++)
        {
            _deliveries[number].Timer += _deliveries[number].Status == DeliveryStatus.Idle ? 1 : 0;
        }
    }

    private void DropIdleDeliveries()
    {
        for (int number = 0; number < _deliveries.Length; number++)
        {
            if (_deliveries[number].Status == DeliveryStatus.Idle && Procedure.Deliveries[number].At is not null)
            {
                _deliveries[number].Status = DeliveryStatus.Dropped;
            }
        }
    }

    private void DropDeliveries()
    {
        for (int number = 0; number < _deliveries.Length; number++)
        {
            ref DeliveryState delivery = ref _deliveries[number];
            if (Procedure.Deliveries[number].When == LifeMoment.Cancelled)
            {
                continue;
            }

            // What is on its way cannot be called back; its next moment can.
            delivery.Again = false;
            if (delivery.Status is DeliveryStatus.Due or DeliveryStatus.Waiting)
            {
                Withdraw(ref delivery.Question);
                _work.OpenDeliveries--;
            }

            if (delivery.Status is DeliveryStatus.Idle or DeliveryStatus.Due or DeliveryStatus.Waiting)
            {
                delivery.Status = DeliveryStatus.Dropped;
            }
        }
    }
}
