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

internal sealed class LeavesWhatItFound : Invariant
{
    internal override string Rule => "I1: what somebody else had opened is neither opened nor closed.";

    internal override void Dispatched(Simulation simulation, EffectRequest request, long epoch) =>
        Require(
            request.Purpose is not (EffectPurpose.Open or EffectPurpose.Close)
                || !simulation.Ledger.FoundSo[request.Subject],
            $"{request.Purpose} of bracket {request.Subject}, which was found so"
        );
}

internal sealed class LeavesOutOneHost : Invariant
{
    private int _host = -1;
    private string _reason = "";

    internal override string Rule =>
        "Who leaves a host out of service takes over the closings of that host, and of no other.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        switch (happened)
        {
            case MaintenanceEvent.QuestionAnswered { Choice: Choice.LeaveHostOut } answered:
                Procedure procedure = simulation.Procedure;
                int leaf = simulation.Ledger.Asked[answered.Question].Subject;
                _host = procedure.Nodes[procedure.Nodes[leaf].Track].Host;
                _reason = answered.Reason;
                break;
            case MaintenanceEvent.BracketDisowned disowned when _host >= 0 && disowned.Reason == _reason:
                BracketNode bracket = simulation.Procedure.Brackets[disowned.Bracket];
                Require(bracket.Host == _host, $"{bracket.Title} is of host {bracket.Host}, and {_host} was left out");
                break;
            default:
                _host = -1;
                break;
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
    private readonly HashSet<int> _failedSteps = [];

    internal override string Rule =>
        "The capacity floor of a pool counts every host that is drained, unreachable, failed or unknown, over all blocks.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (happened is MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Look } look)
        {
            RequireRoom(simulation, simulation.Procedure.Brackets[look.Subject]);
        }

        (int step, bool succeeded) = happened switch
        {
            MaintenanceEvent.EffectEnded ended
                when simulation.Ledger.Open.TryGetValue(ended.Effect, out Ledger.Entry? entry)
                    && entry.Purpose == EffectPurpose.Step => (
                entry.Subject,
                ended.Outcome is Core.Actions.Outcome.Done
            ),
            MaintenanceEvent.StepTicked ticked => (ticked.Node, ticked.Succeeded),
            _ => (-1, true),
        };
        if (step < 0)
        {
            return;
        }

        if (succeeded)
        {
            _failedSteps.Remove(step);
        }
        else
        {
            _failedSteps.Add(step);
            _failed.Add(simulation.Procedure.Nodes[step].Host);
        }
    }

    /// <summary>Before a host is taken out: all that are out already, whoever took them out, and all that do not work are counted.</summary>
    private void RequireRoom(Simulation simulation, BracketNode bracket)
    {
        if (bracket is not { TakesOutOfService: true, Host: >= 0 } || simulation.Ledger.FloorWaived[bracket.Number])
        {
            return;
        }

        // Whether a failed host that is just being rolled back works again is not for us to say: then it costs nothing.
        HashSet<int> isOut = Unserving(simulation);
        if (!isOut.Add(bracket.Host) || HasFailedStep(simulation, bracket.Host))
        {
            return;
        }

        foreach (int number in simulation.Procedure.Hosts[bracket.Host].Pools)
        {
            ProcedurePool pool = simulation.Procedure.Pools[number];
            int count = isOut.Count(host => simulation.Procedure.Hosts[host].Pools.Contains(number));
            Require(
                count <= pool.Members - pool.Floor,
                $"with {bracket.Title}, {count} of {pool.Members} hosts of pool '{pool.Name}' do not serve, {pool.Floor} must"
            );
        }
    }

    private static HashSet<int> Unserving(Simulation simulation)
    {
        State state = simulation.Watched;
        var hosts = new HashSet<int>();
        foreach (BracketNode bracket in simulation.Procedure.Brackets)
        {
            bool isHeld =
                state.Bracket(bracket.Number).Status
                is not (BracketStatus.Closed or BracketStatus.WaitingForFloor or BracketStatus.Queued);
            if (
                bracket is { TakesOutOfService: true, Host: >= 0 }
                && (isHeld || simulation.Ledger.FoundSo[bracket.Number])
            )
            {
                hosts.Add(bracket.Host);
            }
        }

        foreach (Node node in simulation.Procedure.Nodes)
        {
            if (
                node is { IsLeaf: true, Host: >= 0, Kind: not NodeKind.Delivery }
                && HasFailed(state, node.Number)
                && !IsUndone(simulation, node)
            )
            {
                hosts.Add(node.Host);
            }
        }

        return hosts;
    }

    private bool HasFailedStep(Simulation simulation, int host)
    {
        foreach (Node node in simulation.Procedure.Nodes)
        {
            if (
                node is { IsLeaf: true, Kind: not NodeKind.Delivery }
                && node.Host == host
                && (HasFailed(simulation.Watched, node.Number) || IsBeingUndone(simulation, node.Number))
            )
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBeingUndone(Simulation simulation, int failed) =>
        _failedSteps.Contains(failed) && simulation.Watched.StatusOf(failed) == NodeStatus.Undoing;

    private static bool IsUndone(Simulation simulation, Node node)
    {
        for (int above = node.Parent; above >= 0; above = simulation.Procedure.Nodes[above].Parent)
        {
            if (simulation.Watched.StatusOf(above) is NodeStatus.Undone or NodeStatus.Undoing)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasFailed(State state, int leaf) =>
        state.StatusOf(leaf) switch
        {
            NodeStatus.Failed or NodeStatus.Unreachable or NodeStatus.Inconclusive => true,
            NodeStatus.Asking => state.Questions.Any(question =>
                question.Subject == leaf
                && question.Kind is QuestionKind.StepFailed or QuestionKind.StepInconclusive or QuestionKind.UndoFailed
            ),
            _ => false,
        };

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
