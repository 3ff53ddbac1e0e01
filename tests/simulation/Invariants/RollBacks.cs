using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class RollsBackInTime : Invariant
{
    internal override string Rule =>
        "I7: a failing or undecided change starts its roll back no later than the point of no return.";

    internal override void Committed(Simulation simulation)
    {
        State state = simulation.Watched;
        if (state is { PointOfNoReturn: { } point, PointOfNoReturnWaived: false })
        {
            Require(point > state.LastAt, $"it is {state.LastAt}, the point of no return was {point}");
        }

        if (state.Stage == Stage.InProgress && !simulation.Ledger.IsWaived && !IsVerified(simulation))
        {
            Duration undoing = TimeToUndo.AtLeast(simulation);
            Instant latest = state.Window.End - undoing - simulation.Procedure.Margin;
            Require(latest > state.LastAt, $"it is {state.LastAt}, undoing what was done takes {undoing} at least");
        }
    }

    private static bool IsVerified(Simulation simulation)
    {
        foreach (ProcedurePhase phase in simulation.Procedure.Phases)
        {
            if (phase.Kind == PhaseKind.Finish)
            {
                return simulation.Watched.StatusOf(phase.Node) != NodeStatus.Pending;
            }
        }

        return false;
    }
}

internal sealed class UndoesNewestFirst(Procedure procedure) : Invariant
{
    private readonly int[] _started = new int[procedure.Nodes.Count];
    private readonly int[] _ended = new int[procedure.Nodes.Count];

    internal override string Rule => "I7: roll back undoes newest first.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(procedure, happened);
        if (start >= 0 && procedure.Nodes[start].IsLeaf)
        {
            if (procedure.Nodes[start].IsUndo)
            {
                RequireNewerUndone(simulation, Tree.OwnerOf(procedure, start));
            }
            else if (_started[start] == 0)
            {
                _started[start] = simulation.Journal.Count;
            }
        }

        int end = happened switch
        {
            MaintenanceEvent.EffectEnded ended
                when simulation.Ledger.Open.TryGetValue(ended.Effect, out Worlds.Ledger.Entry? entry)
                    && entry.Purpose == EffectPurpose.Step => entry.Subject,
            MaintenanceEvent.StepTicked ticked => ticked.Node,
            _ => -1,
        };
        if (end >= 0)
        {
            _ended[end] = simulation.Journal.Count;
        }
    }

    private void RequireNewerUndone(Simulation simulation, int owner)
    {
        if (!procedure.Nodes[owner].IsLeaf || _ended[owner] == 0)
        {
            return;
        }

        foreach (Node node in procedure.Nodes)
        {
            if (
                node is not { IsLeaf: true, IsUndo: false, Undo: >= 0 }
                || _started[node.Number] <= _ended[owner]
                || simulation.Watched.StatusOf(node.Number) == NodeStatus.Undone
            )
            {
                continue;
            }

            int around = Tree.Around(procedure, node.Number, owner);
            Require(
                procedure.Nodes[around].Kind is NodeKind.Parallel or NodeKind.Batch
                    || simulation.Watched.StatusOf(around) != NodeStatus.Undoing
                    || !simulation.Watched.WasAttempted(node.Number)
                    || IsReplacedBelow(node.Number, around)
                    || IsOrderedApart(simulation, owner, around),
                $"'{procedure.Nodes[owner].Path}' is undone before '{node.Path}', which was done after it"
            );
        }
    }

    /// <summary>A host or block that people ordered to be rolled back by itself follows no order with what is around it.</summary>
    private bool IsOrderedApart(Simulation simulation, int owner, int around)
    {
        for (int above = owner; above > around; above = procedure.Nodes[above].Parent)
        {
            if (simulation.Ledger.RolledBack.Contains(above))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsReplacedBelow(int node, int around)
    {
        for (int above = procedure.Nodes[node].Parent; above > around; above = procedure.Nodes[above].Parent)
        {
            if (procedure.Nodes[above].Undo >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class UndoesExactlyWhatWasDone : Invariant
{
    internal override string Rule => "I7: roll back undoes exactly what was done.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(simulation.Procedure, happened);
        if (start >= 0 && simulation.Procedure.Nodes[start] is { IsUndo: true })
        {
            int owner = Tree.OwnerOf(simulation.Procedure, start);
            Require(
                Tree.WasAnythingTried(simulation.Procedure, simulation.Watched, owner),
                $"'{simulation.Procedure.Nodes[owner].Path}' is undone and was never done"
            );
        }
    }

    internal override void After(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        switch (happened)
        {
            case MaintenanceEvent.RolledBack:
                Duration left = simulation.Watched.Undoing;
                Require(left == Duration.Zero, $"rolled back, and undoing the rest would take {left}");
                RequireUndone(simulation, part: 0);
                break;
            case MaintenanceEvent.PartRolledBack parts:
                foreach (int part in parts.Nodes)
                {
                    Require(
                        simulation.Watched.StatusOf(part) == NodeStatus.Undone,
                        $"{part} was rolled back by itself and is {simulation.Watched.StatusOf(part)}"
                    );
                    RequireUndone(simulation, part);
                }

                break;
            default:
                break;
        }
    }

    private void RequireUndone(Simulation simulation, int part)
    {
        State state = simulation.Watched;
        foreach (Node node in simulation.Procedure.Nodes)
        {
            if (
                node is not { IsUndo: false, Undo: >= 0 }
                || !Tree.IsIn(simulation.Procedure, node.Number, part)
                || Tree.IsReplaced(simulation.Procedure, node.Number, part)
            )
            {
                continue;
            }

            Require(
                state.StatusOf(node.Number) == NodeStatus.Undone
                    || !Tree.WasAnythingTried(simulation.Procedure, state, node.Number),
                $"rolled back, and '{node.Path}' is {state.StatusOf(node.Number)}"
            );
            if (node.IsLeaf && simulation.World.Done[node.Number] > 0)
            {
                RequireUndone(simulation, node);
            }
        }
    }

    /// <summary>In the world: what was done was undone after it, or somebody vouched for it.</summary>
    private void RequireUndone(Simulation simulation, Node owner)
    {
        foreach (Node undo in simulation.Procedure.Nodes)
        {
            if (
                undo is { Kind: NodeKind.Action, IsUndo: true }
                && Tree.OwnerOf(simulation.Procedure, undo.Number) == owner.Number
            )
            {
                Require(
                    simulation.World.Last[undo.Number] > simulation.World.Last[owner.Number]
                        || simulation.Ledger.Vouched[undo.Number]
                        || simulation.Ledger.Vouched[owner.Number],
                    $"rolled back, and '{undo.Path}' never happened"
                );
            }
        }
    }
}
