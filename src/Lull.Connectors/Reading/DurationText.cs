using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime.Text;

namespace Lull.Connectors.Reading;

/// <summary>Lengths as plans write them: <c>500ms</c>, <c>90s</c>, <c>1h30m</c>, <c>2d</c>, <c>PT5M</c>.</summary>
internal static partial class DurationText
{
    /// <summary>The length, or null when the text is none. Never negative.</summary>
    internal static Duration? TryParse(string text)
    {
        Match match = Parts().Match(text);
        if (match.Success && text.Length > 0)
        {
            Duration sum = Duration.Zero;
            foreach ((string name, Duration unit) in Units)
            {
                if (match.Groups[name] is { Success: true } group)
                {
                    sum += unit * long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
                }
            }

            return sum;
        }

        ParseResult<Period> iso = PeriodPattern.NormalizingIso.Parse(text);
        return iso.Success && iso.Value is { Years: 0, Months: 0 } period && period.ToDuration() >= Duration.Zero
            ? period.ToDuration()
            : null;
    }

    /// <summary>The length in words of the same shape: <c>1h30m</c>, <c>2m</c>, <c>250ms</c>.</summary>
    internal static string Of(Duration length)
    {
        if (length < Duration.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalMilliseconds}ms");
        }

        (long hours, int minutes, int seconds) = ((long)length.TotalHours, length.Minutes, length.Seconds);
        string text = string.Concat(
            hours > 0 ? $"{hours}h" : "",
            minutes > 0 ? $"{minutes}m" : "",
            seconds > 0 ? $"{seconds}s" : ""
        );
        return text;
    }

    private static readonly (string Name, Duration Unit)[] Units =
    [
        ("w", Duration.FromDays(7)),
        ("d", Duration.FromDays(1)),
        ("h", Duration.FromHours(1)),
        ("m", Duration.FromMinutes(1)),
        ("s", Duration.FromSeconds(1)),
        ("ms", Duration.FromMilliseconds(1)),
    ];

    [GeneratedRegex(
        @"^(?:(?<w>\d{1,4})w)?(?:(?<d>\d{1,5})d)?(?:(?<h>\d{1,6})h)?(?:(?<m>\d{1,7})m)?(?:(?<s>\d{1,9})s)?(?:(?<ms>\d{1,9})ms)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Parts();
}
