using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Core.Windows;
using Lull.Plans.Language;
using Lull.Plans.Times;

namespace Lull.Plans.Codes;

/// <summary>What can be wrong with durations, times, dates, zones and windows.</summary>
internal static class TimeCodes
{
    internal static ValueList<FindingCode> All { get; } =
    [
        new(
            DurationText.NotADuration,
            "Not a duration",
            "A bare number does not say whether it means seconds or minutes, and `1:30` may be minutes or hours.",
            "Write a number with its unit: `90m`, `1h30m`, `14d`, or ISO 8601 such as `PT90M`.",
            """
            change:
              - wait: 90
            """
        ),
        new(
            TimeText.NotATime,
            "Not a time",
            "A gate that cannot be read would hold nothing back.",
            "Write `04:30`, `2026-05-17 04:30`, or count from a milestone: `window.start + 4h`. Midnight at the end of a day is 00:00 of "
                + "the next.",
            """
            change:
              - { manual: Reboot, not-before: "24:00" }
            """
        ),
        new(
            TimeText.NotADate,
            "Not a date",
            "Day and month are written in different orders in different countries, and some dates are not in the calendar.",
            "Write year-month-day, such as `2026-05-17`.",
            """
            window: { start: 2026-02-30 00:00, length: 2h, zone: Europe/Berlin }
            """
        ),
        new(
            ZoneText.Abbreviation,
            "An abbreviation instead of a time zone",
            "EST says minus five hours, in summer too, and IST is India, Ireland or Israel. Whoever wrote it usually meant the clocks of a "
                + "place.",
            "Write the zone of the place, such as `America/New_York`. The hint names the one that was probably meant.",
            """
            window: { start: 2026-05-17 00:00, length: 2h, zone: EST }
            """
        ),
        new(
            TimeResolution.Skipped,
            "A time that the clocks jump over",
            "On that night in spring the clocks go from one hour to the next but one, and the time between does not exist. An error where "
                + "the time was written; a warning where it was only computed.",
            "Write a time before or after the jump.",
            """
            window: { start: 2026-03-08 02:30, length: 2h, zone: America/New_York }
            """
        ),
        new(
            TimeResolution.Twice,
            "A time that the clocks show twice",
            "On that night in autumn the clocks are set back, and the hour happens twice. Nobody can say which one was meant.",
            "Write the one you mean in UTC; the hint gives both.",
            """
            window: { start: 2026-11-01 01:30, length: 2h, zone: America/New_York }
            """
        ),
        new(
            ZoneText.Unknown,
            "Not a time zone",
            "Without a zone no instant can be told.",
            "Write an IANA name such as `Europe/Berlin`.",
            """
            window: { start: 2026-05-17 00:00, length: 2h, zone: Europe/Berln }
            """
        ),
        new(
            TimeText.WrongDay,
            "The weekday is not that of the date",
            "One of the two is wrong, and people go by the weekday. Midnight belongs to the day that begins.",
            "Correct the day or the date.",
            """
            window: { start: Saturday 2026-05-17 00:00, length: 2h, zone: America/New_York }
            """
        ),
        new(
            TimeText.WrongPair,
            "Two times that are said to be the same are not",
            "Teams in two zones would come at different hours. Usually a summer time was read as standard time, which is one hour off.",
            "Correct one of the two. Lull shows every time in both zones by itself, so one of them can simply go.",
            """
            change:
              - manual: Start the updates
                not-before: 04:30 America/New_York = 15:00 Asia/Kolkata
            """
        ),
        new(
            WindowReader.WrongEnd,
            "An end that does not fit its start",
            "A window or freeze has a start and exactly one end after it. `end:` and `length:` together can contradict each other, and an "
                + "end on the clock says nothing while the date is to be decided.",
            "Keep either `end:` or `length:`; with `start: tbd` give the length.",
            """
            window: { start: 2026-05-17 00:00, end: 02:00, length: 2h, zone: Etc/UTC }
            """
        ),
        new(
            TimeResolution.NoEnd,
            "The window's end is asked for, and it has none",
            "A time that is counted from the end of a window without one cannot be told. A plan without an end is read and checked, but "
                + "cannot run: see [LULL1001](LULL1001.md).",
            "Give the window an `end:` or a `length:`.",
            """
            window: { start: 2026-05-17 00:00, zone: Etc/UTC }
            change:
              - { manual: Look once more, not-before: window.end - 30m }
            """
        ),
        new(
            TimeResolution.UnknownMilestone,
            "Not a milestone",
            "The time is counted from something that the plan does not name.",
            "Add it under `milestones:`, or count from `window.start` or `window.end`.",
            """
            change:
              - { manual: Review, due: code-freeze - 1d }
            """
        ),
        new(
            TimeResolution.Circle,
            "A milestone that is counted from itself",
            "None of the milestones in the circle has a date, so none can be told.",
            "Give one of them a date.",
            """
            milestones: { freeze: release - 7d, release: freeze + 7d }
            change:
              - { manual: Review, due: freeze - 1d }
            """
        ),
        new(
            TimeResolution.Undecided,
            "A time that is still to be decided",
            "Something must happen at an instant, and the instant depends on a date that is `tbd`. Such a plan can be checked and shown, "
                + "and cannot be scheduled.",
            "Decide the date: give the window or the milestone one.",
            """
            milestones: { release: tbd }
            change:
              - { manual: Review, due: release + 1d }
            """
        ),
        new(
            TimeResolution.TooFar,
            "A time that is too far away",
            "It lies centuries away, or is counted over more milestones than anybody could follow: a slip of the pen.",
            "Count from a nearer milestone.",
            """
            milestones:
              fifth: fourth - 3650d - 3650d - 3650d - 3650d - 3650d
              fourth: third - 3650d - 3650d - 3650d - 3650d - 3650d
              third: second - 3650d - 3650d - 3650d - 3650d - 3650d
              second: first - 3650d - 3650d - 3650d - 3650d - 3650d
              first: window.start - 3650d - 3650d - 3650d - 3650d - 3650d
            change:
              - { manual: Review, due: fifth - 1d }
            """
        ),
        new(
            RecurrenceText.NotARule,
            "Not a recurrence rule",
            "The dates of the series could not be computed, or would be others than meant.",
            "Write a rule of RFC 5545, such as `FREQ=MONTHLY;BYDAY=3SU` for every third Sunday.",
            """
            recurrence: every third Sunday
            """
        ),
    ];
}
