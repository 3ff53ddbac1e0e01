using Lull.Connectors;
using Lull.Connectors.Secrets;
using Lull.Core.Maintenances;
using Lull.Core.Notices;
using Lull.Core.Sites;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Control;
using Lull.Engine.Effects;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Plans;

namespace Lull.Server.Engines;

/// <summary>The engine of this process, with the socket for other terminals.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly ControlServer _server;

    private EngineHost(MaintenanceEngine engine, ControlServer server)
    {
        Engine = engine;
        _server = server;
    }

    /// <summary>The engine.</summary>
    public MaintenanceEngine Engine { get; }

    /// <summary>Opens a store; maintenances in it that are not over go on at once.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    /// <exception cref="ControlException">The store's directory cannot hold a socket.</exception>
    /// <param name="store">Where.</param>
    /// <param name="clock">The time of maintenances.</param>
    /// <param name="isService">True when it stays after its maintenances are over, so that others may hand it plans.</param>
    /// <param name="pages">Where its pages are reached, for notices that name the report; null when there are none, or only for this machine.</param>
    /// <param name="cancellation">Ends the opening.</param>
    public static async Task<EngineHost> OpenAsync(
        Store store,
        IMaintenanceClock clock,
        bool isService,
        Uri? pages,
        CancellationToken cancellation
    )
    {
        string socket = ControlServer.SocketOf(store.Directory);
        var secrets = new LocalSecrets();
        MaintenanceEngine engine = await MaintenanceEngine.OpenAsync(
            store,
            new EngineOptions
            {
                Connect = planned => Connect(planned, new ConnectorServices(secrets, clock.Time)),
                Render = (id, state, delivery, journal) =>
                    Notice.Text(state, delivery, new NoticeFacts(journal, ReportOf(id, pages))),
                Secrets = secrets,
                Clock = clock,
            },
            socket,
            cancellation
        );
        try
        {
            return new EngineHost(engine, await ControlServer.StartAsync(engine, socket, isService, cancellation));
        }
        catch (ControlException)
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connections of a site.</summary>
    /// <exception cref="OptionsException">An option of a connection is wrong.</exception>
    public static IReadOnlyDictionary<string, OpenConnection> Open(Site site, ConnectorServices services)
    {
        var open = new Dictionary<string, OpenConnection>(StringComparer.Ordinal);
        foreach (Connection connection in site.Connections)
        {
            IConnectorKind kind =
                ConnectorKinds.All.FirstOrDefault(one => one.Name == connection.Kind)
                ?? throw new OptionsException(
                    $"'{connection.Name}' is of kind '{connection.Kind}', which this Lull does not know."
                );
            open[connection.Name] = new OpenConnection(
                kind.Connect(connection.Name, connection.Options, services),
                kind.Actions
            );
        }

        return open;
    }

    /// <summary>Starts nothing new and waits a while for what is under way; other terminals can still look meanwhile.</summary>
    public Task DrainAsync(TimeSpan limit) => Engine.DrainAsync(limit);

    /// <summary>Starts nothing new, waits a while for what is under way, and closes the store.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await DrainAsync(limit);
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private static string ReportOf(MaintenanceId id, Uri? pages) =>
        pages is null ? $"lull report --maintenance {id}" : new Uri(pages, $"/maintenances/{id}/report").AbsoluteUri;

    private static SiteConnections Connect(MaintenanceEvent.Planned planned, ConnectorServices services)
    {
        SiteReading reading = SiteReader.Read("the site in the journal", planned.SiteText, ConnectorKinds.Catalogue);
        return reading.Site is { } site
            ? new SiteConnections(Open(site, services))
            : throw new OptionsException(
                $"The site that was frozen with the plan can no longer be read: {string.Join("; ", reading.Findings.Select(finding => finding.Message))}"
            );
    }
}
