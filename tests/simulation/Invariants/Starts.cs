using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class NothingStartsOutsideItsTime : Invariant
{
    internal override string Rule =>
        "I3: nothing starts outside its phase's interval, while paused, or after an abort, but closings and undos.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(simulation.Procedure, happened);
        State state = simulation.Watched;
        if (
            happened is MaintenanceEvent.EffectRepeated repeated
            && simulation.Ledger.Open.TryGetValue(repeated.Effect, out Ledger.Entry? entry)
        )
        {
            RequireWanted(simulation, entry);
        }

        if (start < 0 || !Tree.IsForward(simulation.Procedure, state, start))
        {
            return;
        }

        Node node = simulation.Procedure.Nodes[start];
        Require(state.Stage == Stage.InProgress, $"'{node.Path}' starts in stage {state.Stage}");
        Require(!state.IsPaused, $"'{node.Path}' starts while paused");
        ProcedurePhase phase = simulation.Procedure.Phases[node.Phase];
        Instant? from = phase.From ?? (phase.Kind == PhaseKind.Prepare ? null : state.Window.Start);
        Require(from is null || at >= from, $"'{node.Path}' starts at {at}, its phase at {from}");
        if (node.NotBefore is { } gate)
        {
            Require(at >= gate, $"'{node.Path}' starts at {at}, its gate opens at {gate}");
        }

        if (node.IsLeaf && node.Kind != NodeKind.Delivery && !simulation.Ledger.Overridden[start])
        {
            Instant end = EndOf(phase, state);
            Require(
                at + node.Estimate.High <= end,
                $"'{node.Path}' starts at {at} and may take {node.Estimate.High}; its phase ends at {end}"
            );
        }
    }

    /// <summary>What was begun before an abort or a roll back and did not happen is not begun again after it.</summary>
    private void RequireWanted(Simulation simulation, Ledger.Entry entry)
    {
        int node = entry.Purpose switch
        {
            EffectPurpose.Step => entry.Subject,
            EffectPurpose.Open => simulation.Procedure.Brackets[entry.Subject].Scope,
            EffectPurpose.Look or EffectPurpose.Close or EffectPurpose.Announce => -1,
        };
        Require(
            node < 0
                || !Tree.IsForward(simulation.Procedure, simulation.Watched, node)
                || simulation.Watched.Stage == Stage.InProgress,
            $"{entry.Purpose} {entry.Subject} is begun again in stage {simulation.Watched.Stage}"
        );
    }

    private static Instant EndOf(ProcedurePhase phase, State state) =>
        phase.Until
        ?? (
            phase.Kind == PhaseKind.Prepare && state.StartedAt < state.Window.Start
                ? state.Window.Start
                : state.Window.End
        );
}

internal sealed class OnlyWhatFitsStarts : Invariant
{
    internal override string Rule =>
        "A step may start only if it fits: its own time, plus the time to undo what would then be done, before its gate's or the "
        + "window's end.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(simulation.Procedure, happened);
        if (
            start < 0
            || simulation.Procedure.Nodes[start]
                is not { IsLeaf: true, IsUndo: false, Kind: not NodeKind.Delivery } node
            || simulation.Ledger.Overridden[start]
        )
        {
            return;
        }

        Instant over = at + node.Estimate.High;
        Require(node.Due is null || over <= node.Due, $"'{node.Path}' starts at {at} and is due at {node.Due}");
        if (simulation.Procedure.Phases[node.Phase].Kind == PhaseKind.Finish || simulation.Ledger.IsWaived)
        {
            return;
        }

        bool changes = node.Kind is not (NodeKind.Approval or NodeKind.Wait);
        Duration undoing = TimeToUndo.AtLeast(simulation, changes ? start : -1);
        Instant end = simulation.Watched.Window.End - simulation.Procedure.Margin;
        Require(
            over + undoing <= end,
            $"'{node.Path}' starts at {at} and may take {node.Estimate.High}, undoing then takes {undoing}; it must be over at {end}"
        );
    }
}

internal sealed class OpaqueNeverTwice : Invariant
{
    internal override string Rule => "I4: an effect that may not be repeated never runs twice without a person's word.";

    internal override void Happened(Simulation simulation, Operation operation)
    {
        if (
            operation.Purpose == EffectPurpose.Step
            && simulation.Procedure.Nodes[operation.Subject] is { Kind: NodeKind.Action, Repeat: RepeatClass.Opaque }
        )
        {
            int most = 1 + simulation.Ledger.Words[operation.Subject];
            int done = simulation.World.Done[operation.Subject];
            Require(
                done <= most,
                $"'{simulation.Procedure.Nodes[operation.Subject].Path}' was done {done} times, {most} were allowed"
            );
        }
    }
}

internal sealed class StartsInOrder(Procedure procedure) : Invariant
{
    private readonly bool[] _begun = new bool[procedure.Nodes.Count];

    internal override string Rule =>
        "I5: a step starts only when all that it waits for has succeeded or was skipped by someone entitled to.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        int start = Tree.Starts(procedure, happened);
        if (start < 0 || !Tree.IsForward(procedure, simulation.Watched, start))
        {
            return;
        }

        for (int node = start; node > 0 && !_begun[node]; node = procedure.Nodes[node].Parent)
        {
            _begun[node] = true;
            foreach (int before in procedure.Nodes[node].After)
            {
                Require(
                    simulation.Watched.HasPassed(before) || WasRolledBackByOrder(simulation, before),
                    $"'{procedure.Nodes[node].Path}' starts and '{procedure.Nodes[before].Path}' is "
                        + $"{simulation.Watched.StatusOf(before)}"
                );
            }

            RequireEarlier(simulation, procedure.Nodes[node]);
        }
    }

    /// <summary>What people rolled back by order after it had passed no longer holds back what waits for it: they know.</summary>
    private static bool WasRolledBackByOrder(Simulation simulation, int node) =>
        simulation.Watched.StatusOf(node) is NodeStatus.Undone or NodeStatus.Undoing;

    private void RequireEarlier(Simulation simulation, Node node)
    {
        Node parent = procedure.Nodes[node.Parent];
        if (parent.Kind is not (NodeKind.Sequence or NodeKind.HostTrack or NodeKind.Rolling))
        {
            return;
        }

        foreach (int earlier in parent.Children)
        {
            if (earlier == node.Number)
            {
                return;
            }

            Require(
                simulation.Watched.HasPassed(earlier)
                    || WasRolledBackByOrder(simulation, earlier)
                    || simulation.Ledger.Vouched[earlier],
                $"'{node.Path}' starts and '{procedure.Nodes[earlier].Path}' before it is "
                    + $"{simulation.Watched.StatusOf(earlier)}"
            );
        }
    }
}

internal sealed class NothingGoesOutUnapproved : Invariant
{
    internal override string Rule =>
        "Gates: nothing is told by the clock while an approval is missing or was taken back.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        if (
            happened is MaintenanceEvent.GateOpened { Kind: GateKind.Delivery } opened
            && simulation.Ledger.Moments[opened.Subject] == 0
        )
        {
            Require(simulation.Ledger.IsApproved, $"delivery {opened.Subject} goes out and nobody has approved it");
        }
    }
}

internal sealed class ApprovalsCount : Invariant
{
    private readonly List<(string Role, string By)> _counted = [];
    private readonly HashSet<(int Node, string By)> _inside = [];

    internal override string Rule =>
        "I6: an approval counts only from a holder of the role who is not the author, for the present revision.";

    internal override void After(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        Procedure procedure = simulation.Procedure;
        switch (happened)
        {
            case MaintenanceEvent.Approved approved:
                RequireEntitled(procedure, approved.Role, approved.By);
                Require(approved.Revision == procedure.Revision, $"{approved.By} approved '{approved.Revision}'");
                _counted.Add((approved.Role, approved.By));
                break;
            case MaintenanceEvent.ApprovalWithdrawn withdrawn:
                _counted.Remove((withdrawn.Role, withdrawn.By));
                break;
            case MaintenanceEvent.StepApproved approved:
                RequireEntitled(procedure, procedure.Nodes[approved.Node].Role, approved.By);
                _inside.Add((approved.Node, approved.By));
                if (simulation.Watched.StatusOf(approved.Node) == NodeStatus.Done)
                {
                    int people = _inside.Count(one => one.Node == approved.Node);
                    int quorum = procedure.Nodes[approved.Node].Quorum;
                    Require(people >= quorum, $"step {approved.Node} passes with {people} approvals of {quorum}");
                }

                break;
            case MaintenanceEvent.Started:
                foreach (string site in procedure.Rehearsals)
                {
                    Require(simulation.Ledger.Rehearsed.Contains(site), $"it starts and was not rehearsed on '{site}'");
                }

                foreach (ProcedureApproval rule in procedure.Approvals)
                {
                    RequireQuorum(rule);
                }

                break;
            default:
                break;
        }
    }

    private void RequireQuorum(ProcedureApproval rule)
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string role, string by) in _counted)
        {
            if (role == rule.Role)
            {
                people.Add(by);
            }
        }

        Require(
            people.Count >= rule.Quorum,
            $"it starts with {people.Count} approvals by {rule.Role} of {rule.Quorum}"
        );
    }

    private void RequireEntitled(Procedure procedure, string role, string person)
    {
        Require(person != procedure.Author || person.Length == 0, $"{person} wrote it and approved it");
        foreach (ProcedureRole one in procedure.Roles)
        {
            if (one.Name == role)
            {
                Require(one.Holders.Contains(person), $"{person} approved as {role}");
            }
        }
    }
}
