using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>Zone abbreviations that people write, and whether they fit a date.</summary>
public static partial class ZoneLabels
{
    private static readonly (string Label, string Zone, int Minutes)[] Known =
    [
        ("EST", "America/New_York", -300),
        ("EDT", "America/New_York", -240),
        ("CST", "America/Chicago", -360),
        ("CDT", "America/Chicago", -300),
        ("MST", "America/Denver", -420),
        ("MDT", "America/Denver", -360),
        ("PST", "America/Los_Angeles", -480),
        ("PDT", "America/Los_Angeles", -420),
        ("GMT", "Europe/London", 0),
        ("BST", "Europe/London", 60),
        ("CET", "Europe/Berlin", 60),
        ("CEST", "Europe/Berlin", 120),
        ("IST", "Asia/Kolkata", 330),
        ("AEST", "Australia/Sydney", 600),
        ("AEDT", "Australia/Sydney", 660),
    ];

    /// <summary>What is wrong with a zone abbreviation on a date.</summary>
    /// <param name="label">Such as <c>EST</c>, in capitals.</param>
    /// <param name="date">The day on which it is used.</param>
    /// <param name="zone">The zone of the window; a label that is right there is right.</param>
    /// <returns>A sentence without a full stop, or null when the label fits or is not known.</returns>
    public static string? Contradiction(string label, LocalDate date, DateTimeZone zone)
    {
        (string Label, string Zone, int Minutes) known = Known.FirstOrDefault(entry => entry.Label == label);
        if (known.Label is null)
        {
            return null;
        }

        var meant = Offset.FromSeconds(known.Minutes * 60);
        DateTimeZone labelled = DateTimeZoneProviders.Tzdb[known.Zone];
        if (OffsetOn(date, zone) == meant || OffsetOn(date, labelled) == meant)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{label} means UTC{meant:m}, but on {date:uuuu-MM-dd} the clocks of {known.Zone} show UTC{OffsetOn(date, labelled):m}"
        );
    }

    /// <summary>Whether two wall-clock times that a text gives for one moment are one moment, such as <c>4:30 AM EST (2 PM IST)</c>.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <returns>A sentence without a full stop for the first pair that cannot be; null when every pair fits.</returns>
    /// <remarks>Labels are taken at their word. Only pairs in the shape of a time with a second one in brackets are looked at.</remarks>
    public static string? PairContradiction(string text)
    {
        Match[] times = [.. Spoken.Matches(text).Where(match => IsKnown(match.Groups["label"].Value))];
        for (int i = 1; i < times.Length; i++)
        {
            int between = times[i - 1].Index + times[i - 1].Length;
            if (text[between..times[i].Index].Trim() is not "(" and not "/" and not "=")
            {
                continue;
            }

            int first = MinuteOfDay(times[i - 1]) - MinutesOf(times[i - 1]);
            int second = MinuteOfDay(times[i]) - MinutesOf(times[i]);
            int apart = (((first - second) % 1440) + 1440) % 1440;
            if (apart != 0)
            {
                return $"{times[i - 1].Value} and {times[i].Value} are {Math.Min(apart, 1440 - apart)} minutes apart";
            }
        }

        return null;
    }

    /// <summary>The zone abbreviations in a text that stand behind a time, each once.</summary>
    internal static IEnumerable<string> In(string text) =>
        Spoken
            .Matches(text)
            .Select(match => match.Groups["label"].Value)
            .Where(IsKnown)
            .Distinct(StringComparer.Ordinal);

    private static bool IsKnown(string label) => Known.Any(entry => entry.Label == label);

    private static int MinutesOf(Match time) => Known.First(entry => entry.Label == time.Groups["label"].Value).Minutes;

    private static int MinuteOfDay(Match time)
    {
        int hour = int.Parse(time.Groups["hour"].Value, CultureInfo.InvariantCulture);
        int minute = time.Groups["minute"].Success
            ? int.Parse(time.Groups["minute"].Value, CultureInfo.InvariantCulture)
            : 0;
        string half = time.Groups["half"].Value;
        int shifted = half.Length == 0 ? hour : (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        return (shifted * 60) + minute;
    }

    private static Offset OffsetOn(LocalDate date, DateTimeZone zone) =>
        zone.GetUtcOffset(CivilTime.Resolve(date + new LocalTime(12, 0), zone).Instant);

    [GeneratedRegex(
        @"\b(?<hour>\d{1,2})(:?(?<minute>\d{2}))?\s?(?<half>[ap]m)?\s?\b(?<label>[A-Z]{3,4})\b",
        Words.English
    )]
    private static partial Regex Spoken { get; }
}
