namespace Lull.Server.Tests.Kit;

/// <summary>The real time, moved by what a test says.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>How much later it is than it is.</summary>
    internal TimeSpan By { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() + (long)(By.TotalSeconds * TimestampFrequency);
}
