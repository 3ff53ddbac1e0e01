using System.Runtime.InteropServices;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>
/// How long undoing takes: everything one after the other, but hosts of a batch beside each other, as many as the batch allows.
/// Each step, and each block that is undone as a whole, adds its own time; the cost depends on how deep it stands, not on the plan.
/// </summary>
public sealed partial class State
{
    private readonly Dictionary<int, Duration> _undoingOfHost = [];
    private readonly SortedDictionary<int, BatchUndoing> _undoingOfBatch = [];

    /// <summary>How long undoing all that has been done or begun would take.</summary>
    public Duration Undoing { get; private set; } = Duration.Zero;

    /// <summary>The same, were this leaf or scope begun now, with the blocks that it would be the first of.</summary>
    internal Duration UndoingOnceBegun(int node)
    {
        if (_plan[node].Kind is NodeKind.Approval or NodeKind.Wait)
        {
            return Undoing;
        }

        Duration more = _nodes[node].Has(NodeFlags.CountsUndoing) ? Duration.Zero : _plan[node].Undoing;
        for (int above = _plan[node].Parent; above >= 0; above = _plan[above].Parent)
        {
            if (_plan[above].Kind == NodeKind.HostTrack)
            {
                more = WithHost(above, more).Total - UndoingOfBatch(_plan[above].Parent).Total;
            }
            else if (IsUndoneAsAWhole(above) && !_nodes[above].Has(NodeFlags.Touched))
            {
                more += _plan[above].Undoing;
            }
        }

        return Undoing + more;
    }

    private bool IsUndoneAsAWhole(int block) => _plan[block].Undo >= 0 && _plan[block].Undoing > Duration.Zero;

    private void CountUndoing(int node, bool counts)
    {
        ref NodeState state = ref _nodes[node];
        if (counts == state.Has(NodeFlags.CountsUndoing))
        {
            return;
        }

        state.Flags ^= NodeFlags.CountsUndoing;
        Reserve(_plan[node].Track, counts ? _plan[node].Undoing : -_plan[node].Undoing);
    }

    /// <summary>So much more on a host track, or beside all when it is none.</summary>
    private void Reserve(int track, Duration more)
    {
        while (track >= 0 && more != Duration.Zero)
        {
            int batch = _plan[track].Parent;
            BatchUndoing after = WithHost(track, more);
            _undoingOfHost[track] = _undoingOfHost.GetValueOrDefault(track) + more;
            more = after.Total - UndoingOfBatch(batch).Total;
            _undoingOfBatch[batch] = after;
            track = _plan[batch].Track;
        }

        Undoing += more;
    }

    /// <summary>A host was left out for good: fewer are undone beside each other from now on.</summary>
    private void ReserveWithout(int rolling)
    {
        foreach (int batch in _plan[rolling].Children)
        {
            if (_undoingOfBatch.TryGetValue(batch, out BatchUndoing before))
            {
                BatchUndoing after = before.Over(LimitOf(batch));
                _undoingOfBatch[batch] = after;
                Reserve(_plan[batch].Track, after.Total - before.Total);
            }
        }
    }

    private BatchUndoing UndoingOfBatch(int batch) => _undoingOfBatch.GetValueOrDefault(batch);

    /// <summary>What a batch comes to with so much more to be undone on one of its hosts.</summary>
    private BatchUndoing WithHost(int track, Duration more)
    {
        int batch = _plan[track].Parent;
        BatchUndoing before = UndoingOfBatch(batch);
        Duration host = _undoingOfHost.GetValueOrDefault(track);
        int hosts = before.Hosts + (host + more > Duration.Zero ? 1 : 0) - (host > Duration.Zero ? 1 : 0);
        return hosts == 0
            ? default
            : new BatchUndoing(hosts, before.Sum + more, Duration.Max(before.Longest, host + more), default).Over(
                LimitOf(batch)
            );
    }

    /// <summary>What must be undone on the hosts of a batch.</summary>
    /// <param name="Hosts">On how many.</param>
    /// <param name="Sum">On all of them, one after the other.</param>
    /// <param name="Longest">
    /// The most on one of them so far. It is not looked for again when a host is undone: that only keeps more time free than needed.
    /// </param>
    /// <param name="Total">How long it takes, as many beside each other as the batch allows.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct BatchUndoing(int Hosts, Duration Sum, Duration Longest, Duration Total)
    {
        /// <summary>With so many at the same time: as many rounds as needed, none longer than the longest host.</summary>
        internal BatchUndoing Over(int places)
        {
            if (Hosts == 0)
            {
                return default;
            }

            long rounds = ((long)Hosts + Math.Max(1, places) - 1) / Math.Max(1, places);
            return this with { Total = Sum / rounds <= Longest ? Sum : Longest * rounds };
        }
    }
}
