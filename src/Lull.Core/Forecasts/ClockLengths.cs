namespace Lull.Core.Forecasts;

/// <summary>Lengths that read well on a clock: a bar of a histogram or the space between two ticks of an axis is as long as one of them.</summary>
public static class ClockLengths
{
    /// <summary>From a second to a week, ascending.</summary>
    public static ValueList<Duration> All { get; } =
    [
        Duration.FromSeconds(1),
        Duration.FromSeconds(5),
        Duration.FromSeconds(15),
        Duration.FromSeconds(30),
        Duration.FromMinutes(1),
        Duration.FromMinutes(2),
        Duration.FromMinutes(5),
        Duration.FromMinutes(10),
        Duration.FromMinutes(15),
        Duration.FromMinutes(30),
        Duration.FromHours(1),
        Duration.FromHours(2),
        Duration.FromHours(4),
        Duration.FromHours(12),
        Duration.FromDays(1),
        Duration.FromDays(7),
    ];

    /// <summary>The shortest that suits; the longest when none does.</summary>
    public static Duration Shortest(Func<Duration, bool> suits) => All.FirstOrDefault(suits, All[^1]);
}
