using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Engine.Conducting;

/// <summary>Which maintenances rehearsed another: the same revision, closed successfully on a site that the other's plan names.</summary>
internal static class Rehearsals
{
    /// <summary>The end of a maintenance stands among its last few events.</summary>
    private const int Tail = 16;

    /// <summary>True when the one, closed successfully, is a rehearsal of the other.</summary>
    internal static bool Serves(Procedure one, Procedure other) =>
        one.Revision == other.Revision && other.Rehearsals.Contains(one.Site);

    /// <summary>Those in the journal. Costs nothing for a plan that asks for none, else a few events of each maintenance.</summary>
    internal static async Task<IReadOnlyList<Input.RehearsalFound>> OfAsync(
        IEventSource journal,
        EventCodec codec,
        Procedure procedure,
        CancellationToken cancellation
    )
    {
        var found = new List<Input.RehearsalFound>();
        if (procedure.Rehearsals.Count == 0)
        {
            return found;
        }

        try
        {
            await foreach (Head head in journal.HeadsAsync(cancellation))
            {
                if (
                    await EndedWellAsync(journal, codec, head, cancellation)
                    && await BeganAsync(journal, codec, head, cancellation) is { } planned
                    && Serves(planned.Procedure, procedure)
                )
                {
                    found.Add(new Input.RehearsalFound(planned.Procedure.Site, head.Maintenance.Text));
                }
            }
        }
        catch (Exception unreadable) when (unreadable is StoreException or UnreadableEventException)
        {
            // What cannot be read is no rehearsal; whoever looks at it is told why.
        }

        return found;
    }

    private static async Task<bool> EndedWellAsync(
        IEventSource journal,
        EventCodec codec,
        Head head,
        CancellationToken cancellation
    )
    {
        await foreach (
            Envelope e in journal.ReadAsync(head.Maintenance, Math.Max(0, head.Sequence - Tail), cancellation)
        )
        {
            if (codec.Decode(e) is MaintenanceEvent.Ended ended)
            {
                return ended.Ending == Ending.Done;
            }
        }

        return false;
    }

    private static async Task<MaintenanceEvent.Planned?> BeganAsync(
        IEventSource journal,
        EventCodec codec,
        Head head,
        CancellationToken cancellation
    )
    {
        await foreach (Envelope e in journal.ReadAsync(head.Maintenance, after: 0, cancellation))
        {
            return codec.Decode(e) as MaintenanceEvent.Planned;
        }

        return null;
    }
}
