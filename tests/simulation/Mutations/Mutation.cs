using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Mutations;

/// <summary>
/// A machine or interpreter broken on purpose, without a switch in production code: it stands between the machine, the journal
/// and the world and changes what passes. Each hook lets everything through unless a mutation says otherwise.
/// </summary>
internal abstract class Mutation
{
    /// <summary>Nothing is broken.</summary>
    internal static Mutation None { get; } = new Faithful();

    internal string Name => GetType().Name;

    /// <summary>True when a conductor that was taken over from may still append.</summary>
    internal virtual bool AcceptsStaleAppends => false;

    /// <summary>The plan as the machine knows it; people, world and rules keep to the true one.</summary>
    internal virtual Procedure Planned(Procedure procedure) => procedure;

    /// <summary>What the machine decides.</summary>
    internal virtual Decision Decide(Simulation simulation, State state, Input input, Instant now) =>
        Machine.Decide(state, input, now);

    /// <summary>What is written down of what was decided.</summary>
    internal virtual IEnumerable<MaintenanceEvent> Journaled(Simulation simulation, MaintenanceEvent[] events) =>
        events;

    /// <summary>The moment the conductor wakes up at.</summary>
    internal virtual TimerRequest? NextTimer(Simulation simulation, State state) => Machine.NextTimer(state);

    /// <summary>What the interpreter makes of a request.</summary>
    internal virtual EffectRequest Requested(Simulation simulation, EffectRequest request, bool afterCrash) => request;

    /// <summary>Whether an effect that is about to take place does.</summary>
    internal virtual bool Happens(Simulation simulation, EffectRequest request) => true;

    /// <summary>After an effect took place.</summary>
    internal virtual void Happened(Simulation simulation, EffectRequest request) { }

    /// <summary>A state that was folded from the journal.</summary>
    internal virtual State Folded(Simulation simulation, State state) => state;

    /// <summary>The moment that is written beside events.</summary>
    internal virtual Instant Stamped(Simulation simulation, Instant moment) => moment;

    /// <summary>What the machine says must be under way.</summary>
    internal virtual IReadOnlyList<EffectRequest> Outstanding(IReadOnlyList<EffectRequest> requests) => requests;

    private sealed class Faithful : Mutation;
}
