using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Forward: how the plan is walked once a node's turn has come or it has settled.</summary>
public sealed partial class State
{
    private void Walk()
    {
        while (_work.Walks.TryDequeue(out (Walk Walk, int Node) next))
        {
            switch (next.Walk)
            {
                case Maintenances.Walk.Enter:
                    Enter(next.Node);
                    break;
                case Maintenances.Walk.Settled:
                    TakeNote(next.Node);
                    break;
                case Maintenances.Walk.UndoSettled:
                    TakeNoteOfUndo(next.Node);
                    break;
                case Maintenances.Walk.OpenAgain:
                    TellBorrowers(next.Node);
                    break;
            }
        }
    }

    private void Enter(int node)
    {
        ref NodeState state = ref _nodes[node];
        if (state.Status != NodeStatus.Pending)
        {
            return;
        }

        if (_plan[node].NotDoing.Length > 0 || state.Has(NodeFlags.SkipAsked) || IsOfItemNotDone(node))
        {
            SkipWhole(node);
        }
        else if (state.Has(NodeFlags.OrderBroken))
        {
            Settle(node, NodeStatus.Stopped);
        }
        else if (state.Blocked > 0)
        {
            state.Status = NodeStatus.Waiting;
        }
        else
        {
            PassGate(node);
        }
    }

    private bool IsOfItemNotDone(int node) =>
        _plan[node].Item >= 0 && _plan[node].IsLeaf && _items[_plan[node].Item].State == ItemState.NotDoing;

    /// <summary>Begins a node whose order is satisfied, now or when its gate opens.</summary>
    private void PassGate(int node)
    {
        ref NodeState state = ref _nodes[node];
        if (!state.Has(NodeFlags.GatePassed) && GateOf(node) is { } gate && gate > LastAt)
        {
            state.Status = NodeStatus.Waiting;
            ArmNode(node, gate);
            return;
        }

        state.Flags |= NodeFlags.GatePassed;
        Begin(node);
    }

    private Instant? GateOf(int node)
    {
        Node plan = _plan[node];
        if (plan.Parent != 0 || plan.IsUndo)
        {
            return plan.NotBefore;
        }

        ProcedurePhase phase = PhaseOf(node);
        return phase.From ?? (phase.Kind == PhaseKind.Prepare ? null : Window.Start);
    }

    private void Begin(int node)
    {
        ref NodeState state = ref _nodes[node];
        state.Began = LastAt;
        state.Ended = default;
        if (_plan[node].IsLeaf)
        {
            state.Status = NodeStatus.Waiting;
            if (_plan[node].Due is { } due)
            {
                ArmDue(node, due);
            }

            Ready(node);
            return;
        }

        state.Status = NodeStatus.Running;
        switch (_plan[node].Kind)
        {
            case NodeKind.Parallel or NodeKind.Batch:
                state.Cursor = 0;
                Fill(node);
                break;
            case NodeKind.Scope:
                state.Scope = ScopeStage.Opening;
                state.Cursor = -1;
                OpenNext(node);
                break;
            default:
                state.Cursor = -1;
                EnterNext(node);
                break;
        }
    }

    private void Ready(int leaf) => (_plan[leaf].IsUndo ? _work.Undo : _work.Forward).Enqueue(leaf);

    /// <summary>Sequences: the next child, or the end.</summary>
    private void EnterNext(int sequence)
    {
        ref NodeState state = ref _nodes[sequence];
        state.Cursor++;
        if (state.Cursor == _plan[sequence].Children.Count)
        {
            Settle(sequence, NodeStatus.Done);
        }
        else
        {
            _work.Walks.Enqueue((Maintenances.Walk.Enter, _plan[sequence].Children[state.Cursor]));
        }
    }

    /// <summary>Parallel nodes and batches: as many children as may run, or the end.</summary>
    private void Fill(int parallel)
    {
        ref NodeState state = ref _nodes[parallel];
        ValueList<int> children = _plan[parallel].Children;
        int limit = LimitOf(parallel);
        while (!state.Has(NodeFlags.Halted) && state.Cursor < children.Count && state.Active < limit)
        {
            state.Active++;
            _work.Walks.Enqueue((Maintenances.Walk.Enter, children[state.Cursor++]));
        }

        if (state.Active == 0)
        {
            SettleParallel(parallel);
        }
    }

    private int LimitOf(int parallel)
    {
        Node plan = _plan[parallel];
        int limit = plan.Limit == 0 ? int.MaxValue : plan.Limit;
        if (plan.Kind != NodeKind.Batch || _plan[plan.Rolling].MaxUnavailable == int.MaxValue)
        {
            return limit;
        }

        // Hosts that were left out leave less room; but an undo is not given up for that, it goes on one host at a time.
        int room = _plan[plan.Rolling].MaxUnavailable - _nodes[plan.Rolling].LeftOut;
        return Math.Min(limit, plan.IsUndo ? Math.Max(1, room) : room);
    }

    private void SettleParallel(int parallel)
    {
        ref NodeState state = ref _nodes[parallel];
        bool all = state.Cursor == _plan[parallel].Children.Count;
        bool isBatch = _plan[parallel].Kind == NodeKind.Batch;
        if (state.Has(NodeFlags.Stopping | NodeFlags.Holding) && (!all || state.Failed > 0))
        {
            Settle(parallel, NodeStatus.Stopped);
        }
        else
        {
            bool failed = isBatch ? !all || state.Has(NodeFlags.Halted) : state.Failed > 0;
            Settle(parallel, failed ? NodeStatus.Failed : NodeStatus.Done);
        }
    }

    /// <summary>A node comes to its end; its parent and its dependents take note in turn.</summary>
    private void Settle(int node, NodeStatus status)
    {
        ref NodeState state = ref _nodes[node];
        Node plan = _plan[node];
        state.Status = status;
        state.Ended = LastAt;
        state.Timer++;
        if (!plan.IsLeaf && status == NodeStatus.Failed)
        {
            state.Flags |= plan.OnFailure == OnFailure.Continue ? NodeFlags.Tolerated : NodeFlags.None;
            _rollBackWhenFailed |= plan.OnFailure is OnFailure.RollBack or OnFailure.RollBackAll;
        }

        if (plan.IsLeaf)
        {
            CountBad(node, status is NodeStatus.Failed or NodeStatus.Unreachable or NodeStatus.Inconclusive);
            SettleItem(node);
            if (status == NodeStatus.Skipped)
            {
                CountUndoing(node, state.Has(NodeFlags.Attempted));
            }
        }

        _work.Walks.Enqueue((Maintenances.Walk.Settled, node));
    }

    /// <summary>A node and all below it are left out.</summary>
    private void SkipWhole(int node)
    {
        foreach (int child in _plan[node].Children)
        {
            if (_nodes[child].Status == NodeStatus.Pending)
            {
                SkipWhole(child);
            }
        }

        Settle(node, NodeStatus.Skipped);
    }

    private void TakeNote(int node)
    {
        ref NodeState state = ref _nodes[node];
        if (!state.IsSettled || state.Has(NodeFlags.Reported))
        {
            return;
        }

        if (state.Has(NodeFlags.RollBackRoot))
        {
            Visit(node);
            return;
        }

        int parent = _plan[node].Parent;
        if (parent >= 0 && _plan[parent].Undo == node)
        {
            state.Flags |= NodeFlags.Reported;
            UndoRan(parent);
            return;
        }

        state.Flags |= NodeFlags.Reported;
        TellDependents(node);
        if (state.Status is not (NodeStatus.Done or NodeStatus.Skipped))
        {
            TellOfWhatNeverComes(node);
        }

        if (parent >= 0 && _nodes[parent].Status == NodeStatus.Running)
        {
            ChildSettled(parent, node);
        }
    }

    private void TellDependents(int node)
    {
        foreach (int dependent in _plan[node].Dependents)
        {
            ref NodeState waiting = ref _nodes[dependent];
            if (_nodes[node].Passed)
            {
                waiting.Blocked--;
                if (waiting.Blocked == 0 && waiting.Status == NodeStatus.Waiting && !waiting.Has(NodeFlags.OrderBroken))
                {
                    PassGate(dependent);
                }
            }
            else
            {
                waiting.Flags |= NodeFlags.OrderBroken;
                if (waiting.Status == NodeStatus.Waiting && waiting.Blocked > 0)
                {
                    Settle(dependent, NodeStatus.Stopped);
                }
            }
        }
    }

    /// <summary>What had not begun when its block came to its end never will: those in other tracks that wait for it wait no more.</summary>
    private void TellOfWhatNeverComes(int block)
    {
        foreach (int child in _plan[block].Children)
        {
            if (_nodes[child].Status == NodeStatus.Pending)
            {
                TellDependents(child);
                TellOfWhatNeverComes(child);
            }
        }
    }

    private void ChildSettled(int parent, int child)
    {
        switch (_plan[parent].Kind)
        {
            case NodeKind.Parallel or NodeKind.Batch:
                ParallelChildSettled(parent, child);
                break;
            case NodeKind.Scope:
                BodySettled(parent, child);
                break;
            default:
                SequenceChildSettled(parent, child);
                break;
        }
    }

    private void SequenceChildSettled(int sequence, int child)
    {
        ref NodeState state = ref _nodes[sequence];
        bool last = state.Cursor == _plan[sequence].Children.Count - 1;
        if (_nodes[child].Passed && (last || !state.Has(NodeFlags.Stopping | NodeFlags.Holding)))
        {
            EnterNext(sequence);
        }
        else if (state.Has(NodeFlags.Stopping | NodeFlags.Holding))
        {
            Settle(sequence, NodeStatus.Stopped);
        }
        else if (sequence == 0)
        {
            _work.Undecided.Enqueue((QuestionKind.ChangeFailed, child));
        }
        else
        {
            Settle(sequence, NodeStatus.Failed);
        }
    }

    private void ParallelChildSettled(int parallel, int child)
    {
        ref NodeState state = ref _nodes[parallel];
        state.Active--;
        if (!_nodes[child].Passed)
        {
            if (_plan[parallel].Kind == NodeKind.Batch)
            {
                HostFailed(parallel, child);
            }
            else
            {
                state.Failed++;
            }
        }

        if (state.Has(NodeFlags.Stopping | NodeFlags.Holding))
        {
            if (state.Active == 0)
            {
                SettleParallel(parallel);
            }
        }
        else
        {
            Fill(parallel);
        }
    }

    /// <summary>A host that nobody excused counts against the limits of its batch and its block.</summary>
    private void HostFailed(int batch, int track)
    {
        if (_nodes[track].Has(NodeFlags.Excused))
        {
            return;
        }

        ref NodeState state = ref _nodes[batch];
        ref NodeState rolling = ref _nodes[_plan[batch].Rolling];
        state.Failed++;
        rolling.Failed++;
        if (rolling.Failed > _plan[_plan[batch].Rolling].Tolerate || state.Failed > _plan[batch].ToleratePerBatch)
        {
            state.Flags |= NodeFlags.Halted;
        }
    }

    /// <summary>Lets a node come to its end as soon as it can, closing what it holds or holding it for its undo.</summary>
    private void Quiesce(int node, bool hold)
    {
        ref NodeState state = ref _nodes[node];
        if (state.IsSettled || state.Status is NodeStatus.Pending or NodeStatus.Undoing)
        {
            return;
        }

        state.Flags |= hold ? NodeFlags.Holding : NodeFlags.Stopping;
        if (_plan[node].IsLeaf)
        {
            QuiesceLeaf(node);
            return;
        }

        if (state.Status == NodeStatus.Waiting)
        {
            Settle(node, NodeStatus.Stopped);
            return;
        }

        switch (_plan[node].Kind)
        {
            case NodeKind.Parallel or NodeKind.Batch:
                for (int index = 0; index < state.Cursor; index++)
                {
                    Quiesce(_plan[node].Children[index], hold);
                }

                break;
            case NodeKind.Scope:
                QuiesceScope(node, hold);
                break;
            default:
                int child = _plan[node].Children[state.Cursor];
                if (_nodes[child].IsSettled)
                {
                    Settle(node, NodeStatus.Stopped);
                }
                else
                {
                    Quiesce(child, hold);
                }

                break;
        }
    }

    private void QuiesceLeaf(int leaf)
    {
        ref NodeState state = ref _nodes[leaf];
        switch (state.Status)
        {
            case NodeStatus.Running when state.Effect == 0:
                _work.OpenSteps--;
                Settle(leaf, NodeStatus.Stopped);
                break;
            case NodeStatus.Waiting:
                Settle(leaf, state.Has(NodeFlags.Attempted) ? state.Outcome : NodeStatus.Stopped);
                break;
            case NodeStatus.Asking:
                Withdraw(ref state.Question);
                Settle(leaf, state.Has(NodeFlags.Attempted) ? state.Outcome : NodeStatus.Stopped);
                break;
        }
    }

    /// <summary>Counts a leaf's host as not in service, or no longer. A message that could not be sent says nothing about its host.</summary>
    private void CountBad(int leaf, bool bad)
    {
        ref NodeState state = ref _nodes[leaf];
        int host = _plan[leaf].Host;
        if (host < 0 || _plan[leaf].Kind == NodeKind.Delivery || bad == state.Has(NodeFlags.CountsBad))
        {
            return;
        }

        bool before = IsOut(host);
        state.Flags ^= NodeFlags.CountsBad;
        _hostBad[host] += bad ? 1 : -1;
        HostMoved(host, before);
        if (bad)
        {
            AdmitThoseOf(host);
        }
    }

    private void HostMoved(int host, bool wasOut)
    {
        bool isOut = IsOut(host);
        if (isOut == wasOut)
        {
            return;
        }

        foreach (int pool in Procedure.Hosts[host].Pools)
        {
            _poolOut[pool] += isOut ? 1 : -1;
        }

        if (!isOut)
        {
            foreach (int pool in Procedure.Hosts[host].Pools)
            {
                AdmitWaiting(_floorQueues[pool]);
            }
        }
    }

    private void SettleItem(int leaf)
    {
        int item = _plan[leaf].Item;
        if (item < 0 || _nodes[leaf].Has(NodeFlags.Reported))
        {
            return;
        }

        ref ItemProgress progress = ref _items[item];
        progress.Open--;
        progress.Broken |= !_nodes[leaf].Passed;
        if (
            progress is { Open: 0, Broken: false, Spoken: false, State: not ItemState.NotDoing }
            && Procedure.Items[item].Tester.Length == 0
        )
        {
            SetItem(item, ItemState.Done);
        }
    }

    private void SetItem(int item, ItemState to)
    {
        ref ItemProgress progress = ref _items[item];
        bool before = progress.State is ItemState.Open or ItemState.Doing;
        progress.State = to;
        bool after = to is ItemState.Open or ItemState.Doing;
        _work.UnsettledItems += (after ? 1 : 0) - (before ? 1 : 0);
    }
}
