using NodaTime.TimeZones;

namespace Lull.Core.Windows;

/// <summary>What a wall clock means.</summary>
public static class CivilTime
{
    /// <summary>The instant at which the wall clock in <paramref name="zone"/> shows <paramref name="local"/>.</summary>
    /// <param name="local">Date and time of day without offset, ISO calendar.</param>
    /// <param name="zone">A TZDB zone such as <c>America/New_York</c>. Abbreviations such as EST are refused earlier, with LULL0110.</param>
    /// <returns>
    /// <see cref="Resolution.Once"/> on ordinary days. In a spring gap <see cref="Resolution.Skipped"/>, read with the offset
    /// before the gap, so 02:30 means 03:30. In an autumn overlap <see cref="Resolution.Twice"/>, earlier instant first.
    /// </returns>
    /// <remarks>
    /// Total: never throws, never null; constant time. Never choose one of two instants silently: plans take the earlier and
    /// report LULL0112. Source: RFC 5545, section 3.3.5 (form 3).
    /// </remarks>
    public static Resolution Resolve(LocalDateTime local, DateTimeZone zone)
    {
        ZoneLocalMapping mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            0 => new Resolution.Skipped(local.WithOffset(mapping.EarlyInterval.WallOffset).ToInstant()),
            1 => new Resolution.Once(mapping.Single().ToInstant()),
            _ => new Resolution.Twice(mapping.First().ToInstant(), mapping.Last().ToInstant()),
        };
    }
}

/// <summary>What a wall-clock time in a zone means.</summary>
public abstract record Resolution
{
    private Resolution() { }

    /// <summary>The instant that work goes on with: the only one, the one after the gap, or the earlier of two.</summary>
    public Instant Instant =>
        this switch
        {
            Once once => once.At,
            Skipped skipped => skipped.ReadAs,
            Twice twice => twice.Earlier,
        };

    /// <summary>The clock shows it once.</summary>
    public sealed record Once(Instant At) : Resolution;

    /// <summary>The clock never shows it: it jumps over it. Read with the offset before the gap.</summary>
    public sealed record Skipped(Instant ReadAs) : Resolution;

    /// <summary>The clock shows it twice.</summary>
    public sealed record Twice(Instant Earlier, Instant Later) : Resolution;
}
