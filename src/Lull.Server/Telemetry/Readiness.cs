using Lull.Engine.Conducting;
using Lull.Engine.Journal;

namespace Lull.Server.Telemetry;

/// <summary>Whether the server is fit to be given work, with the reasons when it is not.</summary>
public sealed class Readiness(MaintenanceEngine engine)
{
    /// <summary>Below this much room on the store's disk, in bytes, nothing new should be begun.</summary>
    private const long LeastRoom = 64L << 20;

    private volatile ReadinessStage _stage = ReadinessStage.Ready;

    /// <summary>Where the server is in its life.</summary>
    public ReadinessStage Stage => _stage;

    /// <summary>How it is now.</summary>
    public async Task<ReadinessAnswer> LookAsync(CancellationToken cancellation)
    {
        ReadinessStage stage = _stage;
        var reasons = new List<string>();
        IReadOnlyList<EngineTrouble> troubles = engine.Troubles;
        switch (stage)
        {
            case ReadinessStage.Draining:
                reasons.Add("It is stopping: what runs is finished, nothing new starts.");
                break;
            case ReadinessStage.SafeToRestart:
                reasons.Add("Nothing runs any more: it is safe to restart.");
                break;
            case ReadinessStage.Ready:
                reasons.AddRange(
                    troubles.Where(one => one.CannotRecord).Select(one => one.Text).Distinct(StringComparer.Ordinal)
                );
                reasons.AddRange(await StoreAsync(cancellation));
                break;
        }

        return new ReadinessAnswer(reasons.Count == 0, stage, [.. reasons], [.. troubles]);
    }

    internal void Drains() => _stage = ReadinessStage.Draining;

    internal void IsSafeToRestart() => _stage = ReadinessStage.SafeToRestart;

    private async Task<IReadOnlyList<string>> StoreAsync(CancellationToken cancellation)
    {
        try
        {
            await engine.CheckAsync(cancellation);
        }
        catch (Exception broken) when (broken is StoreException or ObjectDisposedException)
        {
            return [broken.Message];
        }

        long room = new DriveInfo(engine.Store.Directory).AvailableFreeSpace;
        return room < LeastRoom
            ? [$"Only {room >> 20} MiB are left on the disk of {engine.Store}. Make room before anything is started."]
            : [];
    }
}

/// <summary>Where a server is in its life.</summary>
public enum ReadinessStage
{
    /// <summary>It works.</summary>
    Ready,

    /// <summary>It finishes what runs and starts nothing new.</summary>
    Draining,

    /// <summary>Nothing runs any more.</summary>
    SafeToRestart,
}

/// <summary>What <c>/readyz</c> says.</summary>
/// <param name="Ready">True when work can be given to it.</param>
/// <param name="Stage">Where it is in its life.</param>
/// <param name="Reasons">Why it is not ready; empty when it is.</param>
/// <param name="Troubles">Maintenances that do not go on; they alone do not make the server unready.</param>
public sealed record ReadinessAnswer(
    bool Ready,
    ReadinessStage Stage,
    ValueList<string> Reasons,
    ValueList<EngineTrouble> Troubles
);
