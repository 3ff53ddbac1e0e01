using System.Diagnostics.CodeAnalysis;
using NodaTime.Text;

namespace Lull.Server.Pages.Calendar;

/// <summary>The days that a calendar page shows, in the zone of the one who looks.</summary>
/// <param name="View">How they are laid out.</param>
/// <param name="At">The day that was asked for.</param>
/// <param name="First">The first day shown.</param>
/// <param name="Days">How many.</param>
/// <param name="Zone">Whose days.</param>
public sealed record CalendarSpan(CalendarView View, LocalDate At, LocalDate First, int Days, DateTimeZone Zone)
{
    private const int DaysOfList = 90;

    private static readonly LocalDatePattern Day = LocalDatePattern.Iso;
    private static readonly YearMonthPattern Month = YearMonthPattern.Iso;
    private static readonly LocalDatePattern MonthTitle = LocalDatePattern.CreateWithInvariantCulture("MMMM uuuu");
    private static readonly LocalDatePattern DayTitle = LocalDatePattern.CreateWithInvariantCulture("d MMMM uuuu");

    /// <summary>First instant shown.</summary>
    internal Instant From => Zone.AtStartOfDay(First).ToInstant();

    /// <summary>First instant no longer shown.</summary>
    internal Instant Until => Zone.AtStartOfDay(First.PlusDays(Days)).ToInstant();

    /// <summary>What it shows, in words.</summary>
    internal string Title =>
        View switch
        {
            CalendarView.Month => MonthTitle.Format(At),
            CalendarView.Week => $"Week of {DayTitle.Format(First)}",
            CalendarView.List => $"From {DayTitle.Format(First)}",
        };

    /// <summary>The address of the days before.</summary>
    internal string Before => AddressOf(View, Moved(-1));

    /// <summary>The address of the days after.</summary>
    internal string After => AddressOf(View, Moved(1));

    /// <summary>What a view and a day asked for in an address mean; what cannot be read means today's month.</summary>
    /// <param name="view"><c>month</c>, <c>week</c> or <c>list</c>.</param>
    /// <param name="at">A day, <c>2026-12-03</c>, or a month, <c>2026-12</c>.</param>
    /// <param name="today">In the same zone.</param>
    /// <param name="zone">Whose days.</param>
    internal static CalendarSpan Of(string? view, string? at, LocalDate today, DateTimeZone zone)
    {
        LocalDate day = TryDay(at, today, out LocalDate? asked) ? asked.Value : today;
        return view switch
        {
            "week" => new CalendarSpan(CalendarView.Week, day, Monday(day), 7, zone),
            "list" => new CalendarSpan(CalendarView.List, day, day, DaysOfList, zone),
            _ => OfMonth(day, zone),
        };
    }

    /// <summary>The address of a view at a day.</summary>
    internal static string AddressOf(CalendarView view, LocalDate at) =>
        view == CalendarView.Month
            ? $"/?view=month&at={Month.Format(at.ToYearMonth())}"
            : $"/?view={(view == CalendarView.Week ? "week" : "list")}&at={Day.Format(at)}";

    /// <summary>True when a day belongs to the month that was asked for, or the view has no month.</summary>
    internal bool IsInside(LocalDate day) => View != CalendarView.Month || day.Month == At.Month;

    private static CalendarSpan OfMonth(LocalDate day, DateTimeZone zone)
    {
        LocalDate first = Monday(day.With(DateAdjusters.StartOfMonth));
        LocalDate last = day.With(DateAdjusters.EndOfMonth);
        int weeks = (Period.DaysBetween(first, last) / 7) + 1;
        return new CalendarSpan(CalendarView.Month, day, first, weeks * 7, zone);
    }

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    private LocalDate Moved(int steps) =>
        View switch
        {
            CalendarView.Month => At.With(DateAdjusters.StartOfMonth).PlusMonths(steps),
            CalendarView.Week => First.PlusWeeks(steps),
            CalendarView.List => First.PlusDays(steps * DaysOfList),
        };

    private static bool TryDay(string? text, LocalDate today, [NotNullWhen(true)] out LocalDate? day)
    {
        if (text is not null && Day.Parse(text).TryGetValue(today, out LocalDate exact))
        {
            day = exact;
        }
        else if (text is not null && Month.Parse(text).TryGetValue(today.ToYearMonth(), out YearMonth month))
        {
            day = month.OnDayOfMonth(1);
        }
        else
        {
            day = null;
        }

        // Days at the very ends of what the calendar knows have no month around them.
        day = day is { Year: < 1900 or > 2200 } ? null : day;
        return day is not null;
    }
}

/// <summary>How a calendar lays days out.</summary>
public enum CalendarView
{
    /// <summary>A table of weeks.</summary>
    Month,

    /// <summary>Seven days with their hours.</summary>
    Week,

    /// <summary>Days that have something, one after the other.</summary>
    List,
}
