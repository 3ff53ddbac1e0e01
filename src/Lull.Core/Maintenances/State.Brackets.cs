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

    /// <summary>True when a bracket is opened for something that is undone, which nothing but order and floors holds back.</summary>
    internal bool IsOfUndo(int scope) => _plan[scope].IsUndo || IsBackward(scope);

    /// <summary>True when a block is undone, or open for something inside it that is.</summary>
    private bool IsBackward(int scope) =>
        _nodes[scope].Status == NodeStatus.Undoing || _nodes[scope].Has(NodeFlags.Lent);

    /// <summary>True when a block that opens its brackets is to come to its end instead.</summary>
    internal bool IsStopped(int scope) =>
        _nodes[scope].Has(NodeFlags.Stopping | NodeFlags.Holding) && !IsBackward(scope);

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
        if (_brackets[bracket].TakesOutOfService)
        {
            AdmitThoseOf(_brackets[bracket].Host);
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
