using Lull.Core.Common;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Invariants;

/// <summary>How long undoing takes at least, from what was tried and what the plan says, without asking the machine.</summary>
internal static class TimeToUndo
{
    /// <summary>
    /// What undoes whatever was tried, and the step that is just begun: one after the other, hosts of a batch beside each other. Parts
    /// that were rolled back by themselves, and brackets that must be opened again, are left aside.
    /// </summary>
    internal static Duration AtLeast(Simulation simulation, int begun = -1)
    {
        ValueList<Node> nodes = simulation.Procedure.Nodes;
        var tried = new bool[nodes.Count];
        var sums = new Duration[nodes.Count];
        var longest = new Duration[nodes.Count];
        for (int number = nodes.Count - 1; number >= 0; number--)
        {
            Node node = nodes[number];
            if (node.IsUndo)
            {
                continue;
            }

            tried[number] |= node.IsLeaf && (simulation.Ledger.Attempted[number] || number == begun);
            Duration time = simulation.Ledger.RolledBack.Contains(number) ? Duration.Zero : TimeOf(node);
            if (node.Parent < 0)
            {
                return time;
            }

            tried[node.Parent] |= tried[number];
            sums[node.Parent] += time;
            longest[node.Parent] = Duration.Max(longest[node.Parent], time);
        }

        return Duration.Zero;

        Duration TimeOf(Node node) =>
            node.Undo >= 0
                ? tried[node.Number]
                    ? nodes[node.Undo].Estimate.High
                    : Duration.Zero
                : node is { Kind: NodeKind.Batch, Limit: > 0 }
                    ? Duration.Max(longest[node.Number], sums[node.Number] / node.Limit)
                    : node.Kind == NodeKind.Batch
                        ? longest[node.Number]
                        : sums[node.Number];
    }
}
