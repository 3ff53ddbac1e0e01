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
