using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>Finds the leaves that decided when a run ended: from the last one back, each time to what it had waited for.</summary>
internal sealed class CriticalChain
{
    private readonly Procedure _procedure;
    private readonly Node[] _nodes;
    private readonly int[] _before;

    internal CriticalChain(Procedure procedure)
    {
        _procedure = procedure;
        _nodes = [.. procedure.Nodes];
        _before = new int[_nodes.Length];
        Array.Fill(_before, -1);
        foreach (
            Node node in _nodes.Where(node => node.Kind is NodeKind.Sequence or NodeKind.Rolling or NodeKind.HostTrack)
        )
        {
            for (int index = 1; index < node.Children.Count; index++)
            {
                _before[node.Children[index]] = node.Children[index - 1];
            }
        }
    }

    /// <summary>Counts every leaf and every bracket's scope of the chain once.</summary>
    internal void Count(State state, int[] times)
    {
        int present = LastIn(state, 0);
        for (int steps = 0; present >= 0 && steps < _nodes.Length; steps++)
        {
            times[present]++;
            present = BeforeIt(state, present);
        }
    }

    /// <summary>The leaf that ended last in a node.</summary>
    private int LastIn(State state, int node)
    {
        while (!_nodes[node].IsLeaf)
        {
            int last = -1;
            Instant end = Instant.MinValue;
            foreach (int child in _nodes[node].Children)
            {
                if (state.EndedAt(child) is { } ended && ended >= end && state.BeganAt(child) is not null)
                {
                    (last, end) = (child, ended);
                }
            }

            if (last < 0)
            {
                return -1;
            }

            node = last;
        }

        return node;
    }

    /// <summary>The leaf whose end let this one begin; -1 when a gate or the start did.</summary>
    private int BeforeIt(State state, int leaf)
    {
        for (int node = leaf; node > 0; node = _nodes[node].Parent)
        {
            Instant began = state.BeganAt(node) ?? Instant.MinValue;
            if (IsGate(node, began))
            {
                return -1;
            }

            int cause = -1;
            Instant latest = Instant.MinValue;
            foreach (int after in _nodes[node].After)
            {
                Take(state, after, ref cause, ref latest);
            }

            for (int sibling = _before[node]; sibling >= 0; sibling = _before[sibling])
            {
                if (state.BeganAt(sibling) is not null)
                {
                    Take(state, sibling, ref cause, ref latest);
                    break;
                }
            }

            Node parent = _nodes[_nodes[node].Parent];
            if (parent.Limit > 0 && state.BeganAt(parent.Number) < began)
            {
                foreach (int sibling in parent.Children)
                {
                    if (state.EndedAt(sibling) == began)
                    {
                        Take(state, sibling, ref cause, ref latest);
                    }
                }
            }

            if (cause >= 0 && LastIn(state, cause) is >= 0 and int last)
            {
                return last;
            }
        }

        return -1;
    }

    private static void Take(State state, int candidate, ref int cause, ref Instant latest)
    {
        if (state.EndedAt(candidate) is { } ended && ended > latest)
        {
            (cause, latest) = (candidate, ended);
        }
    }

    private bool IsGate(int node, Instant began)
    {
        Node plan = _nodes[node];
        Instant? gate = plan is { Parent: 0, Phase: >= 0 }
            ? _procedure.Phases[plan.Phase].From ?? _procedure.Window.Start
            : plan.NotBefore;
        return gate == began;
    }
}
