using System.Globalization;
using NodaTime.Text;

namespace Lull.Reports;

/// <summary>Moments and lengths as people read them.</summary>
public static class Times
{
    private static readonly ZonedDateTimePattern Full = Zoned("ddd d MMM yyyy HH:mm");
    private static readonly ZonedDateTimePattern Day = Zoned("ddd d MMM HH:mm");
    private static readonly ZonedDateTimePattern Hour = Zoned("HH:mm");
    private static readonly ZonedDateTimePattern Weekday = Zoned("ddd HH:mm");
    private static readonly ZonedDateTimePattern Seconds = Zoned("HH:mm:ss");
    private static readonly InstantPattern UtcHour = InstantPattern.CreateWithInvariantCulture("HH:mm 'UTC'");
    private static readonly InstantPattern UtcDay = InstantPattern.CreateWithInvariantCulture("ddd d MMM HH:mm 'UTC'");

    /// <summary>The zone of that name; UTC when it is not known.</summary>
    public static DateTimeZone ZoneOf(string name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) ?? DateTimeZone.Utc;

    /// <summary>The zone of the one who looks: the machine's, or UTC when that is not known.</summary>
    public static DateTimeZone Viewer()
    {
        try
        {
            return DateTimeZoneProviders.Tzdb.GetSystemDefault();
        }
        catch (NodaTime.TimeZones.DateTimeZoneNotFoundException)
        {
            return DateTimeZone.Utc;
        }
    }

    /// <summary>True when times in this zone say more than those in the plan's zone and in UTC, which are shown anyway.</summary>
    public static bool SaysMoreThan(this DateTimeZone viewer, DateTimeZone zone) =>
        viewer.Id != zone.Id && !(viewer.MinOffset == Offset.Zero && viewer.MaxOffset == Offset.Zero);

    /// <summary><c>Thu 3 Dec 2026 14:00 America/Denver = 21:00 UTC</c>; the date in UTC too when it is another one.</summary>
    public static string Spoken(this Instant at, DateTimeZone zone)
    {
        ZonedDateTime local = at.InZone(zone);
        bool sameDay = local.Date == at.InUtc().Date;
        string text = $"{Full.Format(local)} {zone.Id}";
        return zone == DateTimeZone.Utc ? text : $"{text} = {(sameDay ? UtcHour : UtcDay).Format(at)}";
    }

    /// <summary><c>Thu 3 Dec 14:00</c>.</summary>
    public static string Date(this Instant at, DateTimeZone zone) => Day.Format(at.InZone(zone));

    /// <summary><c>14:00</c>.</summary>
    public static string Clock(this Instant at, DateTimeZone zone) => Hour.Format(at.InZone(zone));

    /// <summary><c>14:00</c>, or <c>Sat 16 May 19:00</c> when that is before the day of <paramref name="start"/>, or a day or more after it.</summary>
    public static string ClockNear(this Instant at, DateTimeZone zone, Instant start) =>
        at < zone.AtStartOfDay(start.InZone(zone).Date).ToInstant() || at - start >= Duration.FromDays(1)
            ? at.Date(zone)
            : at.Clock(zone);

    /// <summary><c>14:00</c>, or <c>Sun 04:30</c> when that is another day than in <paramref name="reader"/>.</summary>
    public static string ClockBeside(this Instant at, DateTimeZone zone, DateTimeZone reader) =>
        (at.InZone(zone).Date == at.InZone(reader).Date ? Hour : Weekday).Format(at.InZone(zone));

    /// <summary><c>Sat 16 May 19:00 America/New_York = Sun 04:30 Asia/Kolkata</c>: once in <paramref name="zone"/>, then in each of the others.</summary>
    public static string Everywhere(this Instant at, DateTimeZone zone, IEnumerable<DateTimeZone> others) =>
        string.Join(
            " = ",
            others.Select(other => $"{at.ClockBeside(other, zone)} {other.Id}").Prepend($"{at.Date(zone)} {zone.Id}")
        );

    /// <summary><c>14:00:07</c>.</summary>
    public static string Second(this Instant at, DateTimeZone zone) => Seconds.Format(at.InZone(zone));

    /// <summary><c>21:00 UTC</c>.</summary>
    public static string Utc(this Instant at) => UtcHour.Format(at);

    /// <summary><c>1h05m</c>, <c>4m30s</c>, <c>12s</c>, <c>2d3h</c>; the largest two units that matter, with a minus when negative.</summary>
    public static string Spoken(this Duration length)
    {
        bool negative = length < Duration.Zero;
        long total = (long)Math.Round(Math.Abs(length.TotalSeconds), MidpointRounding.AwayFromZero);
        (long days, long hours, long minutes, long seconds) = (
            total / 86_400,
            total / 3_600 % 24,
            total / 60 % 60,
            total % 60
        );
        string text =
            days > 0 ? Two(days, "d", hours, "h")
            : hours > 0 ? Two(hours, "h", minutes, "m")
            : minutes > 0 ? Two(minutes, "m", seconds, "s")
            : $"{seconds}s";
        return negative ? $"-{text}" : text;
    }

    private static string Two(long first, string firstUnit, long second, string secondUnit) =>
        second == 0
            ? $"{first}{firstUnit}"
            : string.Create(CultureInfo.InvariantCulture, $"{first}{firstUnit}{second:00}{secondUnit}");

    private static ZonedDateTimePattern Zoned(string pattern) =>
        ZonedDateTimePattern.CreateWithInvariantCulture(pattern, zoneProvider: null);
}
