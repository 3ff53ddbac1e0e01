using Lull.Core.Maintenances;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Invariants;

/// <summary>One rule that always holds. Asked around every event, at every dispatch and at every change of the world.</summary>
internal abstract class Invariant
{
    internal string Name => GetType().Name;

    /// <summary>The rule, in the design's own words.</summary>
    internal abstract string Rule { get; }

    /// <summary>An appended event is about to be folded; <see cref="Simulation.Watched"/> is the state before it.</summary>
    internal virtual void Before(Simulation simulation, MaintenanceEvent happened, Instant at) { }

    /// <summary>It was folded.</summary>
    internal virtual void After(Simulation simulation, MaintenanceEvent happened, Instant at) { }

    /// <summary>All events of one decision were appended and folded.</summary>
    internal virtual void Committed(Simulation simulation) { }

    /// <summary>A conductor of that epoch begins an effect.</summary>
    internal virtual void Dispatched(Simulation simulation, EffectRequest request, long epoch) { }

    /// <summary>An effect took place in the world.</summary>
    internal virtual void Happened(Simulation simulation, Operation operation) { }

    /// <summary>The maintenance is over.</summary>
    internal virtual void Over(Simulation simulation) { }

    protected void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenInvariantException(Name, Rule, otherwise);
        }
    }
}

/// <summary>A rule did not hold.</summary>
internal sealed class BrokenInvariantException(string name, string rule, string what)
    : Exception($"{name}: {what}\n  rule: {rule}")
{
    internal string Invariant { get; } = name;
}
