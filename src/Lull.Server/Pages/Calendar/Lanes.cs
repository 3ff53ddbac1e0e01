namespace Lull.Server.Pages.Calendar;

/// <summary>Puts the windows of one day beside each other where they overlap, on a grid of half hours. Pure.</summary>
internal static class Lanes
{
    /// <summary>More than so many beside each other share the last lane.</summary>
    internal const int Most = 6;

    private const int Rows = 48;

    /// <summary>Each entry with its lane, from 1.</summary>
    internal static IReadOnlyList<(CalendarEntry Entry, int Lane)> Of(IReadOnlyList<CalendarEntry> entries)
    {
        var ends = new List<int>();
        var placed = new List<(CalendarEntry, int)>(entries.Count);
        foreach (CalendarEntry entry in entries.OrderBy(FromOf))
        {
            int lane = ends.FindIndex(end => end <= FromOf(entry));
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(0);
            }

            ends[lane] = UntilOf(entry);
            placed.Add((entry, lane + 1));
        }

        return placed;
    }

    /// <summary>How many lanes a day needs, 1 to <see cref="Most"/>: it gets as much more room.</summary>
    internal static int CountOf(IReadOnlyList<(CalendarEntry Entry, int Lane)> placed) =>
        Math.Clamp(placed.Select(one => one.Lane).DefaultIfEmpty(1).Max(), 1, Most);

    /// <summary>True when it has room for little more than a line.</summary>
    internal static bool IsShort(CalendarEntry entry) => UntilOf(entry) - FromOf(entry) <= 3;

    /// <summary>The half hour in which it begins, 0 to 47.</summary>
    internal static int FromOf(CalendarEntry entry) => HalfHours(entry.From.TickOfDay, roundUp: false);

    /// <summary>The half hour before which it ends, 1 to 48; at least one after its beginning, also when clocks go back within it.</summary>
    internal static int UntilOf(CalendarEntry entry)
    {
        int until = entry.Until == LocalTime.MinValue ? Rows : HalfHours(entry.Until.TickOfDay, roundUp: true);
        return Math.Max(until, FromOf(entry) + 1);
    }

    private static int HalfHours(long ticks, bool roundUp) =>
        (int)((ticks + (roundUp ? (NodaConstants.TicksPerMinute * 30) - 1 : 0)) / (NodaConstants.TicksPerMinute * 30));
}
