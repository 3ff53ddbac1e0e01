namespace Lull.Engine.Timers;

/// <summary>Time of the lab: from a start on, every real second is <c>factor</c> seconds of the maintenance.</summary>
public sealed class ScaledClock : IMaintenanceClock
{
    /// <summary>Outside systems get at least so long to answer, so that a slow machine is not taken for a lost answer.</summary>
    public static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(20);

    private readonly double _factor;
    private readonly Instant _startVirtual;
    private readonly Instant _startReal;

    /// <summary>A clock that showed <paramref name="startVirtual"/> when it really was <paramref name="startReal"/>.</summary>
    /// <param name="factor">How many times faster than real time; above 0.</param>
    /// <param name="startVirtual">Time of the maintenance at the start.</param>
    /// <param name="startReal">Real time at the start.</param>
    /// <param name="time">Real time.</param>
    public ScaledClock(double factor, Instant startVirtual, Instant startReal, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        _factor = factor;
        _startVirtual = startVirtual;
        _startReal = startReal;
        Time = time;
    }

    /// <inheritdoc/>
    public Instant Now => _startVirtual + ((RealNow - _startReal) * _factor);

    /// <inheritdoc/>
    public Instant RealNow => Instant.FromDateTimeOffset(Time.GetUtcNow());

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <inheritdoc/>
    public TimeSpan Real(Duration duration) => (duration / _factor).ToTimeSpan();

    /// <inheritdoc/>
    public TimeSpan RealLimit(Duration limit)
    {
        TimeSpan real = Real(limit);
        return real > ShortestLimit ? real : ShortestLimit;
    }
}
