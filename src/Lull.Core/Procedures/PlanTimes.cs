using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>Moments of a plan, counted from the window that it is compiled for.</summary>
internal static class PlanTimes
{
    /// <summary>
    /// The resolution of a plan's moments for a window, which need not be the one written in the plan: a template of a series is
    /// compiled for each of its windows.
    /// </summary>
    internal static TimeResolution For(Plan plan, Window window) =>
        new(
            plan.Window with
            {
                Start = new TimeExpression.Wall(window.Start.InUtc().LocalDateTime, DateTimeZone.Utc),
                Length = window.Length,
            },
            plan.Milestones
        );

    /// <summary>The instant that a moment means; null with a finding when none can be told.</summary>
    /// <remarks>A waiver silences findings about a doubtful instant, never the lack of one.</remarks>
    internal static Instant? Resolve(
        TimeResolution times,
        TimeExpression time,
        SourceSpan where,
        ValueList<Waiver> waivers,
        CompilerFindings findings
    )
    {
        var said = new List<Finding>();
        Instant? instant = times.Resolve(time, where, said);
        findings.Take(said, instant is null ? [] : waivers);
        return instant;
    }
}
