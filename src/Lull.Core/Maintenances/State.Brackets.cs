using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Brackets: opened in order, closed in their closing order, whatever came between.</summary>
public sealed partial class State
{
    private void OpenNext(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        if (IsStopped(scope))
        {
            state.Flags |= NodeFlags.NotEntered;
            StartClosing(scope);
            return;
        }

        do
        {
            state.Cursor++;
        } while (
            state.Cursor < _plan[scope].Brackets.Count
            && _held[_plan[scope].Brackets[state.Cursor]].Status == BracketStatus.Disowned
        );

        // What a person took over stays as it is, and theirs: it is neither opened nor closed again.
        if (state.Cursor < _plan[scope].Brackets.Count)
        {
            QueueLook(_plan[scope].Brackets[state.Cursor]);
            return;
        }

        state.Scope = ScopeStage.Body;
        int body = _plan[scope].Children[0];
        if (state.Status == NodeStatus.Undoing)
        {
            VisitChild(scope, body);
        }
        else if (state.Has(NodeFlags.Lent))
        {
            _work.Walks.Enqueue((Maintenances.Walk.OpenAgain, scope));
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
        held.Attempt = 0;
        held.Prior = "";
        held.FloorWaived = false;
        LineUp(bracket);
    }

    private void LineUp(int bracket)
    {
        if (WaitingLine(bracket) is { } line)
        {
            _held[bracket].Status = BracketStatus.WaitingForFloor;
            _work.WaitingForFloor++;
            line.Enqueue(bracket);
            return;
        }

        Admit(bracket);
    }

    /// <summary>
    /// Where a bracket must wait before it may take its host out of service; null when it may at once. The forward walk never has
    /// more hosts under way than its block allows, but a host that is opened again for a roll back comes on top of them.
    /// </summary>
    private Queue<int>? WaitingLine(int bracket)
    {
        BracketNode plan = _brackets[bracket];
        if (plan is not { TakesOutOfService: true, Host: >= 0 })
        {
            return null;
        }

        Node scope = _plan[plan.Scope];
        if (
            scope is { Track: >= 0, Rolling: >= 0 }
            && _nodes[scope.Track].Out == 0
            && _nodes[scope.Rolling].Out >= _plan[scope.Rolling].MaxUnavailable
        )
        {
            return LineOf(scope.Rolling);
        }

        return _held[bracket] is { Reserved: false, FloorWaived: false } && BrokenFloor(plan.Host) is { } pool
            ? _floorQueues[pool]
            : null;
    }

    private Queue<int> LineOf(int rolling)
    {
        if (!_limitQueues.TryGetValue(rolling, out Queue<int>? line))
        {
            _limitQueues[rolling] = line = new Queue<int>();
        }

        return line;
    }

    /// <summary>Counts a host of a rolling block as held out, or no longer.</summary>
    private void CountOut(int bracket, bool isOut)
    {
        ref BracketState held = ref _held[bracket];
        Node scope = _plan[_brackets[bracket].Scope];
        if (scope is not { Track: >= 0, Rolling: >= 0 } || held.CountsOut == isOut)
        {
            return;
        }

        held.CountsOut = isOut;
        bool before = _nodes[scope.Track].Out > 0;
        _nodes[scope.Track].Out += isOut ? 1 : -1;
        bool after = _nodes[scope.Track].Out > 0;
        _nodes[scope.Rolling].Out += (after ? 1 : 0) - (before ? 1 : 0);
        if (before && !after)
        {
            AdmitWaiting(LineOf(scope.Rolling));
        }
    }

    /// <summary>True when a bracket is opened for something that is undone, which nothing but order and floors holds back.</summary>
    internal bool IsOfUndo(int scope) => _plan[scope].IsUndo || IsBackward(scope);

    /// <summary>True when a block is undone, or open for something inside it that is.</summary>
    private bool IsBackward(int scope) =>
        _nodes[scope].Status == NodeStatus.Undoing || _nodes[scope].Has(NodeFlags.Lent);

    /// <summary>True when a block that opens its brackets is to come to its end instead.</summary>
    internal bool IsStopped(int scope) =>
        _nodes[scope].Has(NodeFlags.Stopping | NodeFlags.Holding) && !IsBackward(scope);

    private void Admit(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        BracketNode plan = _brackets[bracket];
        Withdraw(ref held.Question);
        if (plan is { TakesOutOfService: true, Host: >= 0 })
        {
            CountOut(bracket, isOut: true);
            if (!held.Reserved)
            {
                bool before = IsOut(plan.Host);
                held.Reserved = true;
                _hostReservations[plan.Host]++;
                HostMoved(plan.Host, before);
            }
        }

        held.Status = BracketStatus.Queued;
        ReadyBracket(bracket);
    }

    private void ReadyBracket(int bracket) =>
        (IsOfUndo(_brackets[bracket].Scope) ? _work.Undo : _work.Forward).Enqueue(~bracket);

    /// <summary>
    /// A bracket that was let through and then held up goes on, unless other hosts have failed meanwhile and its pools can spare its own
    /// no longer: then it waits again. Nothing of it was opened yet.
    /// </summary>
    private void GoOnOpening(int bracket)
    {
        if (CanStillBeSpared(bracket))
        {
            ReadyBracket(bracket);
        }
        else
        {
            Unreserve(bracket);
            LineUp(bracket);
        }
    }

    private bool CanStillBeSpared(int bracket)
    {
        ref readonly BracketState held = ref _held[bracket];
        int host = _brackets[bracket].Host;
        if (
            held.Status != BracketStatus.Queued
            || !held.Reserved
            || held.FloorWaived
            || _hostReservations[host] > 1
            || _hostBad[host] > 0
        )
        {
            return true;
        }

        foreach (int pool in Procedure.Hosts[host].Pools)
        {
            if (Procedure.Pools[pool].Members - _poolOut[pool] < Procedure.Pools[pool].Floor)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>While it was paused, hosts may have failed.</summary>
    private void LineUpAgain()
    {
        for (int left = _work.Forward.Count; left > 0; left--)
        {
            int ready = _work.Forward.Dequeue();
            if (ready < 0 && _held[~ready] is { Status: BracketStatus.Queued, Effect: 0, Question: 0 })
            {
                GoOnOpening(~ready);
            }
            else
            {
                _work.Forward.Enqueue(ready);
            }
        }
    }

    private void Unreserve(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        CountOut(bracket, isOut: false);
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
    internal int? BrokenFloor(int host)
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

    /// <summary>A host does not serve any more: taking it out costs its pools nothing now, so nothing of it waits for them.</summary>
    private void AdmitThoseOf(int host)
    {
        foreach (int pool in Procedure.Hosts[host].Pools)
        {
            foreach (int bracket in _floorQueues[pool].Where(one => _brackets[one].Host == host).ToArray())
            {
                if (_held[bracket].Status != BracketStatus.WaitingForFloor)
                {
                    continue;
                }

                if (WaitingLine(bracket) is { } line)
                {
                    line.Enqueue(bracket);
                    continue;
                }

                _work.WaitingForFloor--;
                Admit(bracket);
            }
        }
    }

    private void AdmitWaiting(Queue<int> line)
    {
        while (line.TryPeek(out int bracket))
        {
            if (_held[bracket].Status != BracketStatus.WaitingForFloor)
            {
                line.Dequeue();
                continue;
            }

            Queue<int>? next = WaitingLine(bracket);
            if (next == line)
            {
                return;
            }

            line.Dequeue();
            if (next is not null)
            {
                next.Enqueue(bracket);
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
        // Held for a roll back, also when everything is stopped meanwhile: closed now, what it holds would be visited no more.
        if (state.Has(NodeFlags.Holding))
        {
            Settle(scope, NodeStatus.Stopped);
        }
        else
        {
            state.Outcome =
                _nodes[body].Passed ? NodeStatus.Done
                : state.Has(NodeFlags.Stopping) ? NodeStatus.Stopped
                : NodeStatus.Failed;
            if (!_borrowers.ContainsKey(scope))
            {
                StartClosing(scope);
            }
        }
    }

    private void StartClosing(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Has(NodeFlags.NotEntered) && !IsBackward(scope))
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
        bool mustBeOpenedAgain = state.Has(NodeFlags.Touched) && state.Status != NodeStatus.Undoing;
        CountUndoing(scope, state.Has(NodeFlags.CountsUndoing) && mustBeOpenedAgain);
        if (state.Status == NodeStatus.Undoing)
        {
            UndoClosed(scope);
            return;
        }

        if (!state.Has(NodeFlags.Lent))
        {
            Settle(scope, state.Outcome);
        }

        AfterClosing(scope);
    }

    private void UndoClosed(int scope)
    {
        if (_nodes[scope].Has(NodeFlags.Lent))
        {
            // A larger roll back came to it while it was closing: only now does its own turn come.
            EndLoan(scope);
            VisitScope(scope);
        }
        else
        {
            EndUndoOfBlock(scope);
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
        if (IsStopped(scope))
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
        if (
            _brackets[bracket].TakesOutOfService
            && _plan[scope] is { Rolling: >= 0 and int rolling, Track: >= 0 and int track }
        )
        {
            if (_nodes[track].LeftOut++ == 0)
            {
                _nodes[rolling].LeftOut++;
                ReserveWithout(rolling);
            }
        }

        CountOut(bracket, isOut: false);

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
