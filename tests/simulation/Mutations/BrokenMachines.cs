using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Mutations;

/// <summary>Closings, messages or steps that are said to be done and never take place.</summary>
internal sealed class Drops(EffectPurpose purpose) : Mutation
{
    internal override bool Happens(Simulation simulation, EffectRequest request) => request.Purpose != purpose;
}

/// <summary>Opening one bracket takes every host out of service.</summary>
internal sealed class OpensEverything : Mutation
{
    internal override void Happened(Simulation simulation, EffectRequest request)
    {
        foreach (BracketNode bracket in simulation.Procedure.Brackets)
        {
            if (request.Purpose == EffectPurpose.Open && bracket.TakesOutOfService)
            {
                simulation.World.Holders[bracket.Number] = Holder.Us;
            }
        }
    }
}

/// <summary>The machine knows a plan without floors.</summary>
internal sealed class ForgetsFloors : Mutation
{
    internal override Procedure Planned(Procedure procedure) =>
        procedure with
        {
            Pools = [.. procedure.Pools.Select(pool => pool with { Floor = 0 })],
        };
}

/// <summary>What was found out of the pool is put back into it.</summary>
internal sealed class ClosesWhatItFound : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events)
    {
        foreach (
            MaintenanceEvent.BracketIntended found in events
                .OfType<MaintenanceEvent.BracketIntended>()
                .Where(intended => intended.AlreadySo)
        )
        {
            var closing = new EffectRequest(9_998, EffectPurpose.Close, found.Bracket, 1, EffectMode.Apply, "b9998");
            simulation.After(Duration.FromSeconds(1), () => simulation.Dispatch(closing, simulation.Ledger.Epoch));
        }

        return events;
    }
}

/// <summary>The machine knows a plan in which nodes are other than they are.</summary>
internal abstract class ChangesNodes(Func<Node, Node> change) : Mutation
{
    internal override Procedure Planned(Procedure procedure) =>
        procedure with
        {
            Nodes = [.. procedure.Nodes.Select(change)],
        };
}

/// <summary>All hosts of a rolling block at once.</summary>
internal sealed class ForgetsLimits()
    : ChangesNodes(node =>
        node with
        {
            MaxUnavailable = int.MaxValue,
            Limit = node.Kind == NodeKind.Batch ? 0 : node.Limit,
        }
    );

/// <summary>All steps of a block at once.</summary>
internal sealed class ForgetsOrder()
    : ChangesNodes(node =>
        node with
        {
            Kind = node is { Kind: NodeKind.Sequence, Parent: > 0, IsUndo: false } ? NodeKind.Parallel : node.Kind,
        }
    );

/// <summary>No step waits for another track.</summary>
internal sealed class ForgetsWhatComesFirst() : ChangesNodes(node => node with { After = [], Dependents = [] });

/// <summary>Everything takes no time.</summary>
internal sealed class ForgetsEstimates()
    : ChangesNodes(node => node with { Estimate = new Estimate(Duration.Zero, Duration.Zero, Duration.Zero) });

/// <summary>Gates stand open.</summary>
internal sealed class ForgetsGates() : ChangesNodes(node => node with { NotBefore = null });

/// <summary>Undoing takes no time.</summary>
internal sealed class ForgetsTheTimeToUndo() : ChangesNodes(node => node with { Undoing = Duration.Zero });

/// <summary>What is due may be over later.</summary>
internal sealed class ForgetsWhatIsDue() : ChangesNodes(node => node with { Due = null });

/// <summary>Each host of a batch has its share of the time to undo, also when it is alone.</summary>
internal sealed class SharesTheTimeToUndo : Mutation
{
    internal override Procedure Planned(Procedure procedure) =>
        procedure with
        {
            Nodes =
            [
                .. procedure.Nodes.Select(node =>
                    node.Track < 0
                        ? node
                        : node with
                        {
                            Undoing =
                                node.Undoing / Math.Max(1, procedure.Nodes[procedure.Nodes[node.Track].Parent].Limit),
                        }
                ),
            ],
        };
}

/// <summary>The time to undo a block is kept free from its first step on, which may be one that changes nothing.</summary>
internal sealed class ReservesAtTheFirstStep : Mutation
{
    internal override Procedure Planned(Procedure procedure)
    {
        Node[] nodes = [.. procedure.Nodes];
        foreach (Node block in procedure.Nodes.Where(node => node is { IsLeaf: false, Undo: >= 0 }))
        {
            int first = procedure.Nodes.First(node => node.IsLeaf && node.Number > block.Number).Number;
            nodes[first] = nodes[first] with { Undoing = nodes[first].Undoing + block.Undoing };
            nodes[block.Number] = nodes[block.Number] with { Undoing = Duration.Zero };
        }

        return procedure with
        {
            Nodes = [.. nodes],
        };
    }
}

/// <summary>Who leaves one host out leaves all of them out.</summary>
internal sealed class LeavesAllHostsOut : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany(happened =>
            happened is MaintenanceEvent.QuestionAnswered { Choice: Choice.LeaveHostOut } answered
                ? simulation
                    .Watched.OwedBrackets.Select(
                        MaintenanceEvent (bracket) =>
                            new MaintenanceEvent.BracketDisowned(bracket, answered.By, answered.Reason)
                    )
                    .Prepend(happened)
                : [happened]
        );
}

/// <summary>Steps on hosts have nothing that undoes them.</summary>
internal sealed class ForgetsUndos() : ChangesNodes(node => node.IsLeaf ? node with { Undo = -1 } : node);

/// <summary>One approval is enough, and none is needed before the start.</summary>
internal sealed class ForgetsQuorums() : ChangesNodes(node => node with { Quorum = Math.Min(1, node.Quorum) })
{
    internal override Procedure Planned(Procedure procedure) => base.Planned(procedure) with { Approvals = [] };
}

/// <summary>It starts without a rehearsal.</summary>
internal sealed class ForgetsRehearsals : Mutation
{
    internal override Procedure Planned(Procedure procedure) => procedure with { Rehearsals = [] };
}

/// <summary>What happened is said to have failed.</summary>
internal sealed class DeniesWhatHappened : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        base.Decide(
            simulation,
            state,
            input is Input.EffectReported { Outcome: Outcome.Done } done
                ? new Input.EffectReported(done.Effect, new Outcome.Failed("Surely not.", Evidence.None))
                : input,
            now
        );
}

/// <summary>Checks are said to hold and nobody looks.</summary>
internal sealed class ChecksNothing : Mutation
{
    internal override bool Happens(Simulation simulation, EffectRequest request) =>
        request.Purpose != EffectPurpose.Step || simulation.Procedure.Nodes[request.Subject].Kind != NodeKind.Check;
}

/// <summary>Anybody may leave a step out.</summary>
internal sealed class LetsAnyoneSkip : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.Skip { Node: > 0 } skip
        && skip.Node < simulation.Procedure.Nodes.Count
        && state.StatusOf(skip.Node) == NodeStatus.Pending
            ? new Decision.Accepted([new MaintenanceEvent.StepSkipped(skip.Node, skip.By, skip.Reason)])
            : base.Decide(simulation, state, input, now);
}

/// <summary>What is due by the clock is told as soon as it is handed in.</summary>
internal sealed class TellsBeforeItIsApproved : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany(happened =>
            happened is MaintenanceEvent.Proposed
                ? simulation
                    .Procedure.Deliveries.Select((delivery, number) => (delivery, number))
                    .Where(one => one.delivery.At is not null)
                    .Select(MaintenanceEvent (one) => new MaintenanceEvent.GateOpened(GateKind.Delivery, one.number))
                    .Prepend(happened)
                : [happened]
        );
}

/// <summary>What failed to close or to be told is not tried again.</summary>
internal sealed class GivesUpSilently : Mutation
{
    internal override TimerRequest? NextTimer(Simulation simulation, State state) =>
        base.NextTimer(simulation, state) is { Reason: not ("another try" or "announcement") } next ? next : null;
}

/// <summary>After an abort, what is under way is begun again.</summary>
internal sealed class BeginsAgainAfterAnAbort : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany(happened =>
            happened is MaintenanceEvent.AbortRequested
                ? simulation
                    .Ledger.Open.Where(one => one.Value.Purpose == EffectPurpose.Step)
                    .Select(MaintenanceEvent (one) => new MaintenanceEvent.EffectRepeated(one.Key))
                    .Prepend(happened)
                : [happened]
        );
}

/// <summary>Every message arrives twice.</summary>
internal sealed class TellsTwice : Mutation
{
    internal override void Happened(Simulation simulation, EffectRequest request)
    {
        if (request.Purpose == EffectPurpose.Announce)
        {
            simulation.World.Messages[request.Subject]++;
        }
    }
}

/// <summary>A step begins the moment people pause.</summary>
internal sealed class StartsWhilePaused : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany<MaintenanceEvent, MaintenanceEvent>(happened =>
            happened is MaintenanceEvent.Paused
                ? [happened, new MaintenanceEvent.StepOpened(LastLeaf(simulation.Procedure))]
                : [happened]
        );

    internal static int LastLeaf(Procedure procedure) =>
        procedure.Nodes.Last(node => node is { IsLeaf: true, IsUndo: false }).Number;
}

/// <summary>The last step begins first.</summary>
internal sealed class StartsWithTheLast : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany<MaintenanceEvent, MaintenanceEvent>(happened =>
            happened is MaintenanceEvent.Started
                ? [happened, new MaintenanceEvent.StepOpened(StartsWhilePaused.LastLeaf(simulation.Procedure))]
                : [happened]
        );
}

/// <summary>The body begins before its bracket is open.</summary>
internal sealed class StartsBeforeOpening : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events)
    {
        foreach (MaintenanceEvent happened in events)
        {
            yield return happened;
            if (happened is MaintenanceEvent.BracketIntended { AlreadySo: false } intended)
            {
                int scope = simulation.Procedure.Brackets[intended.Bracket].Scope;
                yield return new MaintenanceEvent.StepOpened(
                    simulation
                        .Procedure.Nodes.First(node =>
                            node.IsLeaf && Tree.IsIn(simulation.Procedure, node.Number, scope)
                        )
                        .Number
                );
            }
        }
    }
}

/// <summary>After a crash, what may not be repeated is begun again without a look.</summary>
internal sealed class RepeatsBlindly : Mutation
{
    internal override EffectRequest Requested(Simulation simulation, EffectRequest request, bool afterCrash) =>
        afterCrash ? request with { Mode = EffectMode.Apply } : request;
}

/// <summary>Steps begin without a word in the journal.</summary>
internal sealed class ForgetsIntents : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.Where(happened => happened is not MaintenanceEvent.EffectIntended { Purpose: EffectPurpose.Step });
}

/// <summary>Anybody's approval counts.</summary>
internal sealed class CountsAnyApproval : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.Approve approve && state.Stage is (Stage.Draft or Stage.Proposed)
            ? new Decision.Accepted([new MaintenanceEvent.Approved(approve.Role, approve.By, approve.Revision)])
            : base.Decide(simulation, state, input, now);
}

/// <summary>The point of no return passes and nothing follows.</summary>
internal sealed class IgnoresThePointOfNoReturn : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.TimePassed
        && state is { PointOfNoReturn: { } point, PointOfNoReturnWaived: false }
        && point <= now
            ? new Decision.Accepted([])
            : base.Decide(simulation, state, input, now);

    internal override TimerRequest? NextTimer(Simulation simulation, State state) =>
        base.NextTimer(simulation, state) is { } next && next.At > state.LastAt ? next : null;
}

/// <summary>A roll back begins with the oldest step.</summary>
internal sealed class UndoesOldestFirst : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events)
    {
        foreach (MaintenanceEvent happened in events)
        {
            yield return happened;
            if (happened is MaintenanceEvent.RollBackStarted { Node: 0 })
            {
                foreach (Node node in simulation.Procedure.Nodes)
                {
                    if (node is { IsLeaf: true, IsUndo: true })
                    {
                        yield return new MaintenanceEvent.StepOpened(node.Number);
                    }
                }
            }
        }
    }
}

/// <summary>A roll back is over as soon as it begins.</summary>
internal sealed class UndoesNothing : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany<MaintenanceEvent, MaintenanceEvent>(happened =>
            happened is MaintenanceEvent.RollBackStarted { Node: 0 }
                ? [happened, new MaintenanceEvent.RolledBack()]
                : [happened]
        );
}

/// <summary>A message goes out although the maintenance was called off.</summary>
internal sealed class TellsAfterACancellation : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events)
    {
        for (int number = 0; number < simulation.Procedure.Deliveries.Count; number++)
        {
            int delivery = number;
            if (
                simulation.Procedure.Deliveries[delivery].When != LifeMoment.Cancelled
                && events.Any(happened => happened is MaintenanceEvent.Cancelled)
            )
            {
                simulation.After(
                    Duration.FromSeconds(1),
                    () =>
                        simulation.Dispatch(
                            new EffectRequest(9_999, EffectPurpose.Announce, delivery, 1, EffectMode.Apply, "e9999"),
                            simulation.Ledger.Epoch
                        )
                );
            }
        }

        return events;
    }
}

/// <summary>Folding depends on more than the journal.</summary>
internal sealed class FoldsDifferently : Mutation
{
    internal override State Folded(Simulation simulation, State state)
    {
        Machine.Evolve(state, new MaintenanceEvent.Paused("", ""), state.LastAt);
        return state;
    }
}

/// <summary>A conductor that was taken over from goes on writing.</summary>
internal sealed class LetsTwoConductorsAct : Mutation
{
    internal override bool AcceptsStaleAppends => true;
}

/// <summary>Journal times follow the clock, backwards too.</summary>
internal sealed class StampsBackwards : Mutation
{
    internal override Instant Stamped(Simulation simulation, Instant moment) =>
        simulation.Journal.Count > 6 ? moment - Duration.FromHours(9) : moment;
}

/// <summary>Each effect ends twice.</summary>
internal sealed class EndsTwice : Mutation
{
    internal override IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events.SelectMany<MaintenanceEvent, MaintenanceEvent>(happened =>
            happened is MaintenanceEvent.EffectEnded ? [happened, happened] : [happened]
        );
}

/// <summary>One effect is forgotten when the list is made.</summary>
internal sealed class ForgetsOneEffect : Mutation
{
    internal override IReadOnlyList<EffectRequest> Outstanding(IReadOnlyList<EffectRequest> requests) =>
        [.. requests.Skip(1)];
}

/// <summary>The timer asks to be woken now, again and again.</summary>
internal sealed class WakesAtOnce : Mutation
{
    internal override TimerRequest? NextTimer(Simulation simulation, State state) => new(state.LastAt, "now");
}

/// <summary>Something always follows by itself.</summary>
internal sealed class NeverRests : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.TimePassed
            ? new Decision.Accepted([new MaintenanceEvent.Noted("Again.", -1, "")])
            : base.Decide(simulation, state, input, now);
}

/// <summary>Reports of effects are not heard.</summary>
internal sealed class HearsNoReports : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.EffectReported or Input.EffectObserved
            ? new Decision.Accepted([])
            : base.Decide(simulation, state, input, now);
}

/// <summary>Nobody can stop it.</summary>
internal sealed class CannotBeStopped : Mutation
{
    internal override Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        input is Input.Abort or Input.Cancel
            ? new Decision.Refused("Not now.", RefusalCode.NotNow)
            : base.Decide(simulation, state, input, now);
}
