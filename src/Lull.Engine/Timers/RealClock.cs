namespace Lull.Engine.Timers;

/// <summary>Maintenances live in real time.</summary>
public sealed class RealClock(TimeProvider time) : IMaintenanceClock
{
    /// <inheritdoc/>
    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <inheritdoc/>
    public Instant RealNow => Now;

    /// <inheritdoc/>
    public TimeProvider Time => time;

    /// <inheritdoc/>
    public TimeSpan Real(Duration duration) => duration.ToTimeSpan();

    /// <inheritdoc/>
    public TimeSpan RealLimit(Duration limit) => limit.ToTimeSpan();
}
