using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Cli.Reports;

/// <summary>Journals of a store that no engine has open, as events.</summary>
internal static class JournalReader
{
    /// <summary>All maintenances that have begun, the one that began last first.</summary>
    internal static async Task<IReadOnlyList<JournalEntry>> ListAsync(Store store, CancellationToken cancellation)
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

    /// <summary>The maintenance that is named, or the newest.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal static JournalEntry Choose(IReadOnlyList<JournalEntry> entries, string? written, Store store) =>
        entries.FirstOrDefault(entry =>
            written is null || entry.Head.Maintenance.Text.StartsWith(written, StringComparison.Ordinal)
        )
        ?? throw new UsageException(
            entries.Count == 0
                ? $"{store} holds no maintenance."
                : $"{store} holds no maintenance '{written}'. It has {string.Join(", ", entries.Select(entry => entry.Head.Maintenance))}."
        );

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
internal sealed record JournalEntry(Head Head, IReadOnlyList<Published.Happened> Events)
{
    /// <summary>True when nothing will happen in it any more.</summary>
    internal bool IsOver => Events.Any(happened => happened.Event is MaintenanceEvent.Ended);
}
