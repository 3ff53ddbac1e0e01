using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class ReplayGivesTheSame : Invariant
{
    internal override string Rule =>
        "I9: replaying a journal gives the same state; every prefix of it is a valid state.";

    internal override void Committed(Simulation simulation)
    {
        if (simulation.Live is { } live && live.Version == simulation.Watched.Version)
        {
            Require(
                live.Hash() == simulation.Watched.Hash(),
                $"the conductor's state is {live.Hash()}, the journal's {simulation.Watched.Hash()}"
            );
        }
    }
}

internal sealed class OneConductorActs : Invariant
{
    internal override string Rule => "I10: two conductors never both act: the older one's appends are refused.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        long writer = simulation.Journal[^1].Writer;
        Require(writer >= simulation.Ledger.Epoch, $"{happened.GetType().Name} was written by epoch {writer}");
        Require(
            happened is not MaintenanceEvent.OwnershipTaken taken || taken.Epoch > simulation.Ledger.Epoch,
            "an epoch was taken twice"
        );
    }

    internal override void Dispatched(Simulation simulation, EffectRequest request, long epoch) =>
        Require(epoch == simulation.Ledger.Epoch, $"epoch {epoch} acts after {simulation.Ledger.Epoch} took over");
}

internal sealed class JournalGoesForward : Invariant
{
    internal override string Rule => "Journal: time and epoch never decrease.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at) =>
        Require(at >= simulation.Watched.LastAt, $"{at} comes after {simulation.Watched.LastAt}");
}

internal sealed class IntentComesFirst : Invariant
{
    internal override string Rule =>
        "Every dispatch has a durable intent with the same effect id; no second dispatch of a non-convergent effect without "
        + "an intervening stable 'not started'.";

    internal override void Dispatched(Simulation simulation, EffectRequest request, long epoch)
    {
        Require(
            simulation.Ledger.Open.TryGetValue(request.Effect, out Ledger.Entry? entry)
                && entry.Purpose == request.Purpose
                && entry.Subject == request.Subject,
            $"effect {request.Effect} is begun and was not intended"
        );
        bool repeatable =
            request.Purpose is EffectPurpose.Close
            || (
                request.Purpose == EffectPurpose.Step
                && simulation.Procedure.Nodes[request.Subject].Kind == NodeKind.Check
            );
        int begun = simulation.World.Of(request.Effect)?.Begun ?? 0;
        Require(
            repeatable || begun <= entry!.Repeats,
            $"effect {request.Effect} ({request.Purpose} {request.Subject}) is begun for the {begun + 1}. time"
        );
        Require(
            request.Purpose is not EffectPurpose.Open || simulation.Watched.Bracket(request.Subject).IsOwed,
            $"bracket {request.Subject} is opened before its closing is registered"
        );
    }
}

internal sealed class OneEndForEachEffect : Invariant
{
    private int _last;

    internal override string Rule => "At most one final outcome per effect.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        switch (happened)
        {
            case MaintenanceEvent.EffectIntended intended:
                Require(intended.Effect > _last, $"effect {intended.Effect} is intended after {_last}");
                _last = intended.Effect;
                break;
            case MaintenanceEvent.EffectEnded ended:
                Require(
                    simulation.Ledger.Open.ContainsKey(ended.Effect),
                    $"effect {ended.Effect} ends and is not open"
                );
                break;
            default:
                break;
        }
    }
}

internal sealed class OutstandingIsWhatTheEventsSay : Invariant
{
    internal override string Rule => "Effects are functions of state: intended, unclear, repeated and not ended.";

    internal override void Committed(Simulation simulation)
    {
        IReadOnlyList<EffectRequest> outstanding = simulation.Outstanding;
        SortedDictionary<int, Ledger.Entry> open = simulation.Ledger.Open;
        Require(outstanding.Count == open.Count, $"{outstanding.Count} outstanding, {open.Count} by the events");
        foreach (EffectRequest request in outstanding)
        {
            Require(
                open.TryGetValue(request.Effect, out Ledger.Entry? entry)
                    && entry.Purpose == request.Purpose
                    && entry.Subject == request.Subject
                    && entry.Attempt == request.Attempt
                    && entry.Mode == request.Mode,
                $"outstanding is {request}, by the events {entry}"
            );
        }
    }
}

internal sealed class OutcomeAgreesWithTheWorld : Invariant
{
    internal override string Rule =>
        "Outcome agrees with the world: done means that it happened, failed that it did not.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (
            happened is not MaintenanceEvent.EffectEnded ended
            || !simulation.Ledger.Open.TryGetValue(ended.Effect, out Ledger.Entry? entry)
        )
        {
            return;
        }

        bool isOnce =
            entry.Purpose == EffectPurpose.Announce
            || entry.Purpose == EffectPurpose.Step
                && simulation.Procedure.Nodes[entry.Subject].Kind is NodeKind.Action or NodeKind.Delivery;
        if (ended.Outcome is Outcome.Failed)
        {
            Require(
                !isOnce || simulation.World.Of(ended.Effect) is not { Happened: > 0 },
                $"{entry.Purpose} {entry.Subject} counts as not done and happened"
            );
        }

        if (ended.Outcome is not Outcome.Done)
        {
            return;
        }

        bool agrees = entry.Purpose switch
        {
            EffectPurpose.Step or EffectPurpose.Announce => simulation.World.Of(ended.Effect) is { Happened: > 0 },
            EffectPurpose.Close => simulation.World.Holders[entry.Subject] != Holder.Us,
            _ => true,
        };
        Require(agrees, $"{entry.Purpose} {entry.Subject} counts as done and did not happen");
    }
}
