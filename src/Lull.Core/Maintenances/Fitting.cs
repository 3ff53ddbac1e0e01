using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>
/// A step starts only if it fits: its own time, plus the time to undo what would then be done, before its gate's or the
/// window's end. A leaf is counted at its worst, a whole scope at its likely time.
/// </summary>
internal static class Fitting
{
    internal static bool Fits(State state, int ready, Instant now)
    {
        int number = ready >= 0 ? ready : state.BracketAt(~ready).Scope;
        Node node = state.NodeAt(number);
        return node.Kind == NodeKind.Delivery
            || state[number].Has(NodeFlags.Overridden)
            || now + TimeOf(node) <= LatestEnd(state, node);
    }

    /// <summary>The latest moment at which this node may be over.</summary>
    internal static Instant LatestEnd(State state, Node node)
    {
        ProcedurePhase phase = state.Procedure.Phases[node.Phase];
        Instant end = phase.Kind switch
        {
            PhaseKind.Prepare => Instant.Min(phase.Until ?? PrepareEnd(state), Undoable(state, node)),
            PhaseKind.Finish => phase.Until ?? state.Window.End,
            PhaseKind.Change or PhaseKind.Verify => Instant.Min(phase.Until ?? Instant.MaxValue, Undoable(state, node)),
        };
        return node.Due is { } due ? Instant.Min(end, due) : end;
    }

    internal static Duration TimeOf(Node node) => node.IsLeaf ? node.Estimate.High : node.Estimate.Likely;

    private static Instant PrepareEnd(State state) =>
        state.StartedAt < state.Window.Start ? state.Window.Start : state.Window.End;

    private static Instant Undoable(State state, Node node) =>
        state.PointOfNoReturnWaived
            ? state.Window.End
            : state.Window.End - state.Procedure.Margin - state.UndoingOnceBegun(node.Number);
}
