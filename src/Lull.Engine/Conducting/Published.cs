using Lull.Core.Maintenances;
using Lull.Engine.Effects;

namespace Lull.Engine.Conducting;

/// <summary>What those who look on get to see, in order. Nothing is shown before it is on disk.</summary>
public abstract record Published
{
    private Published() { }

    /// <summary>An event of the journal.</summary>
    /// <param name="Sequence">Its place; subscribing again after it misses nothing.</param>
    /// <param name="At">When, in the time of the maintenance.</param>
    /// <param name="Actor">Who or what caused it.</param>
    /// <param name="Event">What happened.</param>
    public sealed record Happened(long Sequence, Instant At, string Actor, MaintenanceEvent Event) : Published;

    /// <summary>A line of output of an effect. Only shown live.</summary>
    public sealed record Said(EffectOutput Output) : Published;

    /// <summary>The conductor cannot go on, or can again. Only shown live.</summary>
    /// <param name="Text">What happened and what can be done; empty when it is over.</param>
    public sealed record Trouble(string Text) : Published;
}
