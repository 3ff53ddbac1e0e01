using System.Runtime.CompilerServices;
using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Engine.Conducting;

/// <summary>A state folded from its journal.</summary>
/// <param name="Planned">The first event.</param>
/// <param name="State">What the maintenance is now.</param>
/// <param name="Recent">The last events.</param>
/// <param name="SinceHash">Events since the state's hash was last recorded.</param>
internal sealed record Replayed(MaintenanceEvent.Planned Planned, State State, Recent Recent, int SinceHash);

/// <summary>Folds journals, checking the chain and every recorded state hash on the way.</summary>
internal static class Replay
{
    /// <summary>
    /// So many events are decoded before their turn to be folded. The first one, the whole procedure, takes as long as thousands of
    /// others, which meanwhile are done on another core.
    /// </summary>
    private const int Ahead = 4_096;

    /// <summary>The state that a journal folds to.</summary>
    /// <exception cref="ConductorException">The journal was changed, or folds to another state than it did; says where.</exception>
    /// <exception cref="UnreadableEventException">An event cannot be read.</exception>
    internal static async Task<Replayed> LoadAsync(
        IEventSource journal,
        Head head,
        EventCodec codec,
        CancellationToken cancellation
    )
    {
        var walk = new ChainWalk(head, []);
        State? state = null;
        MaintenanceEvent.Planned? begun = null;
        var recent = new Recent();
        int sinceHash = 0;
        await foreach ((Envelope e, MaintenanceEvent happened) in DecodeAsync(journal, head, walk, codec, cancellation))
        {
            if (state is null)
            {
                begun =
                    happened as MaintenanceEvent.Planned
                    ?? throw new ConductorException($"The journal of {head.Maintenance} does not begin with a plan.");
                state = Machine.Begin(begun, e.At);
            }
            else
            {
                if (happened is MaintenanceEvent.StateHashed hashed && hashed.Hash != state.Hash())
                {
                    throw new ConductorException(
                        $"Event {e.Sequence} of {head.Maintenance} says that the state's hash was {hashed.Hash}, but now it is "
                            + $"{state.Hash()}: this Lull folds the journal to another state than the one that wrote it. "
                            + "Nothing was done. Use the version of Lull that wrote it."
                    );
                }

                Machine.Evolve(state, happened, e.At);
            }

            sinceHash = happened is MaintenanceEvent.StateHashed ? 0 : sinceHash + 1;
            recent.Add(new Published.Happened(e.Sequence, e.At, e.Actor, happened));
        }

        ChainReport whole = walk.End();
        if (!whole.IsWhole)
        {
            throw new ConductorException(
                $"The journal of {head.Maintenance} is not whole: {whole.Says} Nothing was done. Restore the store from a back-up."
            );
        }

        return state is null
            ? throw new ConductorException($"There is no maintenance {head.Maintenance} in this store.")
            : new Replayed(begun!, state, recent, sinceHash);
    }

    /// <summary>The events in order, each after its place in the chain was checked.</summary>
    private static async IAsyncEnumerable<(Envelope Envelope, MaintenanceEvent Happened)> DecodeAsync(
        IEventSource journal,
        Head head,
        ChainWalk walk,
        EventCodec codec,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var ahead = new Queue<(Envelope Envelope, Task<MaintenanceEvent> Decoding)>();
        await foreach (Envelope e in journal.ReadAsync(head.Maintenance, after: 0, cancellation))
        {
            if (walk.Next(e) is { } broken)
            {
                throw new ConductorException(
                    $"The journal of {head.Maintenance} was changed at event {e.Sequence}: {broken.Says} "
                        + "Nothing was done. Run 'lull audit verify', and restore the store from a back-up."
                );
            }

            if (ahead.Count == Ahead)
            {
                (Envelope next, Task<MaintenanceEvent> decoding) = ahead.Dequeue();
                yield return (next, await decoding);
            }

            ahead.Enqueue((e, Task.Run(() => codec.Decode(e), cancellation)));
        }

        foreach ((Envelope e, Task<MaintenanceEvent> decoding) in ahead)
        {
            yield return (e, await decoding);
        }
    }
}
