using System.Runtime.CompilerServices;

namespace Lull.Engine.Journal;

/// <summary>Proves that journals are what was written, or says where they are not.</summary>
public static class Chain
{
    /// <summary>Checks every journal of a source: one report each, then one more for what cannot be read at all.</summary>
    /// <param name="source">An engine's journal, or <see cref="OfflineJournal"/>.</param>
    /// <param name="witnesses">
    /// Heads recorded outside of the store. A chain alone proves nothing against somebody who rewrites all of it, or cuts its
    /// end off and corrects the head; a head that was published does.
    /// </param>
    /// <param name="cancellation">Ends the check.</param>
    /// <remarks>Streams: memory does not grow with the journals. Damage is reported, never thrown.</remarks>
    public static async IAsyncEnumerable<ChainReport> VerifyAsync(
        IEventSource source,
        IReadOnlyCollection<Head> witnesses,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        (List<Head> heads, StoreDamagedException? damage) = await HeadsAsync(source, cancellation);
        ILookup<MaintenanceId, Head> recorded = witnesses.ToLookup(witness => witness.Maintenance);
        foreach (Head head in heads)
        {
            yield return await VerifyAsync(source, head, [.. recorded[head.Maintenance]], cancellation);
        }

        var known = heads.Select(head => head.Maintenance).ToHashSet();
        foreach (IGrouping<MaintenanceId, Head> lost in recorded.Where(group => !known.Contains(group.Key)))
        {
            yield return new ChainWalk(Head.None(lost.Key), [.. lost]).End();
        }

        if (damage is not null)
        {
            yield return new ChainReport(null, ChainState.Unreadable, 0, damage.Message);
        }
    }

    /// <summary>Checks one journal up to a head.</summary>
    internal static async Task<ChainReport> VerifyAsync(
        IEventSource source,
        Head head,
        IReadOnlyCollection<Head> witnesses,
        CancellationToken cancellation
    )
    {
        var walk = new ChainWalk(head, witnesses);
        try
        {
            await foreach (Envelope e in source.ReadAsync(head.Maintenance, after: long.MinValue, cancellation))
            {
                if (e.Sequence > head.Sequence)
                {
                    // An engine may append while we read: what came after the head we were given is not ours to judge.
                    bool isAppended = await SequenceAsync(source, head.Maintenance, cancellation) > head.Sequence;
                    return isAppended ? walk.End() : walk.Behind(e);
                }

                if (walk.Next(e) is { } broken)
                {
                    return broken;
                }
            }
        }
        catch (StoreDamagedException damage)
        {
            return walk.Unreadable(damage);
        }

        return walk.End();
    }

    private static async Task<long> SequenceAsync(
        IEventSource source,
        MaintenanceId maintenance,
        CancellationToken cancellation
    )
    {
        (List<Head> heads, _) = await HeadsAsync(source, cancellation);
        return heads.Find(head => head.Maintenance == maintenance)?.Sequence ?? 0;
    }

    private static async Task<(List<Head> Heads, StoreDamagedException? Damage)> HeadsAsync(
        IEventSource source,
        CancellationToken cancellation
    )
    {
        var heads = new List<Head>();
        try
        {
            await foreach (Head head in source.HeadsAsync(cancellation))
            {
                heads.Add(head);
            }
        }
        catch (StoreDamagedException damage)
        {
            return (heads, damage);
        }

        return (heads, null);
    }
}
