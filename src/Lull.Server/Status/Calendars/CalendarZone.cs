using System.Globalization;
using NodaTime.TimeZones;

namespace Lull.Server.Status.Calendars;

/// <summary>Writes a zone's rules as a VTIMEZONE, for readers that do not know its name.</summary>
internal static class CalendarZone
{
    /// <summary>
    /// Rules are written from here on at the latest: python3-vobject takes a zone that changed no clock between 2000 and 2020 for
    /// another one that did not either: Lisbon for UTC.
    /// </summary>
    private static readonly Instant Earliest = Instant.FromUtc(2015, 1, 1, 0, 0);

    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>The rules of a zone that hold from before one moment to some years after the other, so that a recurrence is recognised as one.</summary>
    internal static void Write(CalendarWriter writer, DateTimeZone zone, Instant from, Instant until)
    {
        Instant begin = Instant.Min(Year(from, -1), Earliest);
        Instant end = Year(until, 5);
        ZoneInterval[] intervals = [.. zone.GetZoneIntervals(new Interval(begin, end))];
        writer.Begin("VTIMEZONE");
        writer.Raw("TZID", zone.Id);
        Observance(writer, intervals[0], [begin.InZone(zone).LocalDateTime], intervals[0].WallOffset, end);
        var changes = intervals
            .Skip(1)
            .Zip(intervals, (after, before) => (After: after, Before: before))
            .GroupBy(change =>
                (change.Before.WallOffset, change.After.WallOffset, change.After.Name, IsDaylight(change.After))
            );
        foreach (var same in changes)
        {
            // The onset is written as the clock showed it until then.
            LocalDateTime[] onsets =
            [
                .. same.Select(one => one.After.Start.WithOffset(one.Before.WallOffset).LocalDateTime),
            ];
            Observance(writer, same.First().After, onsets, same.First().Before.WallOffset, end);
        }

        writer.End("VTIMEZONE");
    }

    private static void Observance(
        CalendarWriter writer,
        ZoneInterval interval,
        LocalDateTime[] onsets,
        Offset before,
        Instant end
    )
    {
        string kind = IsDaylight(interval) ? "DAYLIGHT" : "STANDARD";
        writer.Begin(kind);
        writer.Local("DTSTART", onsets[0]);
        writer.Raw("TZOFFSETFROM", Text(before));
        writer.Raw("TZOFFSETTO", Text(interval.WallOffset));
        writer.Text("TZNAME", interval.Name);
        // A rule has no end, so it must still hold in the last year that was looked at.
        if (onsets.Length > 1 && onsets[^1].Year == end.InUtc().Year - 1 && Rule(onsets) is { } rule)
        {
            writer.Raw("RRULE", rule);
        }
        else
        {
            foreach (LocalDateTime later in onsets.Skip(1))
            {
                writer.Local("RDATE", later);
            }
        }

        writer.End(kind);
    }

    /// <summary>The yearly rule that gives exactly these onsets, such as the second Sunday in March; null when there is none.</summary>
    private static string? Rule(LocalDateTime[] onsets)
    {
        LocalDateTime first = onsets[0];
        bool isYearly = onsets
            .Select((onset, index) => (onset, index))
            .All(one =>
                one.onset.Year == first.Year + one.index
                && one.onset.Month == first.Month
                && one.onset.DayOfWeek == first.DayOfWeek
                && one.onset.TimeOfDay == first.TimeOfDay
            );
        int ordinal = Ordinal(first);
        return !isYearly ? null
            : onsets.All(IsLast) ? Yearly(first, -1)
            : onsets.All(onset => Ordinal(onset) == ordinal) ? Yearly(first, ordinal)
            : null;
    }

    private static string Yearly(LocalDateTime first, int ordinal) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"FREQ=YEARLY;BYMONTH={first.Month};BYDAY={ordinal}{Days[(int)first.DayOfWeek - 1]}"
        );

    private static int Ordinal(LocalDateTime at) => ((at.Day - 1) / 7) + 1;

    private static bool IsLast(LocalDateTime at) => at.Day + 7 > at.Calendar.GetDaysInMonth(at.Year, at.Month);

    private static bool IsDaylight(ZoneInterval interval) => interval.Savings > Offset.Zero;

    private static Instant Year(Instant of, int plus) => Instant.FromUtc(of.InUtc().Year + plus, 1, 1, 0, 0);

    private static string Text(Offset offset)
    {
        int seconds = Math.Abs(offset.Seconds);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(offset.Seconds < 0 ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}"
        );
        return seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{seconds % 60:00}");
    }
}
