using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class DutiesAreTriedOn : Invariant
{
    private static readonly Duration LongestPause = Duration.FromMinutes(5);

    private readonly Dictionary<(EffectPurpose Purpose, int Subject), Instant> _failed = [];

    internal override string Rule =>
        "Liveness: no closing and no announcement is tried again later than its longest pause after it failed.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        switch (happened)
        {
            case MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Close or EffectPurpose.Announce } intended:
                _failed.Remove((intended.Purpose, intended.Subject));
                break;
            case MaintenanceEvent.EffectEnded { Outcome: not Outcome.Done } ended
                when simulation.Ledger.Open.TryGetValue(ended.Effect, out Ledger.Entry? entry)
                    && entry.Purpose is EffectPurpose.Close or EffectPurpose.Announce:
                _failed[(entry.Purpose, entry.Subject)] = at;
                break;
            case MaintenanceEvent.BracketDisowned disowned:
                _failed.Remove((EffectPurpose.Close, disowned.Bracket));
                break;
            default:
                break;
        }
    }

    internal override void Committed(Simulation simulation)
    {
        foreach (((EffectPurpose purpose, int subject), Instant at) in _failed)
        {
            bool isGivenUp =
                purpose == EffectPurpose.Announce
                && simulation.Watched.DeliveryOf(subject) is DeliveryStatus.GivenUp or DeliveryStatus.Dropped;
            Require(
                isGivenUp || simulation.NextTimer?.At <= at + LongestPause,
                $"{purpose} {subject} failed at {at}, and nothing happens by itself before {simulation.NextTimer?.At}"
            );
        }
    }
}

internal sealed class SuccessIsVerified : Invariant
{
    internal override string Rule =>
        "Reported success: every check has evidence recorded after the change that it verifies.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (happened is not MaintenanceEvent.Concluded { Ending: Ending.Done })
        {
            return;
        }

        foreach (Node node in simulation.Procedure.Nodes)
        {
            if (
                node is { Kind: NodeKind.Check, IsUndo: false }
                && simulation.Watched.StatusOf(node.Number) == NodeStatus.Done
                && !simulation.Ledger.Vouched[node.Number]
            )
            {
                RequireAfterItsChange(simulation, node);
            }
        }
    }

    private void RequireAfterItsChange(Simulation simulation, Node check)
    {
        int seen = simulation.World.Last[check.Number];
        Require(seen > 0, $"'{check.Path}' counts as done and nothing was seen");
        Node parent = simulation.Procedure.Nodes[check.Parent];
        if (parent.Kind is not (NodeKind.Sequence or NodeKind.HostTrack))
        {
            return;
        }

        foreach (Node node in simulation.Procedure.Nodes)
        {
            if (
                node is { Kind: NodeKind.Action, IsUndo: false }
                && node.Number > parent.Number
                && node.Number < check.Number
                && Tree.IsIn(simulation.Procedure, node.Number, parent.Number)
            )
            {
                Require(
                    simulation.World.Last[node.Number] < seen,
                    $"'{check.Path}' was seen before '{node.Path}' was done"
                );
            }
        }
    }
}
