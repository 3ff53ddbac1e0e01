namespace Lull.Core.Maintenances;

/// <summary>An effect that must be under way now.</summary>
/// <param name="Effect">Its number.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Subject">The node, bracket or delivery, by number.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Mode">Whether to do it, or to find out whether it was done.</param>
/// <param name="Marker">
/// The part of the marker after the maintenance: <c>e17</c> for steps, <c>b3.1</c> for a bracket's first holding. The same at
/// every try that the outside must recognise as one.
/// </param>
public sealed record EffectRequest(
    int Effect,
    EffectPurpose Purpose,
    int Subject,
    int Attempt,
    EffectMode Mode,
    string Marker
);

/// <summary>Whether to act or to look.</summary>
public enum EffectMode
{
    /// <summary>Do it.</summary>
    Apply,

    /// <summary>It may have been done: look, and report what was seen once it is conclusive or cannot become so.</summary>
    Observe,
}

/// <summary>A moment at which time alone changes something.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">What for, for people: <c>gate</c>, <c>point of no return</c>.</param>
public readonly record struct TimerRequest(Instant At, string Reason);
