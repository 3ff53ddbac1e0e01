using System.Collections.Concurrent;

namespace Lull.Engine.Effects;

/// <summary>How many effects run at the same time over a connection and on a host, over all maintenances of the engine.</summary>
/// <param name="perHost">The limit of every host.</param>
internal sealed class EffectLimits(int perHost)
{
    /// <summary>Limit of a connection that the procedure says nothing about.</summary>
    private const int Otherwise = 8;

    private readonly ConcurrentDictionary<(string Site, string Name, bool IsHost), SemaphoreSlim> _places = new();

    /// <summary>Waits for a place; disposing gives it back.</summary>
    /// <param name="site">Names mean different things on different sites.</param>
    /// <param name="connection">The connection's name.</param>
    /// <param name="atOnce">Its limit; 0 when the procedure names none. The first one asked for holds.</param>
    /// <param name="host">The host; null when there is none.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal async ValueTask<IDisposable> EnterAsync(
        string site,
        string connection,
        int atOnce,
        string? host,
        CancellationToken cancellation
    )
    {
        int limit = atOnce > 0 ? atOnce : Otherwise;
        SemaphoreSlim? onHost = host is null
            ? null
            : _places.GetOrAdd((site, host, true), static (_, limit) => new SemaphoreSlim(limit), perHost);
        SemaphoreSlim overConnection = _places.GetOrAdd(
            (site, connection, false),
            static (_, limit) => new SemaphoreSlim(limit),
            limit
        );
        if (onHost is not null)
        {
            await onHost.WaitAsync(cancellation);
        }

        try
        {
            await overConnection.WaitAsync(cancellation);
        }
        catch
        {
            onHost?.Release();
            throw;
        }

        return new Place(onHost, overConnection);
    }

    private sealed class Place(SemaphoreSlim? onHost, SemaphoreSlim overConnection) : IDisposable
    {
        public void Dispose()
        {
            overConnection.Release();
            onHost?.Release();
        }
    }
}
