using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>A moment of the plan that work must not miss: what has to be over before it, and how that is measured after a run.</summary>
/// <param name="Node">The node that waits for it or is due then; the root for the window's end.</param>
/// <param name="At">The moment.</param>
/// <param name="Kind">Which side of it the work is on.</param>
internal sealed record ForecastGate(int Node, Instant At, GateSide Kind)
{
    /// <summary>Every moment of the procedure that can be missed.</summary>
    internal static ValueList<ForecastGate> Of(Procedure procedure)
    {
        var gates = new List<ForecastGate>();
        foreach (Node node in procedure.Nodes.Where(node => !node.IsUndo))
        {
            Instant? opens = node is { Parent: 0, Phase: >= 0 } ? FromOf(procedure, node) : node.NotBefore;
            if (opens is { } from)
            {
                gates.Add(new ForecastGate(node.Number, from, GateSide.Opens));
            }

            if (node.Due is { } due && (node.Parent < 0 || procedure.Nodes[node.Parent].Due != due))
            {
                gates.Add(new ForecastGate(node.Number, due, GateSide.Closes));
            }

            if (node.Parent == 0 && node.Phase >= 0 && procedure.Phases[node.Phase].Until is { } until)
            {
                gates.Add(new ForecastGate(node.Number, until, GateSide.Closes));
            }
        }

        gates.Add(new ForecastGate(0, procedure.Window.End, GateSide.Closes));
        return [.. gates];
    }

    /// <summary>Time between the work and the moment in a run that ended; negative when the work was late, null when it never came to it.</summary>
    internal Duration? SlackIn(Procedure procedure, State state)
    {
        if (Kind == GateSide.Closes)
        {
            return state.EndedAt(Node) is { } ended ? At - ended : null;
        }

        return ReadyAt(procedure, state) is { } ready ? At - ready : null;
    }

    /// <summary>When everything that the node waits for, but the gate, was over; null when nothing is before it.</summary>
    private Instant? ReadyAt(Procedure procedure, State state)
    {
        Instant? ready = null;
        for (Node node = procedure.Nodes[Node]; ready is null && node.Parent >= 0; node = procedure.Nodes[node.Parent])
        {
            foreach (int before in node.After)
            {
                ready = Later(ready, state.EndedAt(before));
            }

            Node parent = procedure.Nodes[node.Parent];
            if (parent.Kind is NodeKind.Sequence or NodeKind.HostTrack)
            {
                int place = parent.Children.ToList().IndexOf(node.Number);
                ready = place > 0 ? Later(ready, state.EndedAt(parent.Children[place - 1])) : ready;
            }
        }

        return ready;
    }

    /// <summary>A phase that names no start begins with the window; only work before the window can miss that.</summary>
    private static Instant? FromOf(Procedure procedure, Node phase) =>
        procedure.Phases[phase.Phase].From
        ?? (
            phase.Phase > 0 && procedure.Phases[phase.Phase - 1].Kind is PhaseKind.Prepare
                ? procedure.Window.Start
                : null
        );

    private static Instant? Later(Instant? one, Instant? other) =>
        one is { } first && other is { } second ? Instant.Max(first, second) : one ?? other;
}

/// <summary>Which side of a moment the work is on.</summary>
internal enum GateSide
{
    /// <summary>Work waits for it: what comes before should be over by then.</summary>
    Opens,

    /// <summary>Work must be over by then.</summary>
    Closes,
}
