using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>
/// What stands around a host or block that is rolled back by itself. It borrows the nearest scope around it, which stays open for as
/// long; a scope that was closed is opened again for it, which borrows the next one around, and so outwards.
/// </summary>
public sealed partial class State
{
    private readonly SortedDictionary<int, List<int>> _borrowers = [];

    /// <summary>True while a block that was over has its brackets open again for something inside it that is rolled back.</summary>
    public bool IsLent(int node) => _nodes[node].Has(NodeFlags.Lent);

    /// <summary>Begins to undo a settled node, at once or when everything around it is open.</summary>
    private void UndoByItself(int node)
    {
        bool undoes = _plan[node].CanUndo && _nodes[node].Has(NodeFlags.Attempted | NodeFlags.Touched);
        if (!undoes || Borrow(node))
        {
            Visit(node);
        }
    }

    /// <summary>True when everything around is open already; otherwise its turn comes when it is.</summary>
    private bool Borrow(int node)
    {
        int scope = ScopeAround(node);
        if (scope < 0)
        {
            return true;
        }

        if (!_borrowers.TryGetValue(scope, out List<int>? borrowers))
        {
            _borrowers[scope] = borrowers = [];
        }

        if (!borrowers.Contains(node))
        {
            borrowers.Add(node);
        }

        if (_nodes[scope].Scope == ScopeStage.Closed && Borrow(scope))
        {
            OpenAgain(scope);
        }

        return _nodes[scope].Scope == ScopeStage.Body;
    }

    /// <summary>The nearest block with brackets that a node stands in; -1 when there is none.</summary>
    internal int ScopeAround(int node)
    {
        int above = _plan[node].Parent;
        while (above >= 0 && _plan[above].Kind != NodeKind.Scope)
        {
            above = _plan[above].Parent;
        }

        return above;
    }

    private void OpenAgain(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        _work.RollBacks += state.Has(NodeFlags.Lent) ? 0 : 1;
        state.Flags |= NodeFlags.Lent;
        state.Scope = ScopeStage.Opening;
        state.Cursor = -1;
        OpenNext(scope);
    }

    /// <summary>A scope is open again: those who wait for that go on. Once a larger roll back has taken it over, that visits them.</summary>
    private void TellBorrowers(int scope)
    {
        if (!_nodes[scope].Has(NodeFlags.Lent))
        {
            return;
        }

        foreach (int borrower in _borrowers.GetValueOrDefault(scope, []).ToArray())
        {
            ref readonly NodeState state = ref _nodes[borrower];
            if (_plan[borrower].Kind == NodeKind.Scope)
            {
                if (state.Scope == ScopeStage.Closed)
                {
                    OpenAgain(borrower);
                }
            }
            else if (state.Has(NodeFlags.RollBackRoot) && state.Status != NodeStatus.Undoing)
            {
                Visit(borrower);
            }
        }
    }

    /// <summary>A node needs what stands around it no longer; the last to say so lets it close.</summary>
    private void GiveBack(int node)
    {
        int scope = ScopeAround(node);
        if (
            scope < 0
            || !_borrowers.TryGetValue(scope, out List<int>? borrowers)
            || !borrowers.Remove(node)
            || borrowers.Count > 0
        )
        {
            return;
        }

        _borrowers.Remove(scope);
        ref readonly NodeState state = ref _nodes[scope];
        bool isOver = state.Status == NodeStatus.Running && _nodes[_plan[scope].Children[0]].Has(NodeFlags.Reported);
        if (state.Scope == ScopeStage.Body && (isOver || state.Has(NodeFlags.Lent)))
        {
            StartClosing(scope);
        }
    }

    /// <summary>A scope has closed while it was wanted, or because it was wanted no longer.</summary>
    private void AfterClosing(int scope)
    {
        if (_borrowers.ContainsKey(scope))
        {
            if (_nodes[scope].Has(NodeFlags.Lent) || Borrow(scope))
            {
                OpenAgain(scope);
            }
        }
        else
        {
            EndLoan(scope);
        }
    }

    /// <summary>It is closed again, or a larger roll back that has come to it sees to that.</summary>
    private void EndLoan(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        if (state.Has(NodeFlags.Lent))
        {
            state.Flags &= ~NodeFlags.Lent;
            GiveBack(scope);
            _work.RollBacks--;
        }
    }
}
