using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Procedures;

namespace Lull.Core.Findings;

/// <summary>Looking for words in what people wrote, and writing for them.</summary>
internal static class Words
{
    /// <summary>The days of the week as people write them.</summary>
    internal const string Weekday = @"\b(?<day>Mon|Tues?|Wed(nes)?|Thu(rs?)?|Fri|Sat(ur)?|Sun)(day)?\b";

    /// <summary>How patterns over English text are read: case does not matter, and only groups with a name are kept.</summary>
    internal const RegexOptions English =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The day that a word such as <c>Sat</c> or <c>Saturday</c> means.</summary>
    internal static IsoDayOfWeek DayOf(string word) =>
        Enum.GetValues<IsoDayOfWeek>()
            .First(day =>
                day is not IsoDayOfWeek.None && day.ToString().StartsWith(word[..3], StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Date and time of day in a zone: <c>Sunday 2026-05-17 00:00</c>.</summary>
    internal static string Clock(Instant instant, DateTimeZone zone) =>
        instant.InZone(zone).ToString("dddd uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Time of day in a zone: <c>04:30</c>.</summary>
    internal static string TimeOfDay(Instant instant, DateTimeZone zone) =>
        instant.InZone(zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A duration as plans write it: <c>1d</c>, <c>1h30m</c>, <c>45s</c>.</summary>
    internal static string Length(Duration length)
    {
        if (length >= LongestWork.Limit)
        {
            return "more than a thousand years";
        }

        string text = string.Concat(
            Part(length.Days, "d"),
            Part(length.Hours, "h"),
            Part(length.Minutes, "m"),
            Part(length.Seconds, "s")
        );
        return text.Length == 0 ? "0m" : text;
    }

    /// <summary>Quoted and joined: <c>'a'</c>, <c>'a' and 'b'</c>, <c>'a', 'b' and 'c'</c>.</summary>
    internal static string Quoted(IEnumerable<string> names)
    {
        string[] quoted = [.. names.Select(name => $"'{name}'")];
        return quoted.Length <= 1 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}";
    }

    private static string Part(int number, string unit) =>
        number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture) + unit;
}
