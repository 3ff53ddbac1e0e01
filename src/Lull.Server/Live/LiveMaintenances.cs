using System.Collections.Concurrent;
using Lull.Engine.Conducting;
using Lull.Engine.Timers;

namespace Lull.Server.Live;

/// <summary>The maintenances that somebody looks at, each followed once.</summary>
public sealed class LiveMaintenances(MaintenanceEngine engine, IMaintenanceClock clock) : IAsyncDisposable
{
    /// <summary>Maintenances that are over are folded again when asked for, but so many stay ready.</summary>
    private const int KeptWhenOver = 32;

    private readonly ConcurrentDictionary<MaintenanceId, Lazy<Task<LiveMaintenance?>>> _followed = new();
    private readonly ConcurrentQueue<MaintenanceId> _over = new();

    /// <summary>The maintenance of that id; null when the store has none, or its journal cannot be folded.</summary>
    public async Task<LiveMaintenance?> FindAsync(MaintenanceId id)
    {
        Lazy<Task<LiveMaintenance?>> found = _followed.GetOrAdd(
            id,
            static (key, self) =>
                new Lazy<Task<LiveMaintenance?>>(() =>
                    LiveMaintenance.FollowAsync(self.Engine, self.Clock, key, CancellationToken.None)
                ),
            (Engine: engine, Clock: clock)
        );
        LiveMaintenance? live;
        try
        {
            live = await found.Value;
        }
        catch
        {
            _followed.TryRemove(KeyValuePair.Create(id, found));
            throw;
        }

        if (live is null)
        {
            _followed.TryRemove(KeyValuePair.Create(id, found));
            return null;
        }

        if (live.Now.View.Ending is not null && !_over.Contains(id))
        {
            _over.Enqueue(id);
            if (_over.Count > KeptWhenOver && _over.TryDequeue(out MaintenanceId? oldest))
            {
                await ForgetAsync(oldest);
            }
        }

        return live;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (MaintenanceId id in _followed.Keys)
        {
            await ForgetAsync(id);
        }
    }

    private async Task ForgetAsync(MaintenanceId id)
    {
        if (_followed.TryRemove(id, out Lazy<Task<LiveMaintenance?>>? gone) && await gone.Value is { } live)
        {
            await live.DisposeAsync();
        }
    }
}
