using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Brackets: opened in order, closed in their closing order, whatever came between.</summary>
public sealed partial class State
{
    private void OpenNext(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Has(NodeFlags.Stopping | NodeFlags.Holding) && state.Status != NodeStatus.Undoing)
        {
            state.Flags |= NodeFlags.NotEntered;
            StartClosing(scope);
            return;
        }

        state.Cursor++;
        if (state.Cursor < _plan[scope].Brackets.Count)
        {
            QueueLook(_plan[scope].Brackets[state.Cursor]);
            return;
        }

        state.Scope = ScopeStage.Body;
        int body = _plan[scope].Children[0];
        if (state.Status == NodeStatus.Undoing)
        {
            Visit(body);
        }
        else
        {
            CountUndoing(scope, counts: true);
            _work.Walks.Enqueue((Maintenances.Walk.Enter, body));
        }
    }

    private void QueueLook(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        BracketNode plan = _brackets[bracket];
        held.Attempt = 0;
        held.Overridden = false;
        held.Prior = "";
        if (plan.TakesOutOfService && plan.Host >= 0 && BrokenFloor(plan.Host) is { } pool)
        {
            held.Status = BracketStatus.WaitingForFloor;
            _work.WaitingForFloor++;
            _floorQueues[pool].Enqueue(bracket);
            return;
        }

        Admit(bracket);
    }

    private void Admit(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        BracketNode plan = _brackets[bracket];
        Withdraw(ref held.Question);
        if (plan is { TakesOutOfService: true, Host: >= 0 } && !held.Reserved)
        {
            bool before = IsOut(plan.Host);
            held.Reserved = true;
            _hostReservations[plan.Host]++;
            HostMoved(plan.Host, before);
        }

        held.Status = BracketStatus.Queued;
        ReadyBracket(bracket);
    }

    private void ReadyBracket(int bracket) =>
        (_nodes[_brackets[bracket].Scope].Status == NodeStatus.Undoing ? _work.Undo : _work.Forward).Enqueue(~bracket);

    private void Unreserve(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        if (!held.Reserved)
        {
            return;
        }

        int host = _brackets[bracket].Host;
        held.Reserved = false;
        _hostReservations[host]--;
        HostMoved(host, wasOut: true);
    }

    /// <summary>The first pool that would fall below its floor if this host went, too; null when none would.</summary>
    private int? BrokenFloor(int host)
    {
        if (IsOut(host))
        {
            return null;
        }

        foreach (int pool in Procedure.Hosts[host].Pools)
        {
            if (Procedure.Pools[pool].Members - _poolOut[pool] - 1 < Procedure.Pools[pool].Floor)
            {
                return pool;
            }
        }

        return null;
    }

    private void AdmitWaiting(int pool)
    {
        Queue<int> queue = _floorQueues[pool];
        while (queue.TryPeek(out int bracket))
        {
            if (_held[bracket].Status != BracketStatus.WaitingForFloor)
            {
                queue.Dequeue();
                continue;
            }

            int? broken = BrokenFloor(_brackets[bracket].Host);
            if (broken == pool)
            {
                return;
            }

            queue.Dequeue();
            if (broken is { } other)
            {
                _floorQueues[other].Enqueue(bracket);
                continue;
            }

            _work.WaitingForFloor--;
            Admit(bracket);
        }
    }

    private void QuiesceScope(int scope, bool hold)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Scope == ScopeStage.Body)
        {
            Quiesce(_plan[scope].Children[0], hold);
            return;
        }

        if (state.Scope != ScopeStage.Opening)
        {
            return;
        }

        int bracket = _plan[scope].Brackets[state.Cursor];
        if (_held[bracket].Effect == 0)
        {
            state.Flags |= NodeFlags.NotEntered;
            Withdraw(ref _held[bracket].Question);
            Withdraw(ref state.Question);
            StartClosing(scope);
        }
    }

    private void BodySettled(int scope, int body)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Has(NodeFlags.Holding) && !state.Has(NodeFlags.Stopping))
        {
            Settle(scope, NodeStatus.Stopped);
        }
        else
        {
            state.Outcome =
                _nodes[body].Passed ? NodeStatus.Done
                : state.Has(NodeFlags.Stopping) ? NodeStatus.Stopped
                : NodeStatus.Failed;
            StartClosing(scope);
        }
    }

    private void StartClosing(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Has(NodeFlags.NotEntered) && state.Status != NodeStatus.Undoing)
        {
            state.Outcome = state.Has(NodeFlags.Stopping | NodeFlags.Holding) ? NodeStatus.Stopped : NodeStatus.Failed;
        }

        state.Scope = ScopeStage.Closing;
        state.Cursor = -1;
        CloseNext(scope);
    }

    private void CloseNext(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        ValueList<int> closing = _plan[scope].Closing;
        while (++state.Cursor < closing.Count)
        {
            int bracket = closing[state.Cursor];
            ref BracketState held = ref _held[bracket];
            held.Timer++;
            if (held.IsOwed)
            {
                held.Status = BracketStatus.Closing;
                held.Attempt = 0;
                _work.Closing.Enqueue(bracket);
                return;
            }

            if (held.Status is BracketStatus.WaitingForFloor)
            {
                _work.WaitingForFloor--;
            }

            if (held.Status is BracketStatus.WaitingForFloor or BracketStatus.Queued or BracketStatus.LookFailed)
            {
                held.Status = BracketStatus.Closed;
                Unreserve(bracket);
            }
            else if (held.Status == BracketStatus.FoundSo)
            {
                held.Status = BracketStatus.Closed;
            }
        }

        state.Scope = ScopeStage.Closed;
        CountUndoing(scope, state.Has(NodeFlags.CountsUndoing) && state.Status != NodeStatus.Undoing);
        if (state.Status == NodeStatus.Undoing)
        {
            EndUndoOfBlock(scope);
        }
        else
        {
            Settle(scope, state.Outcome);
        }
    }

    private void BracketClosed(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        Withdraw(ref held.Question);
        held.Status = BracketStatus.Closed;
        Unreserve(bracket);
        CloseNext(_brackets[bracket].Scope);
    }

    private void BracketHeld(int bracket, BracketStatus status)
    {
        _held[bracket].Status = status;
        OpenNext(_brackets[bracket].Scope);
    }

    /// <summary>Opening did not work: another try, or a question. Nothing of it is forgotten: it may be open.</summary>
    private void OpeningFailed(int bracket, BracketStatus status)
    {
        ref BracketState held = ref _held[bracket];
        int scope = _brackets[bracket].Scope;
        held.Status = status;
        if (_nodes[scope].Has(NodeFlags.Stopping | NodeFlags.Holding) && _nodes[scope].Status != NodeStatus.Undoing)
        {
            _nodes[scope].Flags |= NodeFlags.NotEntered;
            StartClosing(scope);
        }
        else if (held.Attempt < Limits.OpeningTries)
        {
            ArmBracket(bracket, LastAt + Limits.PauseAfter(held.Attempt));
        }
        else
        {
            _work.Undecided.Enqueue((QuestionKind.NotOpened, bracket));
        }
    }

    private void ClosingFailed(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        held.Status = BracketStatus.ClosingFailed;
        ArmBracket(bracket, LastAt + Limits.PauseAfter(held.Attempt));
        if (held.Attempt == Limits.ClosingTriesBeforeAsking && held.Question == 0)
        {
            _work.Undecided.Enqueue((QuestionKind.NotClosed, bracket));
        }
    }

    private void Disown(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        int scope = _brackets[bracket].Scope;
        bool wasClosing = held.Status is BracketStatus.Closing or BracketStatus.ClosingFailed;
        Withdraw(ref held.Question);
        held.Status = BracketStatus.Disowned;
        held.Timer++;
        if (_brackets[bracket].TakesOutOfService && _plan[scope].Rolling >= 0)
        {
            _nodes[_plan[scope].Rolling].LeftOut++;
        }

        if (held.Effect != 0)
        {
            _effects.Remove(held.Effect);
            held.Effect = 0;
        }

        if (wasClosing && _nodes[scope].Scope == ScopeStage.Closing)
        {
            CloseNext(scope);
        }
    }
}
