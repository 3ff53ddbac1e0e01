using Lull.Core.Sites;
using Lull.Server.Catalogue;
using NodaTime.TimeZones;

namespace Lull.Server.Pages.Calendar;

/// <summary>Lays windows and freezes on the days of a zone. Pure.</summary>
internal static class CalendarDays
{
    /// <summary>Every day of the span, in order.</summary>
    /// <param name="span">Which days.</param>
    /// <param name="cards">Maintenances; those whose window touches none of the days are left out.</param>
    /// <param name="freezes">Freezes of the sites.</param>
    internal static IReadOnlyList<CalendarDay> Of(
        CalendarSpan span,
        IReadOnlyList<MaintenanceCard> cards,
        IReadOnlyList<SiteFreeze> freezes
    )
    {
        IReadOnlyDictionary<MaintenanceId, IReadOnlyList<Collision>> collisions = Collisions.Among(cards);
        var days = new List<CalendarDay>(span.Days);
        for (int number = 0; number < span.Days; number++)
        {
            LocalDate date = span.First.PlusDays(number);
            Instant from = span.Zone.AtStartOfDay(date).ToInstant();
            Instant until = span.Zone.AtStartOfDay(date.PlusDays(1)).ToInstant();
            days.Add(
                new CalendarDay(
                    date,
                    [
                        .. cards
                            .Where(card => card.Start < until && card.End > from)
                            .OrderBy(card => card.Start)
                            .ThenBy(card => card.Id.Text, StringComparer.Ordinal)
                            .Select(card => EntryOf(card, from, until, span.Zone, collisions)),
                    ],
                    [.. freezes.Where(freeze => freeze.Freeze.From < until && freeze.Freeze.Until > from)],
                    ClockChangeIn(span.Zone, from, until)
                )
            );
        }

        return days;
    }

    private static CalendarEntry EntryOf(
        MaintenanceCard card,
        Instant from,
        Instant until,
        DateTimeZone zone,
        IReadOnlyDictionary<MaintenanceId, IReadOnlyList<Collision>> collisions
    ) =>
        new(
            card,
            Instant.Max(card.Start, from).InZone(zone).TimeOfDay,
            card.End >= until ? LocalTime.MinValue : card.End.InZone(zone).TimeOfDay,
            card.Start < from,
            card.End > until,
            collisions.GetValueOrDefault(card.Id, [])
        );

    /// <summary>What people must know of a day that has not 24 hours; empty on ordinary days.</summary>
    private static string ClockChangeIn(DateTimeZone zone, Instant from, Instant until)
    {
        ZoneInterval before = zone.GetZoneInterval(from);
        if (!before.HasEnd || before.End >= until)
        {
            return "";
        }

        Offset change = zone.GetZoneInterval(before.End).WallOffset - before.WallOffset;
        string at = LocalTimeText.Of(before.IsoLocalEnd.TimeOfDay);
        return change > Offset.Zero
            ? $"Clocks go forward {Length(change)} at {at}"
            : $"Clocks go back {Length(-change)} at {at}";
    }

    private static string Length(Offset change) => Reports.Times.Spoken(Duration.FromSeconds(change.Seconds));
}

/// <summary>One day.</summary>
/// <param name="Date">Which.</param>
/// <param name="Entries">Maintenances whose windows touch it, in order.</param>
/// <param name="Freezes">Freezes that touch it.</param>
/// <param name="ClockChange">A sentence when clocks change on it; else empty.</param>
public sealed record CalendarDay(
    LocalDate Date,
    IReadOnlyList<CalendarEntry> Entries,
    IReadOnlyList<SiteFreeze> Freezes,
    string ClockChange
)
{
    /// <summary>True when there is nothing to say of it.</summary>
    internal bool IsEmpty => Entries.Count == 0 && Freezes.Count == 0;
}

/// <summary>The part of a window that falls on one day.</summary>
/// <param name="Card">Whose.</param>
/// <param name="From">Wall-clock time at which it begins on that day; midnight when it began before.</param>
/// <param name="Until">Wall-clock time at which it ends; midnight when the day ends first.</param>
/// <param name="BeganBefore">True when it began on an earlier day.</param>
/// <param name="GoesOn">True when it goes on into the next day.</param>
/// <param name="Collisions">Others that it gets in the way of.</param>
public sealed record CalendarEntry(
    MaintenanceCard Card,
    LocalTime From,
    LocalTime Until,
    bool BeganBefore,
    bool GoesOn,
    IReadOnlyList<Collision> Collisions
)
{
    /// <summary><c>14:00–16:00</c>, <c>22:00–24:00 …</c>, <c>… 00:00–04:00</c>.</summary>
    internal string Hours =>
        $"{(BeganBefore ? "… " : "")}{LocalTimeText.Of(From)}–{(Until == LocalTime.MinValue ? "24:00" : LocalTimeText.Of(Until))}{(GoesOn ? " …" : "")}";
}

/// <summary>A freeze and the site that has it.</summary>
public sealed record SiteFreeze(string Site, Freeze Freeze);
