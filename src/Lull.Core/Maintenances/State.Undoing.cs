using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Backward: what was done is undone, newest first, inside the same brackets.</summary>
public sealed partial class State
{
    private readonly Dictionary<int, int[]> _undoOrder = [];
    private readonly List<int> _partRolledBack = [];
    private bool _isPartToBeTold;

    /// <summary>
    /// The hosts and blocks that are rolled back by themselves now, or were the last time, by node. Empty when everything is, and when
    /// nothing ever was.
    /// </summary>
    public IReadOnlyList<int> PartRolledBack => _partRolledBack;

    /// <summary>True when all of the part is rolled back and the journal does not say so yet.</summary>
    internal bool IsPartJustRolledBack => _isPartToBeTold && _work.RollBacks == 0;

    private void BeginRollBack(int node)
    {
        ref NodeState state = ref _nodes[node];
        if (state.Has(NodeFlags.RollBackRoot))
        {
            return;
        }

        NotePart(node);
        state.Flags |= NodeFlags.RollBackRoot;
        _work.RollBacks++;
        if (state.IsSettled)
        {
            UndoByItself(node);
        }
        else
        {
            Quiesce(node, hold: true);
        }
    }

    private void NotePart(int node)
    {
        if (!_isPartToBeTold || WasRolledBack)
        {
            _partRolledBack.Clear();
        }

        _isPartToBeTold = !WasRolledBack;
        if (_isPartToBeTold)
        {
            _partRolledBack.Add(node);
        }
    }

    /// <summary>Undoes a quiet node, or finds that there is nothing to undo.</summary>
    private void Visit(int node)
    {
        ref NodeState state = ref _nodes[node];
        bool releasing = state.Has(NodeFlags.Releasing);
        if (state.Status is NodeStatus.Pending or NodeStatus.Undone)
        {
            EndUndo(node);
            return;
        }

        if (_plan[node].IsLeaf)
        {
            VisitLeaf(node, releasing);
        }
        else if (!releasing && _plan[node].Undo >= 0 && state.Has(NodeFlags.Touched))
        {
            state.Status = NodeStatus.Undoing;
            _work.Walks.Enqueue((Maintenances.Walk.Enter, _plan[node].Undo));
        }
        else if (_plan[node].Kind == NodeKind.Scope)
        {
            VisitScope(node);
        }
        else
        {
            VisitChildren(node);
        }
    }

    private void VisitLeaf(int leaf, bool releasing)
    {
        ref NodeState state = ref _nodes[leaf];
        if (!releasing && state.Has(NodeFlags.Attempted) && _plan[leaf].Undo >= 0)
        {
            state.Status = NodeStatus.Undoing;
            _work.Walks.Enqueue((Maintenances.Walk.Enter, _plan[leaf].Undo));
        }
        else
        {
            CountBad(leaf, bad: false);
            EndUndo(leaf);
        }
    }

    private void VisitScope(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        int body = _plan[scope].Children[0];
        if (state.Has(NodeFlags.Lent) && state.Scope != ScopeStage.Closed)
        {
            TakeOverLoan(scope);
        }
        else if (state.Scope == ScopeStage.Body || state.Has(NodeFlags.Releasing))
        {
            state.Status = NodeStatus.Undoing;
            VisitChild(scope, body);
        }
        else if (_plan[body].CanUndo && _nodes[body].Has(NodeFlags.Attempted | NodeFlags.Touched))
        {
            state.Status = NodeStatus.Undoing;
            state.Scope = ScopeStage.Opening;
            state.Cursor = -1;
            OpenNext(scope);
        }
        else
        {
            EndUndo(scope);
        }
    }

    /// <summary>What is open, or is being opened, for something inside it is open for all of it from now on.</summary>
    private void TakeOverLoan(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        state.Status = NodeStatus.Undoing;
        if (state.Scope == ScopeStage.Closing)
        {
            return;
        }

        EndLoan(scope);
        if (state.Scope == ScopeStage.Body)
        {
            VisitChild(scope, _plan[scope].Children[0]);
        }
    }

    private void VisitChildren(int node)
    {
        ref NodeState state = ref _nodes[node];
        ValueList<int> children = _plan[node].Children;
        state.Status = NodeStatus.Undoing;
        if (_plan[node].Kind is NodeKind.Parallel or NodeKind.Batch)
        {
            int[] order = [.. Enumerable.Range(0, state.Cursor).Select(index => children[index])];
            Array.Sort(order, (left, right) => Newest(left, right));
            _undoOrder[node] = order;
            state.Cursor = 0;
            state.Active = 0;
            VisitMore(node);
        }
        else
        {
            state.Cursor = Math.Min(state.Cursor, children.Count - 1);
            VisitPrevious(node);
        }
    }

    private int Newest(int left, int right)
    {
        int byEnd = _nodes[right].Ended.CompareTo(_nodes[left].Ended);
        return byEnd != 0 ? byEnd : right.CompareTo(left);
    }

    /// <summary>Hosts of a batch are undone beside each other, as they were done; tracks of a parallel block one after the other.</summary>
    private void VisitMore(int parallel)
    {
        ref NodeState state = ref _nodes[parallel];
        int[] order = _undoOrder[parallel];
        int limit = _plan[parallel].Kind == NodeKind.Batch ? Math.Max(1, LimitOf(parallel)) : 1;
        while (state.Cursor < order.Length && state.Active < limit)
        {
            state.Active++;
            VisitChild(parallel, order[state.Cursor++]);
        }

        if (state.Active == 0 && state.Cursor == order.Length)
        {
            _undoOrder.Remove(parallel);
            state.Cursor = 0;
            EndUndoOfBlock(parallel);
        }
    }

    private void VisitPrevious(int sequence)
    {
        ref NodeState state = ref _nodes[sequence];
        if (state.Cursor < 0)
        {
            EndUndoOfBlock(sequence);
        }
        else
        {
            VisitChild(sequence, _plan[sequence].Children[state.Cursor]);
        }
    }

    private void VisitChild(int parent, int child)
    {
        if (_nodes[parent].Has(NodeFlags.Releasing))
        {
            _nodes[child].Flags |= NodeFlags.Releasing;
        }

        if (_nodes[child].Status == NodeStatus.Undoing)
        {
            return;
        }

        Visit(child);
    }

    /// <summary>The undo that belongs to this node ran.</summary>
    private void UndoRan(int owner)
    {
        if (_plan[owner].IsLeaf)
        {
            CountBad(owner, bad: false);
            EndUndoOfBlock(owner);
        }
        else
        {
            _nodes[owner].Flags |= NodeFlags.Releasing;
            Visit(owner);
        }
    }

    private void EndUndoOfBlock(int node)
    {
        TurnUndone(node);
        EndUndo(node);
    }

    /// <summary>Its own end stays when it was: how long it took must not grow by its undo, whose steps have times of their own.</summary>
    private void TurnUndone(int node)
    {
        ref NodeState state = ref _nodes[node];
        state.Status = NodeStatus.Undone;
        state.Ended = state.Ended == default ? LastAt : state.Ended;
    }

    private void EndUndo(int node) => _work.Walks.Enqueue((Maintenances.Walk.UndoSettled, node));

    private void TakeNoteOfUndo(int node)
    {
        ref NodeState state = ref _nodes[node];
        CountUndoing(node, counts: false);
        if (state.Has(NodeFlags.RollBackRoot))
        {
            EndRollBack(node);
            return;
        }

        int parent = _plan[node].Parent;
        if (parent < 0 || _nodes[parent].Status != NodeStatus.Undoing)
        {
            return;
        }

        switch (_plan[parent].Kind)
        {
            case NodeKind.Scope:
                _nodes[parent].Flags |= NodeFlags.Stopping;
                StartClosing(parent);
                break;
            case NodeKind.Parallel or NodeKind.Batch:
                _nodes[parent].Active--;
                VisitMore(parent);
                break;
            default:
                _nodes[parent].Cursor--;
                VisitPrevious(parent);
                break;
        }
    }

    /// <summary>True when a block that is undone has come to this child and waits for it.</summary>
    private bool IsAwaited(int parent, int child)
    {
        ref readonly NodeState state = ref _nodes[parent];
        if (_plan[parent].Undo >= 0 && state.Has(NodeFlags.Touched) && !state.Has(NodeFlags.Releasing))
        {
            // Its own undo is under way; its children are visited after that.
            return false;
        }

        return _plan[parent].Kind switch
        {
            // One that is only released visits its body without opening anything again.
            NodeKind.Scope => state.Scope == ScopeStage.Body || state.Has(NodeFlags.Releasing),
            NodeKind.Parallel or NodeKind.Batch => _undoOrder.TryGetValue(parent, out int[]? order)
                && Array.IndexOf(order, child) is >= 0 and int place
                && place < state.Cursor,
            _ => state.Cursor >= 0 && _plan[parent].Children[state.Cursor] == child,
        };
    }

    /// <summary>True when something that this node stands in is being rolled back, or will be once it is quiet.</summary>
    internal bool IsRollingBackAround(int node)
    {
        for (int above = _plan[node].Parent; above >= 0; above = _plan[above].Parent)
        {
            if (_nodes[above].Status == NodeStatus.Undoing || _nodes[above].Has(NodeFlags.RollBackRoot))
            {
                return true;
            }
        }

        return _nodes[node].Has(NodeFlags.RollBackRoot);
    }

    /// <summary>A roll back came to its end; those above go on, or, if they were waiting to be undone themselves, with that.</summary>
    private void EndRollBack(int node)
    {
        ref NodeState state = ref _nodes[node];
        state.Flags &= ~NodeFlags.RollBackRoot;
        TurnUndone(node);
        _work.RollBacks--;
        _soakAgain |= HasSoaked || Stage == Stage.Soaking;
        if (node == 0)
        {
            // A plan's own roll back has undone even what no visit came to.
            Undoing = Duration.Zero;
        }

        GiveBack(node);
        int parent = _plan[node].Parent;
        if (parent >= 0 && _nodes[parent].Status == NodeStatus.Undoing)
        {
            // One whose turn has not come yet is found undone when it comes.
            if (IsAwaited(parent, node))
            {
                _work.Walks.Enqueue((Maintenances.Walk.UndoSettled, node));
            }
        }
        else if (!state.Has(NodeFlags.Reported))
        {
            _work.Walks.Enqueue((Maintenances.Walk.Settled, node));
        }
    }
}
