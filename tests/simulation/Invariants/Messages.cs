using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class MessagesAreNotLost(Procedure procedure) : Invariant
{
    private readonly Dictionary<int, int> _begunFor = [];
    private readonly int[] _told = new int[procedure.Deliveries.Count];

    internal override string Rule => "I8: an announcement is never lost.";

    internal override void Dispatched(Simulation simulation, EffectRequest request, long epoch)
    {
        if (request.Purpose == EffectPurpose.Announce)
        {
            _begunFor.TryAdd(request.Effect, simulation.Ledger.Moments[request.Subject]);
        }
    }

    internal override void After(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (
            happened is MaintenanceEvent.EffectEnded ended
            && _begunFor.TryGetValue(ended.Effect, out int moments)
            && simulation.World.Of(ended.Effect) is { Happened: > 0 } operation
        )
        {
            _told[operation.Subject] = Math.Max(_told[operation.Subject], moments);
        }
    }

    internal override void Over(Simulation simulation)
    {
        for (int delivery = 0; delivery < _told.Length; delivery++)
        {
            bool stands = !simulation.Ledger.IsCancelled || procedure.Deliveries[delivery].When == LifeMoment.Cancelled;
            Require(
                !stands
                    || simulation.Ledger.GivenUp[delivery]
                    || _told[delivery] == simulation.Ledger.Moments[delivery],
                $"delivery {delivery} ({procedure.Deliveries[delivery].When}) told {_told[delivery]} of "
                    + $"{simulation.Ledger.Moments[delivery]} moments"
            );
        }
    }
}

internal sealed class MessagesAreNotRepeated : Invariant
{
    internal override string Rule => "I8: sent twice only when the channel cannot tell us whether the first arrived.";

    internal override void Happened(Simulation simulation, Operation operation)
    {
        if (operation.Purpose == EffectPurpose.Announce)
        {
            int arrived = simulation.World.Messages[operation.Subject];
            int most = simulation.Ledger.MaySend[operation.Subject];
            Require(arrived <= most, $"delivery {operation.Subject} arrived {arrived} times, {most} were due");
        }

        if (
            operation.Purpose == EffectPurpose.Step
            && simulation.Procedure.Nodes[operation.Subject] is { Kind: NodeKind.Delivery } step
        )
        {
            int arrived = simulation.World.Done[step.Number];
            int most = 1 + simulation.Ledger.Unknown[step.Number] + simulation.Ledger.Words[step.Number];
            Require(arrived <= most, $"'{step.Path}' arrived {arrived} times, {most} were due");
        }
    }
}

internal sealed class NothingAfterACancellation : Invariant
{
    internal override string Rule => "I8: nothing but the cancellation goes out after a cancellation.";

    internal override void Dispatched(Simulation simulation, EffectRequest request, long epoch)
    {
        if (simulation.Ledger.IsCancelled)
        {
            Require(
                request.Purpose == EffectPurpose.Announce
                    && simulation.Procedure.Deliveries[request.Subject].When == LifeMoment.Cancelled,
                $"{request.Purpose} {request.Subject} goes out after the cancellation"
            );
        }
    }
}

internal sealed class PeopleAreTold : Invariant
{
    internal override string Rule => "I1: or it ends as needs recovery, and everyone concerned is told.";

    internal override void Over(Simulation simulation)
    {
        for (int delivery = 0; delivery < simulation.Procedure.Deliveries.Count; delivery++)
        {
            LifeMoment? when = simulation.Procedure.Deliveries[delivery].When;
            bool concerned =
                when == LifeMoment.Closed && !simulation.Ledger.IsCancelled
                || when == LifeMoment.Cancelled && simulation.Ledger.IsCancelled
                || when == LifeMoment.Aborted && simulation.Watched.Stage == Stage.Aborted;
            Require(
                !concerned
                    || simulation.World.Messages[delivery] > 0
                    || simulation.Watched.DeliveryOf(delivery) == DeliveryStatus.GivenUp,
                $"it is over and delivery {delivery} ({when}) was not told"
            );
        }
    }
}
