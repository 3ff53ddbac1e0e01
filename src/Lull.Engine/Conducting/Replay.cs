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
        await foreach (Envelope e in journal.ReadAsync(head.Maintenance, after: 0, cancellation))
        {
            if (walk.Next(e) is { } broken)
            {
                throw new ConductorException(
                    $"The journal of {head.Maintenance} was changed at event {e.Sequence}: {broken.Says} "
                        + "Nothing was done. Run 'lull audit verify', and restore the store from a back-up."
                );
            }

            MaintenanceEvent happened = codec.Decode(e);
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
}
