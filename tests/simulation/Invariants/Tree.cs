using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Invariants;

/// <summary>Questions to a procedure that several rules ask.</summary>
internal static class Tree
{
    /// <summary>What an event starts: a leaf, or a scope by looking at or opening one of its brackets; -1 when it starts neither.</summary>
    internal static int Starts(Procedure procedure, MaintenanceEvent happened) =>
        happened switch
        {
            MaintenanceEvent.StepOpened opened => opened.Node,
            MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Step } intended => intended.Subject,
            MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Look or EffectPurpose.Open } intended => procedure
                .Brackets[intended.Subject]
                .Scope,
            _ => -1,
        };

    /// <summary>True when starting this node goes forward: it is no undo and not opened again for one.</summary>
    internal static bool IsForward(Procedure procedure, State state, int node) =>
        !procedure.Nodes[node].IsUndo
        && (procedure.Nodes[node].IsLeaf || !(state.StatusOf(node) == NodeStatus.Undoing || state.IsLent(node)));

    /// <summary>The node that an undo step undoes.</summary>
    internal static int OwnerOf(Procedure procedure, int undo)
    {
        int node = undo;
        while (procedure.Nodes[procedure.Nodes[node].Parent].Undo != node)
        {
            node = procedure.Nodes[node].Parent;
        }

        return procedure.Nodes[node].Parent;
    }

    /// <summary>True when a block above it in a part that is rolled back has an undo of its own, which takes the place of this one's.</summary>
    internal static bool IsReplaced(Procedure procedure, int node, int part)
    {
        for (int above = procedure.Nodes[node].Parent; above >= part; above = procedure.Nodes[above].Parent)
        {
            if (procedure.Nodes[above].Undo >= 0)
            {
                return true;
            }
        }

        return false;
    }

    internal static bool IsIn(Procedure procedure, int node, int block)
    {
        int above = node;
        while (above > block)
        {
            above = procedure.Nodes[above].Parent;
        }

        return above == block;
    }

    /// <summary>The innermost node that both stand in.</summary>
    internal static int Around(Procedure procedure, int one, int other)
    {
        while (one != other)
        {
            if (one > other)
            {
                one = procedure.Nodes[one].Parent;
            }
            else
            {
                other = procedure.Nodes[other].Parent;
            }
        }

        return one;
    }

    internal static bool WasAnythingTried(Procedure procedure, State state, int block)
    {
        foreach (Node node in procedure.Nodes)
        {
            if (
                node is { IsLeaf: true, IsUndo: false }
                && state.WasAttempted(node.Number)
                && IsIn(procedure, node.Number, block)
            )
            {
                return true;
            }
        }

        return false;
    }
}
