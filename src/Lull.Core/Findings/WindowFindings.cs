using System.Globalization;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>The window itself: its end, its date, and what reaches beyond it.</summary>
internal static class WindowFindings
{
    private static readonly Duration QuarterHour = Duration.FromMinutes(15);

    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1001",
            Name = "window-without-end",
            Severity = Severity.Error,
            Title = "The window has no end",
            Why =
                "Without an end nobody can say whether the work fits, when undoing must begin, or when customers may count on the "
                + "service again. Lull holds back every step that could no longer be undone before the end, so it needs one.",
            WhatToDo =
                "Give the window an `end:` or a `length:`. The hint proposes one from the estimates of the steps, when they have any.",
            Example = """
                window: { start: 2026-05-17 00:00, zone: America/New_York }
                """,
            WhenToWaive = "",
            Look = WithoutEnd,
        },
        new()
        {
            Code = "LULL1002",
            Name = "date-to-be-decided",
            Severity = Severity.Note,
            Title = "The window's start is to be decided",
            Why = "Such a plan can be read, reviewed and announced, but not scheduled and not run.",
            WhatToDo = "Write the date and time into `window: start:` once they are known.",
            Example = """
                window: { start: tbd, length: 20m, zone: America/Denver }
                """,
            WhenToWaive = "When the announcement without a date is meant, and somebody has a reminder to set it.",
            Look = ToBeDecided,
        },
        new()
        {
            Code = "LULL1003",
            Name = "fixed-time-without-date",
            Severity = Severity.Warning,
            Title = "A step has a fixed time, but the window has no date",
            Why =
                "People remember the time and forget that there is no date. Once the date is set, fixed times of the draft may lie "
                + "outside the window, on the other side of a change of the clocks, or on the wrong day.",
            WhatToDo = "Count from the window: `at: window.start + 20m`. Or decide the date.",
            Example = """
                window: { start: tbd, length: 20m, zone: America/Denver }
                change:
                  - title: Move the cable
                    manual: From port 3 to port 7.
                    at: 04:00
                """,
            WhenToWaive = "When the time of day is agreed whatever the date will be.",
            Look = FixedTimes,
        },
        new()
        {
            Code = "LULL1004",
            Name = "soak-outlasts-window",
            Severity = Severity.Note,
            Title = "A roll back during the soak would be outside the window",
            Why =
                "The soak may call for a roll back long after the announced window. Then servers leave the pool at a time that nobody "
                + "was told of and that, in many companies, nobody approved.",
            WhatToDo =
                "Have the approval cover a roll back during the soak, and announce `rolling-back` to the same audiences; then waive "
                + "this with that reason. Or make the window long enough to hold the soak.",
            Example = """
                window: { start: 2026-12-03 14:00, length: 1h, zone: America/Denver }
                soak:
                  for: 48h
                  rollback-when: { severity: 1 }
                """,
            WhenToWaive = "When the approval names the roll back during the soak.",
            Look = LongSoak,
        },
        new()
        {
            Code = "LULL1005",
            Name = "window-in-freeze",
            Severity = Severity.Error,
            Title = "The window lies in a freeze of the site",
            Why =
                "A freeze says that nothing may run meanwhile, for a reason that the author of a plan need not know. Every freeze of the "
                + "site counts, whether the plan names it or not.",
            WhatToDo =
                "Move the window out of the freeze. When it must be then, have whoever called the freeze agree, and waive this with their "
                + "name and reason.",
            Example = """
                # The site has freezes: year-end, from 2026-12-18 until 2027-01-04.
                window: { start: 2026-12-24 02:00, length: 1h, zone: America/Denver }
                """,
            WhenToWaive = "When whoever called the freeze agrees that this may run.",
            Look = InFreeze,
        },
    ];

    private static IEnumerable<Remark> WithoutEnd(PlanReading reading)
    {
        if (reading.Plan.Window.Length is not null)
        {
            yield break;
        }

        Duration needed =
            reading.Timetable.End - reading.Timetable.Start + reading.Timetable.Undoing + reading.Plan.Margin;
        yield return new Remark(
            reading.Plan.Window.Where,
            "The window has no end",
            needed == Duration.Zero || needed >= LongestWork.Limit
                ? "write 'length:' with the time that was announced, such as 4h"
                : $"by the estimates, work and roll back need {Words.Length(RoundedUp(needed))}: write 'length: {Words.Length(RoundedUp(needed))}' or longer"
        );
    }

    private static Duration RoundedUp(Duration needed) =>
        QuarterHour * Math.Ceiling(needed.TotalSeconds / QuarterHour.TotalSeconds);

    private static IEnumerable<Remark> ToBeDecided(PlanReading reading)
    {
        if (reading.Plan.Window.Start is TimeExpression.ToBeDecided)
        {
            yield return new Remark(
                reading.Plan.Window.Where,
                "The start of the window is to be decided; the plan can be announced, but not run",
                "write the date and time into 'start:' once they are known"
            );
        }
    }

    private static IEnumerable<Remark> FixedTimes(PlanReading reading)
    {
        if (reading.InstantOf(reading.Plan.Window.Start) is not null)
        {
            yield break;
        }

        foreach (StepPlace place in reading.Steps.Where(place => place.Phase is not PhaseKind.Prepare))
        {
            if ((Fixed(place.Step.NotBefore) ?? Fixed(place.Step.Due)) is { } written)
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' is fixed at {written}, but the date of the window is to be decided",
                    "count from the window, such as 'window.start + 30m'"
                );
            }
        }
    }

    private static string? Fixed(TimeExpression? time) =>
        time switch
        {
            null => null,
            TimeExpression.Wall wall => wall.Local.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture),
            TimeExpression.TimeOfDay day => day.Local.ToString("HH:mm", CultureInfo.InvariantCulture),
            TimeExpression.ToBeDecided or TimeExpression.Relative => null,
        };

    private static IEnumerable<Remark> InFreeze(PlanReading reading) =>
        reading is { Site: { } site, Plan.Window.Length: { } length }
        && reading.InstantOf(reading.Plan.Window.Start) is { } start
            ? FreezesOver(reading.Plan, site, new Window(start, start + length, reading.Plan.Window.Zone.Id))
            : [];

    /// <summary>One remark for each freeze of the site that a window touches.</summary>
    internal static IEnumerable<Remark> FreezesOver(Plan plan, Site site, Window window)
    {
        DateTimeZone zone = plan.Window.Zone;
        return from freeze in site.Freezes
            where freeze.From < window.End && window.Start < freeze.Until
            select new Remark(
                plan.Window.Where,
                $"The window from {Words.Clock(window.Start, zone)} lies in the freeze '{freeze.Name}' of site '{site.Name}': "
                    + freeze.Because.Trim().TrimEnd('.'),
                $"end before {Words.Clock(freeze.From, zone)} or begin at {Words.Clock(freeze.Until, zone)} or later; if it must be then, waive LULL1005 with who agreed and why"
            );
    }

    private static IEnumerable<Remark> LongSoak(PlanReading reading)
    {
        if (
            reading.Plan is { Soak: { } soak, Window.Length: { } length }
            && reading.Plan.Rollback is not Rollback.None
            && soak.For > length
        )
        {
            yield return new Remark(
                soak.Where,
                $"The soak lasts {Words.Length(soak.For)} and the window {Words.Length(length)}: a roll back during the soak would be "
                    + "outside the window",
                "have it approved beforehand, announce 'rolling-back', and waive LULL1004 with that reason"
            );
        }
    }
}
