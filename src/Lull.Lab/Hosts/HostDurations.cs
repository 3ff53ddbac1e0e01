namespace Lull.Lab.Hosts;

/// <summary>How long each piece of administration keeps a host busy.</summary>
public sealed record HostDurations
{
    /// <summary>Taking a backup. The host serves meanwhile.</summary>
    public TimeSpan Backup { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Deploying a version. The host does not serve meanwhile.</summary>
    public TimeSpan Deploy { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Preparing a host for its patches. The host serves meanwhile.</summary>
    public TimeSpan Remediate { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Patching. The host does not serve meanwhile.</summary>
    public TimeSpan Patch { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Restarting. The host refuses connections meanwhile, and cuts what it was working on.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Putting the backup back. The host does not serve meanwhile.</summary>
    public TimeSpan Restore { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Everything takes equally long.</summary>
    public static HostDurations Each(TimeSpan duration) =>
        new()
        {
            Backup = duration,
            Deploy = duration,
            Remediate = duration,
            Patch = duration,
            Restart = duration,
            Restore = duration,
        };

    internal TimeSpan Of(HostOperation operation) =>
        operation switch
        {
            HostOperation.Backup => Backup,
            HostOperation.Deploy => Deploy,
            HostOperation.Remediate => Remediate,
            HostOperation.Patch => Patch,
            HostOperation.Restart => Restart,
            HostOperation.Restore => Restore,
        };
}
