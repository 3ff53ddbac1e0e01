using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Times;

/// <summary>Lengths of time: <c>1h30m</c>, <c>PT1H30M</c>, and the <c>DD:HH:MM</c> of classic notices.</summary>
internal static partial class DurationText
{
    internal const string NotADuration = "LULL0101";

    /// <summary>Longer ones are refused: ten years.</summary>
    internal static readonly Duration Longest = Duration.FromDays(3_660);

    private static readonly (string Unit, Duration Length)[] Units =
    [
        ("w", Duration.FromDays(7)),
        ("d", Duration.FromDays(1)),
        ("h", Duration.FromHours(1)),
        ("m", Duration.FromMinutes(1)),
        ("s", Duration.FromSeconds(1)),
        ("ms", Duration.FromMilliseconds(1)),
    ];

    /// <summary>The duration a text means; nothing, after saying why, when it means none.</summary>
    internal static Maybe<Duration> Read(Node.Scalar text, Reading reading)
    {
        if (TryParse(text.Value, out Duration duration))
        {
            return duration;
        }

        reading.Say(NotADuration, text.Where, $"'{text.Value}' is not a duration", HintFor(text.Value));
        return default;
    }

    /// <summary>True, with the duration, when the text means one that is not negative and not too long.</summary>
    internal static bool TryParse(string text, out Duration duration)
    {
        duration = Duration.Zero;
        return TryParts(text, out long days, out Duration rest)
            && days <= Longest.Days
            && (duration = Duration.FromDays((int)days) + rest) <= Longest;
    }

    /// <summary>The same, with calendar days (weeks and days) apart from the elapsed rest.</summary>
    internal static bool TryParts(string text, out long days, out Duration rest)
    {
        days = 0;
        rest = Duration.Zero;
        Match match = Short().Match(text);
        if (!match.Success || text.Length == 0)
        {
            match = Iso().Match(text);
        }

        if (!match.Success || text.Length is 0 or > 40)
        {
            match = Classic().Match(text);
        }

        if (
            !match.Success
            || text.Length is 0 or > 40
            || match.Groups.Cast<Group>().Skip(1).All(group => !group.Success)
        )
        {
            return false;
        }

        foreach ((string unit, Duration length) in Units)
        {
            if (!match.Groups[unit].Success)
            {
                continue;
            }

            if (
                !int.TryParse(
                    match.Groups[unit].ValueSpan,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int count
                )
            )
            {
                return false;
            }

            if (length >= Duration.FromDays(1))
            {
                days += (long)count * length.Days;
            }
            else
            {
                rest += length * count;
            }
        }

        return days <= Longest.Days && rest <= Longest;
    }

    /// <summary>The shortest way to write a duration: <c>1d12h</c>; <c>0s</c> for none.</summary>
    internal static string Print(Duration duration)
    {
        var text = new StringBuilder();
        Duration left = duration;
        foreach ((string unit, Duration length) in Units)
        {
            if (unit == "w")
            {
                continue;
            }

            long count = (long)(left.TotalNanoseconds / length.TotalNanoseconds);
            if (count > 0)
            {
                text.Append(count).Append(unit);
                left -= length * count;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static string HintFor(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return $"say of what: {text}s, {text}m or {text}h";
        }

        if (HoursAndMinutes().Match(text) is { Success: true } clock)
        {
            return $"write {clock.Groups[1].Value}h{clock.Groups[2].Value}m for hours and minutes";
        }

        Match words = InWords().Match(text);
        return words.Success
            ? $"write {words.Groups[1].Value}{(words.Groups[2].Value is "ms" or "milliseconds" ? "ms" : words.Groups[2].Value[..1].ToLowerInvariant())}"
            : "write a number with w, d, h, m, s or ms, such as 90m or 1h30m";
    }

    [GeneratedRegex(
        @"^(?:(?<w>\d+)w)?(?:(?<d>\d+)d)?(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+)s)?(?:(?<ms>\d+)ms)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Short();

    [GeneratedRegex(
        @"^P(?:(?<w>\d+)W)?(?:(?<d>\d+)D)?(?:T(?:(?<h>\d+)H)?(?:(?<m>\d+)M)?(?:(?<s>\d+)S)?)?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<d>\d{2,3}):(?<h>[01]\d|2[0-3]):(?<m>[0-5]\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Classic();

    [GeneratedRegex(@"^(?<hours>\d{1,3}):(?<minutes>\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex HoursAndMinutes();

    [GeneratedRegex(
        @"^(?<count>\d+) *(?<unit>ms|milliseconds|[wW]eeks?|[dD]ays?|[hH]ours?|hrs?|[mM]inutes?|mins?|[sS]econds?|secs?)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex InWords();
}
