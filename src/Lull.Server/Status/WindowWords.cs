using System.Globalization;
using Lull.Reports;
using NodaTime.Text;

namespace Lull.Server.Status;

/// <summary>A window as people read it.</summary>
/// <param name="Local">In its zone: <c>Thu 3 Dec 2026, 14:00 to 15:00</c>.</param>
/// <param name="Zone">Its zone and how far that is from UTC at the start: <c>America/Denver, UTC-7</c>.</param>
/// <param name="Utc">In UTC: <c>21:00 to 22:00 UTC</c>, with dates where they are other ones.</param>
/// <param name="Length">How long: <c>1 hour</c>.</param>
public sealed record WindowWords(string Local, string Zone, string Utc, string Length)
{
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("ddd d MMM uuuu");
    private static readonly LocalTimePattern Hour = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly OffsetPattern FromUtc = OffsetPattern.CreateWithInvariantCulture("-H:mm");
    private static readonly OffsetPattern FromUtcHours = OffsetPattern.CreateWithInvariantCulture("-H");

    /// <summary>All of it in one line.</summary>
    public string Whole => Utc.Length == 0 ? $"{Local} {Zone}, {Length}." : $"{Local} {Zone} ({Utc}), {Length}.";

    /// <summary>The words for a window; in UTC nothing is said twice.</summary>
    public static WindowWords Of(Instant start, Instant end, string zone)
    {
        DateTimeZone known = Times.ZoneOf(zone);
        LocalDate day = start.InZone(known).Date;
        bool isUtc = Calendars.CalendarWriter.IsUtc(known);
        return new WindowWords(
            $"{Day.Format(day)}, {Span(start, end, known, day)}",
            isUtc ? "UTC" : $"{known.Id}, {Away(known.GetUtcOffset(start))}",
            isUtc ? "" : $"{Span(start, end, DateTimeZone.Utc, day)} UTC",
            InWords(end - start)
        );
    }

    /// <summary><c>14:00 to 15:00</c>; dates stand where they are not <paramref name="known"/> from before.</summary>
    private static string Span(Instant start, Instant end, DateTimeZone zone, LocalDate known)
    {
        LocalDateTime from = start.InZone(zone).LocalDateTime;
        LocalDateTime until = end.InZone(zone).LocalDateTime;
        string first =
            from.Date == known
                ? Hour.Format(from.TimeOfDay)
                : $"{Day.Format(from.Date)}, {Hour.Format(from.TimeOfDay)}";
        string last =
            until.Date == from.Date
                ? Hour.Format(until.TimeOfDay)
                : $"{Day.Format(until.Date)}, {Hour.Format(until.TimeOfDay)}";
        return $"{first} to {last}";
    }

    private static string Away(Offset offset) =>
        offset == Offset.Zero
            ? "UTC"
            : "UTC"
                + (offset > Offset.Zero ? "+" : "")
                + (offset.Seconds % 3600 == 0 ? FromUtcHours : FromUtc).Format(offset);

    /// <summary><c>1 hour 30 minutes</c>; the two largest units.</summary>
    internal static string InWords(Duration length)
    {
        long minutes = (long)Math.Round(length.TotalMinutes, MidpointRounding.AwayFromZero);
        (long Count, string Unit)[] units =
        [
            (minutes / 1440, "day"),
            (minutes / 60 % 24, "hour"),
            (minutes % 60, "minute"),
        ];
        string[] said =
        [
            .. units
                .Where(one => one.Count > 0)
                .Take(2)
                .Select(one =>
                    string.Create(CultureInfo.InvariantCulture, $"{one.Count} {one.Unit}{(one.Count == 1 ? "" : "s")}")
                ),
        ];
        return said.Length == 0 ? "less than a minute" : string.Join(' ', said);
    }
}
