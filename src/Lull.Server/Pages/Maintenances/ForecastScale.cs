using System.Globalization;
using Lull.Core.Forecasts;

namespace Lull.Server.Pages.Maintenances;

/// <summary>From instants to places on a picture. Pure.</summary>
/// <param name="From">The instant at the left edge.</param>
/// <param name="Until">The instant at the right edge.</param>
/// <param name="Left">Where the left edge is.</param>
/// <param name="Width">How wide it is.</param>
internal sealed record ForecastScale(Instant From, Instant Until, double Left, double Width)
{
    private static readonly int[] Minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080];

    /// <summary>These rows, the window and the end of a forecast, with a little room at both ends.</summary>
    internal static ForecastScale Of(
        IEnumerable<ForecastRow> rows,
        ForecastResult forecast,
        Instant windowStart,
        Instant windowEnd,
        double left,
        double width
    )
    {
        Instant from = rows.Select(row => row.Begin).Append(windowStart).Min();
        Instant until = forecast.Finish is { } finish ? Instant.Max(finish.P99, windowEnd) : windowEnd;
        Duration room = (until - from) * 0.03;
        return new ForecastScale(from - room, until + room, left, width);
    }

    /// <summary>Where an instant is, inside the picture.</summary>
    internal double Of(Instant at) =>
        Left + (Width * Math.Clamp((at - From).TotalSeconds / (Until - From).TotalSeconds, 0, 1));

    /// <summary>Round moments of a zone's clock, at most ten.</summary>
    internal IEnumerable<Instant> Ticks(DateTimeZone zone)
    {
        double minutes = (Until - From).TotalMinutes / 9;
        var step = Duration.FromMinutes(Minutes.FirstOrDefault(one => one >= minutes, Minutes[^1]));
        Instant day = zone.AtStartOfDay(From.InZone(zone).Date).ToInstant();
        for (Instant at = day; at <= Until; at += step)
        {
            if (at >= From)
            {
                yield return at;
            }
        }
    }

    /// <summary>A number as pictures write it.</summary>
    internal static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
