using Lull.Engine.Conducting;
using Lull.Server;
using Lull.Server.Engines;

namespace Lull.Cli.Running;

/// <summary>The engine of a session, with web pages around it when the session asks for them.</summary>
internal sealed class SessionHost : IAsyncDisposable
{
    private readonly LullServer? _server;
    private readonly EngineHost? _host;
    private bool _isStopped;

    private SessionHost(LullServer? server, EngineHost? host)
    {
        _server = server;
        _host = host;
    }

    internal MaintenanceEngine Engine => _server?.Engine ?? _host!.Engine;

    /// <summary>Opens the store; says where pages are shown.</summary>
    internal static async Task<SessionHost> OpenAsync(SessionParts parts, Screen screen, CancellationToken cancellation)
    {
        if (parts.Listen is not { } listen)
        {
            return new SessionHost(
                null,
                await EngineHost.OpenAsync(parts.Store, parts.Clock, isService: false, pages: null, cancellation)
            );
        }

        LullServer server = await LullServer.StartAsync(
            new ServerOptions
            {
                Store = parts.Store,
                Listen = listen,
                Clock = parts.Clock,
                ClockFactor = parts.ClockFactor,
            },
            cancellation
        );
        screen.Tell($"Look at it in a browser: {server.FirstLink ?? server.Address}");
        return new SessionHost(server, null);
    }

    /// <summary>Starts nothing new, waits a while for what is under way, and closes the store.</summary>
    internal async Task StopAsync(TimeSpan limit)
    {
        _isStopped = true;
        await (_server?.StopAsync(limit) ?? _host!.StopAsync(limit));
    }

    /// <summary>Closes the store at once, as a crash would, unless it was stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await (_server?.DisposeAsync() ?? _host!.DisposeAsync());
        }
    }
}
