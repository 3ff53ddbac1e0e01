using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>What of a change is not in place although the maintenance went on to its end.</summary>
public static class InPlace
{
    private const int MostNamed = 5;

    /// <summary>Hosts whose part was rolled back, did not succeed, or never began; what was left out with a reason is not among them.</summary>
    public static IReadOnlyList<string> NotOf(State state) =>
        [
            .. state
                .Procedure.Nodes.Where(node => node is { Kind: NodeKind.HostTrack, IsUndo: false })
                .Select(node => (Node: node, Why: WhyNot(state, node)))
                .Where(one => one.Why.Length > 0)
                .Select(one => $"{Names.OfStep(state.Procedure, one.Node.Number)} ({one.Why})"),
        ];

    /// <summary>The first few, and how many more.</summary>
    public static string Listed(IReadOnlyList<string> missing) =>
        string.Join(", ", missing.Take(MostNamed))
        + (missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "");

    /// <summary>True when a whole rolling block was rolled back, so that the change cannot be called done.</summary>
    public static bool IsBlockRolledBack(State state) =>
        state.Procedure.Nodes.Any(node =>
            node.Kind == NodeKind.Rolling && state.StatusOf(node.Number) == NodeStatus.Undone
        );

    private static string WhyNot(State state, Node track) =>
        state.HasPassed(track.Number)
            ? ""
            : state.StatusOf(track.Number) switch
            {
                NodeStatus.Undone => "rolled back",
                NodeStatus.Pending => "never begun",
                _ => "not finished",
            };
}
