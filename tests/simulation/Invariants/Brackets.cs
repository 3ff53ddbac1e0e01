using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class OpenedIsClosed : Invariant
{
    internal override string Rule =>
        "I1: every bracket that was opened is closed before the maintenance ends, or it ends as needs recovery naming what is "
        + "still open.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (happened is MaintenanceEvent.Concluded or MaintenanceEvent.Ended)
        {
            foreach (BracketNode bracket in simulation.Procedure.Brackets)
            {
                Require(
                    !simulation.Watched.Bracket(bracket.Number).IsOwed,
                    $"{bracket.Title} is {simulation.Watched.Bracket(bracket.Number).Status} at the end"
                );
            }
        }
    }

    internal override void Over(Simulation simulation)
    {
        foreach (BracketNode bracket in simulation.Procedure.Brackets)
        {
            if (simulation.World.Holders[bracket.Number] != Holder.Us)
            {
                continue;
            }

            bool isNamed = false;
            foreach (string left in simulation.Watched.NeedsRecovery)
            {
                isNamed |= left.Contains(bracket.Title + " ", StringComparison.Ordinal);
            }

            Require(isNamed, $"{bracket.Title} is still held and nobody is told");
        }
    }
}

internal sealed class NeverMoreThanMaxUnavailable : Invariant
{
    internal override string Rule =>
        "I2: never more hosts of a block out of service by our doing than max-unavailable.";

    internal override void Happened(Simulation simulation, Operation operation)
    {
        if (operation.Purpose != EffectPurpose.Open)
        {
            return;
        }

        int rolling = simulation.Procedure.Nodes[simulation.Procedure.Brackets[operation.Subject].Scope].Rolling;
        if (rolling < 0 || simulation.Procedure.Nodes[rolling].MaxUnavailable == int.MaxValue)
        {
            return;
        }

        int most = simulation.Procedure.Nodes[rolling].MaxUnavailable;
        int isOut = simulation.World.OutByUs(
            rolling,
            bracket => simulation.Watched.Bracket(bracket).Status == BracketStatus.Disowned
        );
        Require(
            isOut <= most,
            $"{isOut} hosts of '{simulation.Procedure.Nodes[rolling].Title}' are out, {most} may be"
        );
    }
}

internal sealed class NeverBelowTheFloor : Invariant
{
    private readonly HashSet<int> _failed = [];

    internal override string Rule => "The capacity floor of a pool counts every host that is drained, over all blocks.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int node = happened switch
        {
            MaintenanceEvent.EffectEnded { Outcome: not Core.Actions.Outcome.Done } ended
                when simulation.Ledger.Open.TryGetValue(ended.Effect, out Ledger.Entry? entry)
                    && entry.Purpose == EffectPurpose.Step => entry.Subject,
            MaintenanceEvent.StepTicked { Succeeded: false } ticked => ticked.Node,
            _ => -1,
        };
        if (node >= 0)
        {
            _failed.Add(simulation.Procedure.Nodes[node].Host);
        }
    }

    internal override void Happened(Simulation simulation, Operation operation)
    {
        // A host that failed counts as not in service already: taking it out costs the pool nothing more, then or later.
        if (
            operation.Purpose != EffectPurpose.Open
            || _failed.Contains(simulation.Procedure.Brackets[operation.Subject].Host)
            || simulation.Procedure.Brackets[operation.Subject] is not { TakesOutOfService: true, Host: >= 0 } bracket
        )
        {
            return;
        }

        foreach (int pool in simulation.Procedure.Hosts[bracket.Host].Pools)
        {
            ProcedurePool plan = simulation.Procedure.Pools[pool];
            int isOut = simulation.World.OutOfPool(pool, _failed);
            Require(
                isOut <= plan.Members - plan.Floor + simulation.Ledger.FloorsBroken,
                $"{isOut} of {plan.Members} hosts of pool '{plan.Name}' are out, {plan.Floor} must stay"
            );
        }
    }
}

internal sealed class RunsInsideItsBrackets : Invariant
{
    internal override string Rule =>
        "I7: roll back undoes inside the same brackets; a step runs while its brackets are open.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(simulation.Procedure, happened);
        if (start < 0 || !simulation.Procedure.Nodes[start].IsLeaf)
        {
            return;
        }

        bool isUndo = simulation.Procedure.Nodes[start].IsUndo;
        int above = start;
        while ((above = simulation.Procedure.Nodes[above].Parent) >= 0)
        {
            if (isUndo || simulation.Watched.StatusOf(above) == NodeStatus.Running)
            {
                RequireOpen(simulation, simulation.Procedure.Nodes[above], start);
            }
        }
    }

    private void RequireOpen(Simulation simulation, Node scope, int step)
    {
        foreach (int bracket in scope.Brackets)
        {
            BracketStatus status = simulation.Watched.Bracket(bracket).Status;
            Require(
                status is BracketStatus.Open or BracketStatus.FoundSo or BracketStatus.Disowned
                    || simulation.Ledger.Excused[bracket],
                $"'{simulation.Procedure.Nodes[step].Path}' starts while {simulation.Procedure.Brackets[bracket].Title} is {status}"
            );
        }
    }
}
