using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Windows;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;
using NodaTime.Text;

namespace Lull.Plans.Times;

/// <summary>
/// Moments: <c>tbd</c>, <c>2026-12-03 14:00</c>, <c>Sun 2026-05-17 04:30 America/New_York</c>, <c>04:30 = 14:00 Asia/Kolkata</c>,
/// <c>window.start - 14d</c>.
/// </summary>
internal static partial class TimeText
{
    internal const string NotATime = "LULL0102";
    internal const string NotADate = "LULL0103";
    internal const string WrongDay = "LULL0114";
    internal const string WrongPair = "LULL0115";

    private const int EarliestYear = 1970;
    private const int LatestYear = 2199;

    private static readonly string[] Days =
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];

    /// <summary>The moment a text means, noted for the cross-checks; nothing, after saying why, when it means none.</summary>
    internal static Maybe<TimeExpression> Read(Node.Scalar text, Reading reading)
    {
        if (text.Value.Length > 200)
        {
            return NoTime(text, reading);
        }

        string[] sides = text.Value.Split('=', 2);
        if (One(sides[0], 0, text, reading) is not { } use)
        {
            return default;
        }

        if (sides.Length == 2)
        {
            if (One(sides[1], sides[0].Length + 1, text, reading) is not { } same)
            {
                return default;
            }

            use = use with { Same = same };
        }

        reading.Times.Add(use);
        return use.Time;
    }

    /// <summary>The way a moment is written.</summary>
    internal static string Print(TimeExpression time) =>
        time switch
        {
            TimeExpression.ToBeDecided => "tbd",
            TimeExpression.Wall wall => wall.Local.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)
                + " "
                + Print(wall.Local.TimeOfDay)
                + Print(wall.Zone),
            TimeExpression.TimeOfDay day => Print(day.Local) + Print(day.Zone),
            TimeExpression.Relative relative => Print(relative),
        };

    private static string Print(LocalTime time) =>
        time.ToString(time.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Print(DateTimeZone? zone) => zone is null ? "" : " " + zone.Id;

    private static string Print(TimeExpression.Relative relative)
    {
        string days =
            relative.Days == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" {Sign(relative.Days < 0)} {Math.Abs(relative.Days)}d");
        bool before = relative.Elapsed < Duration.Zero;
        string elapsed =
            relative.Elapsed == Duration.Zero
                ? ""
                : $" {Sign(before)} {DurationText.Print(before ? -relative.Elapsed : relative.Elapsed)}";
        return relative.Milestone + days + elapsed;
    }

    private static char Sign(bool negative) => negative ? '-' : '+';

    private static TimeUse? One(string side, int offset, Node.Scalar text, Reading reading)
    {
        offset += side.Length - side.TrimStart().Length;
        string written = side.Trim();
        SourceSpan where = text.Part(offset, written.Length);
        if (written == "tbd")
        {
            return new TimeUse(new TimeExpression.ToBeDecided(), where, null, null);
        }

        if (Clock().Match(written) is { Success: true } clock)
        {
            return OnTheClock(clock, offset, where, text, reading);
        }

        if (Relative().Match(written) is { Success: true } relative)
        {
            return Counted(relative, where, text, reading);
        }

        reading.Say(NotATime, where, $"'{written}' is not a time", HintFor(written));
        return null;
    }

    private static TimeUse? OnTheClock(Match clock, int offset, SourceSpan where, Node.Scalar text, Reading reading)
    {
        DateTimeZone? zone = null;
        Group named = clock.Groups["zone"];
        if (named.Success)
        {
            if (
                ZoneText.Read(named.Value, text.Part(offset + named.Index, named.Length), reading)
                is not { Is: true } found
            )
            {
                return null;
            }

            zone = found.Value;
        }

        Group time = clock.Groups["time"];
        string pattern = time.Value.AsSpan().Count(':') == 1 ? "H:mm" : "H:mm:ss";
        ParseResult<LocalTime> of = LocalTimePattern.CreateWithInvariantCulture(pattern).Parse(time.Value);
        if (!of.Success)
        {
            reading.Say(
                NotATime,
                text.Part(offset + time.Index, time.Length),
                $"'{time.Value}' is not a time of day",
                time.Value.StartsWith("24:", StringComparison.Ordinal)
                    ? "midnight is 00:00 of the next day"
                    : "hours go from 00 to 23, minutes to 59"
            );
            return null;
        }

        IsoDayOfWeek? day = null;
        Group label = clock.Groups["day"];
        if (label.Success)
        {
            day = DayOf(label.Value);
            if (day is null)
            {
                reading.Say(
                    NotADate,
                    text.Part(offset + label.Index, label.Length),
                    $"'{label.Value}' is not a day of the week",
                    Nearest.Hint(label.Value, Days.Concat(Days.Select(each => each[..3])))
                );
                return null;
            }
        }

        if (!clock.Groups["date"].Success)
        {
            return new TimeUse(new TimeExpression.TimeOfDay(of.Value, zone), where, day, null);
        }

        Group date = clock.Groups["date"];
        ParseResult<LocalDate> on = LocalDatePattern.Iso.Parse(date.Value);
        if (!on.Success || on.Value.Year is < EarliestYear or > LatestYear)
        {
            reading.Say(
                NotADate,
                text.Part(offset + date.Index, date.Length),
                $"'{date.Value}' is not a date",
                $"dates are written year-month-day, from {EarliestYear} to {LatestYear}, and exist in the calendar"
            );
            return null;
        }

        if (day is { } said && on.Value.DayOfWeek != said)
        {
            reading.Say(
                WrongDay,
                text.Part(offset + label.Index, label.Length),
                $"{date.Value} is a {on.Value.DayOfWeek}, not a {said}",
                "correct the day or the date; midnight belongs to the day that begins"
            );
        }

        return new TimeUse(new TimeExpression.Wall(on.Value + of.Value, zone), where, null, null);
    }

    private static TimeUse? Counted(Match relative, SourceSpan where, Node.Scalar text, Reading reading)
    {
        int days = 0;
        Duration elapsed = Duration.Zero;
        foreach (Match count in Counts().Matches(relative.Groups["counts"].Value))
        {
            string length = count.Groups["length"].Value;
            if (!DurationText.TryParts(length, out long ofDays, out Duration rest))
            {
                reading.Say(
                    DurationText.NotADuration,
                    where,
                    $"'{length}' is not a duration",
                    "count with d, h and m, such as 'window.start - 14d'"
                );
                return null;
            }

            int sign = count.Groups["sign"].Value == "-" ? -1 : 1;
            days += sign * (int)ofDays;
            elapsed += rest * sign;
        }

        return new TimeUse(
            new TimeExpression.Relative(relative.Groups["from"].Value, days, elapsed),
            where,
            null,
            null
        );
    }

    private static IsoDayOfWeek? DayOf(string label)
    {
        for (int index = 0; index < Days.Length; index++)
        {
            if (
                label.Equals(Days[index], StringComparison.OrdinalIgnoreCase)
                || label.Equals(Days[index][..3], StringComparison.OrdinalIgnoreCase)
            )
            {
                return (IsoDayOfWeek)(index + 1);
            }
        }

        return null;
    }

    private static Maybe<TimeExpression> NoTime(Node.Scalar text, Reading reading)
    {
        reading.Say(NotATime, text.Where, "This is not a time", HintFor(""));
        return default;
    }

    private static string HintFor(string written)
    {
        if (Noon().Match(written) is { Success: true } noon)
        {
            int hour = int.Parse(noon.Groups[1].ValueSpan, CultureInfo.InvariantCulture) % 12;
            hour += noon.Groups[3].Value.StartsWith("p", StringComparison.OrdinalIgnoreCase) ? 12 : 0;
            string minutes = noon.Groups[2].Success ? noon.Groups[2].Value : "00";
            return string.Create(CultureInfo.InvariantCulture, $"write {hour:00}:{minutes}");
        }

        if (DateAlone().IsMatch(written))
        {
            return $"say when on that day, such as {written} 00:00 for its beginning";
        }

        if (OtherDate().IsMatch(written))
        {
            return "dates are written year-month-day, such as 2026-12-03 14:00";
        }

        return "write 2026-12-03 14:00, or 14:00, or window.start - 14d, or tbd";
    }

    [GeneratedRegex(
        @"^(?:(?<day>[A-Za-z]+),? +)?(?:(?<date>\d{4}-\d{1,2}-\d{1,2})(?:T| +))?(?<time>\d{1,2}:\d{2}(?::\d{2})?)(?: *(?<zone>[A-Za-z+-].*))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Clock();

    [GeneratedRegex(
        @"^(?<from>[A-Za-z][A-Za-z0-9_.-]*?)(?<counts>(?: +[+-] *\d[A-Za-z0-9]*|[+-] *\d+[wdhms][A-Za-z0-9]*)*)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Relative();

    [GeneratedRegex("(?<sign>[+-]) *(?<length>[A-Za-z0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Counts();

    [GeneratedRegex(
        @"\b(?<hour>\d{1,2})(?:[:.](?<minutes>\d{2}))? *(?<half>[aApP])\.?[mM]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Noon();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DateAlone();

    [GeneratedRegex(@"\d{1,2}[./]\d{1,2}[./]\d{2,4}", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDate();
}
