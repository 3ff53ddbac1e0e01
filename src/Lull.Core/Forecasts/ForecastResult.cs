using Lull.Core.Plans;

namespace Lull.Core.Forecasts;

/// <summary>How a maintenance will probably go.</summary>
public sealed record ForecastResult
{
    /// <summary>When it was let start in every run.</summary>
    public required Instant Start { get; init; }

    /// <summary>How many runs.</summary>
    public required int Runs { get; init; }

    /// <summary>How many of them came to an end. A run that does not is one that nobody can finish as the plan stands.</summary>
    public required int Ended { get; init; }

    /// <summary>When everything but the soak is over; null when no run came to its end.</summary>
    public required Band? Finish { get; init; }

    /// <summary>Share of the runs that were over inside the window, with nothing late on the way: 0 to 1.</summary>
    public required double ChanceInWindow { get; init; }

    /// <summary>How many runs ended in each interval; intervals are equally long, follow each other, and hold all runs that ended.</summary>
    public required ValueList<HistogramBar> Histogram { get; init; }

    /// <summary>What most often decided when it was over, in the order of the procedure.</summary>
    public required ValueList<CriticalStep> CriticalPath { get; init; }

    /// <summary>Hours of people's work, by role; the most first.</summary>
    public required ValueList<RoleHours> Roles { get; init; }

    /// <summary>How close work comes to the moments it must not miss; the tightest first.</summary>
    public required ValueList<GateSlack> Gates { get; init; }

    /// <summary>Median of the last moment at which undoing everything still fits the window; null when nothing is undecided.</summary>
    public required Instant? PointOfNoReturn { get; init; }

    /// <summary>The phases, in order.</summary>
    public required ValueList<PhaseForecast> Phases { get; init; }

    /// <summary>Means of every node that took place in some run, in the order of the procedure.</summary>
    public required ValueList<NodeForecast> Nodes { get; init; }
}

/// <summary>A moment with its uncertainty: in so many of 100 runs it came no later.</summary>
public readonly record struct Band(Instant P50, Instant P90, Instant P99);

/// <summary>One bar of a histogram.</summary>
/// <param name="From">First instant of the interval.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Count">Runs in it.</param>
public readonly record struct HistogramBar(Instant From, Duration Length, int Count);

/// <summary>A step that decides when a maintenance is over.</summary>
/// <param name="Node">Which.</param>
/// <param name="Share">In which share of the runs: 0 to 1.</param>
/// <param name="Length">How long it takes, mean.</param>
public readonly record struct CriticalStep(int Node, double Share, Duration Length);

/// <summary>Work of one role.</summary>
/// <param name="Role">The plan's role; empty for steps of people that name none.</param>
/// <param name="Work">Time at steps, mean; several people at once count each.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="From">When the first of them begins, mean.</param>
/// <param name="Until">When the last of them ends, mean.</param>
public readonly record struct RoleHours(string Role, Duration Work, int Steps, Instant From, Instant Until);

/// <summary>How close work comes to a moment.</summary>
/// <param name="Node">The node that waits for the moment or is due then; 0 for the window's end.</param>
/// <param name="At">The moment.</param>
/// <param name="IsDeadline">True when work must be over by then; false when the node begins then and the work before it should be over.</param>
/// <param name="Usual">Time left, median; negative when the work is late.</param>
/// <param name="Tight">Time left in the worst tenth of the runs.</param>
public readonly record struct GateSlack(int Node, Instant At, bool IsDeadline, Duration Usual, Duration Tight);

/// <summary>When a phase begins, at the median, and ends.</summary>
public readonly record struct PhaseForecast(PhaseKind Kind, Instant Begin, Band End);

/// <summary>When a node begins and ends, on average.</summary>
public readonly record struct NodeForecast(int Node, Instant Begin, Instant End);
