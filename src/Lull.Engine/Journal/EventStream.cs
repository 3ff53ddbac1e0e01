using System.Runtime.CompilerServices;

namespace Lull.Engine.Journal;

/// <summary>Runs something on the one connection when it is its turn.</summary>
internal interface ITablesReader
{
    /// <summary>The answer of <paramref name="read"/>.</summary>
    Task<T> ReadAsync<T>(Func<JournalTables, T> read, CancellationToken cancellation);
}

/// <summary>Streams heads and events out of the tables, a batch at a time.</summary>
internal static class EventStream
{
    /// <summary>Events read in one go, between which appends get their turn.</summary>
    private const int Batch = 512;

    internal static async IAsyncEnumerable<Head> HeadsAsync(
        ITablesReader reader,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        (List<Head> heads, StoreDamagedException? damage) = await reader.ReadAsync(
            static tables => tables.ReadHeads(),
            cancellation
        );
        foreach (Head head in heads)
        {
            yield return head;
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    internal static async IAsyncEnumerable<Envelope> ReadAsync(
        ITablesReader reader,
        MaintenanceId maintenance,
        long after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        int read;
        do
        {
            long from = after;
            (List<Envelope> events, StoreDamagedException? damage) = await reader.ReadAsync(
                tables => tables.ReadEvents(maintenance, from, Batch),
                cancellation
            );
            foreach (Envelope e in events)
            {
                after = e.Sequence;
                yield return e;
            }

            if (damage is not null)
            {
                throw damage;
            }

            read = events.Count;
        } while (read == Batch);
    }
}
