using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Reports;

/// <summary>Journals of a store that no engine has open, as events.</summary>
public static class JournalReader
{
    /// <summary>All maintenances that have begun, the one that began last first.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> ListAsync(Store store, CancellationToken cancellation)
    {
        if (!File.Exists(store.JournalPath))
        {
            return [];
        }

        using OfflineJournal journal = await OfflineJournal.OpenAsync(store);
        var entries = new List<JournalEntry>();
        await foreach (Head head in journal.HeadsAsync(cancellation))
        {
            if (head.Sequence > 0)
            {
                entries.Add(await ReadAsync(journal, head, cancellation));
            }
        }

        return [.. entries.OrderByDescending(entry => entry.Events[^1].At)];
    }

    private static async Task<JournalEntry> ReadAsync(OfflineJournal journal, Head head, CancellationToken cancellation)
    {
        var events = new List<Published.Happened>();
        await foreach (Envelope e in journal.ReadAsync(head.Maintenance, 0, cancellation))
        {
            events.Add(new Published.Happened(e.Sequence, e.At, e.Actor, EventCodec.Current.Decode(e)));
        }

        return new JournalEntry(head, events);
    }
}

/// <summary>One journal, read.</summary>
/// <param name="Head">Where it ends.</param>
/// <param name="Events">All of it.</param>
public sealed record JournalEntry(Head Head, IReadOnlyList<Published.Happened> Events)
{
    /// <summary>True when nothing will happen in it any more.</summary>
    public bool IsOver => Events.Any(happened => happened.Event is MaintenanceEvent.Ended);
}
