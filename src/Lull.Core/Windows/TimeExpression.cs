namespace Lull.Core.Windows;

/// <summary>A moment as a plan writes it, before it is known which instant that is.</summary>
public abstract record TimeExpression
{
    private TimeExpression() { }

    /// <summary>Not decided yet: <c>tbd</c>.</summary>
    public sealed record ToBeDecided : TimeExpression;

    /// <summary>A wall-clock time: <c>2026-12-03 14:00</c> or <c>2026-12-03 14:00 America/Denver</c>.</summary>
    /// <param name="Local">Date and time of day as written.</param>
    /// <param name="Zone">The zone named with it; null means the window's zone.</param>
    public sealed record Wall(LocalDateTime Local, DateTimeZone? Zone) : TimeExpression;

    /// <summary>A time of day on the day of the window's start or, when earlier than it, the day after: <c>04:30</c>.</summary>
    public sealed record TimeOfDay(LocalTime Local, DateTimeZone? Zone) : TimeExpression;

    /// <summary>Counted from a milestone: <c>window.start - 14d</c>, <c>code-freeze - 36h</c>.</summary>
    /// <param name="Milestone"><c>window.start</c>, <c>window.end</c> or a milestone of the plan.</param>
    /// <param name="Days">Calendar days in the window's zone, may be negative; wall-clock time is kept.</param>
    /// <param name="Elapsed">Elapsed time, may be negative; added after the days.</param>
    public sealed record Relative(string Milestone, int Days, Duration Elapsed) : TimeExpression;
}

/// <summary>The announced interval as a plan writes it: a start plus a length, never two clock times.</summary>
public sealed record WindowSpec
{
    /// <summary>When it opens; may be to be decided, and then the plan can be checked and announced but not run.</summary>
    public required TimeExpression Start { get; init; }

    /// <summary>How long it stays open, elapsed time. Null when the plan gives no end, which is a finding.</summary>
    public required Duration? Length { get; init; }

    /// <summary>The zone that its wall-clock times are in.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>Further zones that people of this maintenance live in, shown beside the window's.</summary>
    public ValueList<DateTimeZone> AlsoShow { get; init; } = [];

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }
}
