using System.Globalization;
using Lull.Core.Findings;
using Lull.Core.Plans;

namespace Lull.Core.Windows;

/// <summary>Turns the moments of one plan into instants.</summary>
/// <param name="spec">The plan's window.</param>
/// <param name="milestones">The plan's milestones; the first of a name counts.</param>
/// <remarks>Pure: the same expression always gives the same instant and the same findings.</remarks>
public sealed class TimeResolution(WindowSpec spec, ValueList<Milestone> milestones)
{
    /// <summary>A moment that cannot be known yet, because something it depends on is <c>tbd</c>.</summary>
    public const string Undecided = "LULL0120";

    /// <summary>A wall-clock time that the clocks jump over.</summary>
    public const string Skipped = "LULL0111";

    /// <summary>A wall-clock time that the clocks show twice.</summary>
    public const string Twice = "LULL0112";

    /// <summary>A plan whose window has no end.</summary>
    public const string NoEnd = "LULL0117";

    /// <summary>A milestone that the plan does not have.</summary>
    public const string UnknownMilestone = "LULL0118";

    /// <summary>A milestone that depends on itself.</summary>
    public const string Circle = "LULL0119";

    /// <summary>A moment that is too far away, or counted over too many milestones.</summary>
    public const string TooFar = "LULL0121";

    private const int DeepestCount = 64;
    private const string WindowStart = "window.start";
    private const string WindowEnd = "window.end";

    private const int FirstYear = 1800;
    private const int LastYear = 2499;

    private static readonly Instant Earliest = Instant.FromUtc(FirstYear, 1, 1, 0, 0);
    private static readonly Duration LongestCount = Duration.FromDays(365_000);

    /// <summary>First instant that no moment of a plan reaches: the calendar goes on far beyond it, so that work after it has an end.</summary>
    internal static Instant Latest { get; } = Instant.FromUtc(LastYear + 1, 1, 1, 0, 0);

    /// <summary>True when a date lies so far away that it can only be a slip of the pen.</summary>
    public static bool IsTooFar(LocalDateTime local) => local.Year is < FirstYear or > LastYear;

    /// <summary>True when a window begins or ends so far away that it can only be a slip of the pen.</summary>
    public static bool IsTooFar(Window window) => window.Start < Earliest || window.End > Latest;

    /// <summary>The resolution of a plan's own window and milestones.</summary>
    public static TimeResolution Of(Plan plan) => new(plan.Window, plan.Milestones);

    /// <summary>The plan's window; null when its start is undecided or wrong, or it has no end, with a finding that says which.</summary>
    /// <param name="findings">Gets what there is to say.</param>
    public Window? Window(ICollection<Finding> findings)
    {
        if (spec.Length is null)
        {
            findings.Add(
                new Finding(
                    NoEnd,
                    Severity.Error,
                    spec.Where,
                    "The window has no end",
                    "give 'end:' a time, or 'length:' a duration such as 2h"
                )
            );
        }

        return Resolve(spec.Start, spec.Where, findings) is { } start && spec.Length is { } length
            ? new Window(start, start + length, spec.Zone.Id)
            : null;
    }

    /// <summary>The instant that a moment of the plan means.</summary>
    /// <param name="time">The moment as the plan writes it.</param>
    /// <param name="where">Where it is written, for findings.</param>
    /// <param name="findings">
    /// Gets what there is to say: an error for a written time that does not exist or exists twice, for an unknown or circular
    /// milestone, and for an undecided moment; a warning when a time that was only computed falls into a gap or an overlap.
    /// </param>
    /// <returns>Null when no instant can be told. In a gap the time after it, in an overlap the earlier one.</returns>
    public Instant? Resolve(TimeExpression time, SourceSpan where, ICollection<Finding> findings) =>
        Resolve(time, where, findings, []);

    private Instant? Resolve(
        TimeExpression time,
        SourceSpan where,
        ICollection<Finding> findings,
        Stack<string> under
    ) =>
        time switch
        {
            TimeExpression.ToBeDecided => Say(
                findings,
                Undecided,
                where,
                "This moment is still to be decided",
                "give it a date before the maintenance is scheduled"
            ),
            TimeExpression.Wall wall => OnTheClock(wall.Local, wall.Zone ?? spec.Zone, Severity.Error, where, findings),
            TimeExpression.TimeOfDay day => OnTheDay(day, where, findings, under),
            TimeExpression.Relative relative => Counted(relative, where, findings, under),
        };

    private Instant? OnTheDay(
        TimeExpression.TimeOfDay day,
        SourceSpan where,
        ICollection<Finding> findings,
        Stack<string> under
    )
    {
        DateTimeZone zone = day.Zone ?? spec.Zone;
        if (Milestone(WindowStart, where, findings, under) is not { } start)
        {
            return null;
        }

        LocalDateTime opening = start.InZone(zone).LocalDateTime;
        LocalDate date = day.Local < opening.TimeOfDay ? opening.Date.PlusDays(1) : opening.Date;
        return OnTheClock(date + day.Local, zone, Severity.Error, where, findings);
    }

    private Instant? Counted(
        TimeExpression.Relative relative,
        SourceSpan where,
        ICollection<Finding> findings,
        Stack<string> under
    )
    {
        if (Milestone(relative.Milestone, where, findings, under) is not { } origin)
        {
            return null;
        }

        if (
            origin < Earliest
            || origin > Latest
            || Math.Abs((long)relative.Days) > LongestCount.Days
            || relative.Elapsed > LongestCount
            || relative.Elapsed < -LongestCount
        )
        {
            return SayTooFar(where, findings);
        }

        Instant? day =
            relative.Days == 0
                ? origin
                : OnTheClock(
                    origin.InZone(spec.Zone).LocalDateTime.PlusDays(relative.Days),
                    spec.Zone,
                    Severity.Warning,
                    where,
                    findings
                );
        Instant? counted = day + relative.Elapsed;
        return counted < Earliest || counted > Latest ? SayTooFar(where, findings) : counted;
    }

    private Instant? Milestone(string name, SourceSpan where, ICollection<Finding> findings, Stack<string> under)
    {
        if (under.Contains(name))
        {
            string circle = string.Join(", ", under.Reverse().Append(name).Select(each => $"'{each}'"));
            return Say(
                findings,
                Circle,
                where,
                $"This moment is counted from itself: {circle}",
                "give one of them a date"
            );
        }

        if (under.Count == DeepestCount)
        {
            return Say(
                findings,
                TooFar,
                where,
                $"This moment is counted over more than {DeepestCount} milestones",
                "count it from window.start"
            );
        }

        under.Push(name);
        Instant? found = name switch
        {
            WindowStart => Resolve(spec.Start, spec.Where, findings, under),
            WindowEnd when spec.Length is { } length => Milestone(WindowStart, where, findings, under) + length,
            WindowEnd => Say(
                findings,
                NoEnd,
                where,
                "This moment is counted from the window's end, and the window has none",
                "give the window an 'end:' or a 'length:'"
            ),
            _ => milestones.FirstOrDefault(each => each.Name == name) is { } milestone
                ? Resolve(milestone.At, milestone.Where, findings, under)
                : Say(
                    findings,
                    UnknownMilestone,
                    where,
                    $"'{name}' is not a milestone of this plan",
                    "name one of 'milestones:', window.start or window.end"
                ),
        };
        under.Pop();
        return found;
    }

    private static Instant? OnTheClock(
        LocalDateTime local,
        DateTimeZone zone,
        Severity severity,
        SourceSpan where,
        ICollection<Finding> findings
    )
    {
        if (IsTooFar(local))
        {
            return SayTooFar(where, findings);
        }

        Resolution meaning = CivilTime.Resolve(local, zone);
        string written = local.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
        switch (meaning)
        {
            case Resolution.Skipped skipped:
                string read = Clock(skipped.ReadAs, zone);
                findings.Add(
                    new Finding(
                        Skipped,
                        severity,
                        where,
                        $"{written} does not exist in {zone.Id}: the clocks jump over it",
                        $"write {read}, or a time before the jump"
                    )
                );
                break;
            case Resolution.Twice twice:
                findings.Add(
                    new Finding(
                        Twice,
                        severity,
                        where,
                        $"{written} happens twice in {zone.Id}: the clocks are set back over it",
                        $"write {Exact(twice.Earlier)} for the first, or {Exact(twice.Later)} for the second"
                    )
                );
                break;
        }

        return meaning.Instant;
    }

    private static string Clock(Instant instant, DateTimeZone zone) =>
        instant.InZone(zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Exact(Instant instant) =>
        instant.InUtc().ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static Instant? SayTooFar(SourceSpan where, ICollection<Finding> findings) =>
        Say(findings, TooFar, where, "This moment is centuries away", "count from a nearer milestone");

    private static Instant? Say(
        ICollection<Finding> findings,
        string code,
        SourceSpan where,
        string message,
        string hint
    )
    {
        findings.Add(new Finding(code, Severity.Error, where, message, hint));
        return null;
    }
}
