using NodaTime.Text;

namespace Lull.Server.Pages.Shared;

/// <summary>Intervals as people read them: the day once when both ends share it.</summary>
internal static class WindowTimes
{
    private static readonly ZonedDateTimePattern Day = ZonedDateTimePattern.CreateWithInvariantCulture(
        "ddd d MMM uuuu",
        zoneProvider: null
    );

    /// <summary><c>Thu 3 Dec 2026 14:00–15:00</c>, or both days when it goes over midnight.</summary>
    internal static string Of(Instant from, Instant until, DateTimeZone zone) =>
        from.InZone(zone).Date == until.InZone(zone).Date
            ? $"{Day.Format(from.InZone(zone))} {Reports.Times.Clock(from, zone)}–{Reports.Times.Clock(until, zone)}"
            : $"{Day.Format(from.InZone(zone))} {Reports.Times.Clock(from, zone)} – {Day.Format(until.InZone(zone))} {Reports.Times.Clock(until, zone)}";

    /// <summary><c>14:00–15:00</c>, with the weekday of an end that is on another day.</summary>
    internal static string Hours(Instant from, Instant until, DateTimeZone zone)
    {
        LocalDate first = from.InZone(zone).Date;
        LocalDate last = until.InZone(zone).Date;
        string day = first == last ? "" : $"{last.DayOfWeek.ToString()[..3]} ";
        return $"{Reports.Times.Clock(from, zone)}–{day}{Reports.Times.Clock(until, zone)}";
    }

    /// <summary>The same, with the weekday of its start when that differs from the reader's.</summary>
    internal static string Beside(Instant from, Instant until, DateTimeZone zone, DateTimeZone reader)
    {
        bool sameDay = from.InZone(zone).Date == from.InZone(reader).Date;
        string day = sameDay ? "" : $"{from.InZone(zone).DayOfWeek.ToString()[..3]} ";
        return $"{day}{Hours(from, until, zone)} {zone.Id}";
    }
}
