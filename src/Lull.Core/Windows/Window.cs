namespace Lull.Core.Windows;

/// <summary>The announced interval in which a maintenance may change production.</summary>
/// <remarks>Half open: <see cref="Start"/> is inside, <see cref="End"/> is not. Two windows that touch do not overlap.</remarks>
/// <param name="Start">First instant at which a step of the change may start.</param>
/// <param name="End">First instant after it.</param>
/// <param name="Zone">The IANA zone in which it was announced.</param>
public sealed record Window(Instant Start, Instant End, string Zone)
{
    /// <summary>How long it stays open, elapsed.</summary>
    public Duration Length => End - Start;

    /// <summary>The last instant at which undoing still fits, if undoing takes this long.</summary>
    public Instant PointOfNoReturn(Duration undoing) => End - undoing;
}
