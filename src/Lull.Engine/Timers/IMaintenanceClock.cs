namespace Lull.Engine.Timers;

/// <summary>The time of maintenances, and how it relates to the time that really passes.</summary>
/// <remarks>
/// In production the two are the same. In the lab hours become seconds; outside systems still live in real time, so whatever
/// is told to them (the end of a silence) or waited for from them is real.
/// </remarks>
public interface IMaintenanceClock
{
    /// <summary>Now, as plans and journals mean it.</summary>
    Instant Now { get; }

    /// <summary>Now, as outside systems mean it.</summary>
    Instant RealNow { get; }

    /// <summary>What waits are made of.</summary>
    TimeProvider Time { get; }

    /// <summary>How long to really wait for so much time of the maintenance to pass.</summary>
    TimeSpan Real(Duration duration);

    /// <summary>How long to really wait for an answer from outside before it counts as lost.</summary>
    TimeSpan RealLimit(Duration limit);
}
