using System.Collections.Concurrent;
using Lull.Connectors.Secrets;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Engines;
using Lull.Server.People;

namespace Lull.Server.Fleet;

/// <summary>Looks whether the connections of sites are fit for work, and remembers what was seen last. Changes nothing outside.</summary>
public sealed class ConnectionHealth(AuditTrail audit, IMaintenanceClock clock)
{
    /// <summary>A connection that does not answer within this is not fit for work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Site, string Connection), ConnectionLook> _last = new();

    /// <summary>Every connection of a site as it was seen last. Asks nobody.</summary>
    public ValueList<ConnectionState> Of(Site site) =>
        [
            .. site.Connections.Select(connection => new ConnectionState(
                connection.Name,
                connection.Kind,
                _last.GetValueOrDefault((site.Name, connection.Name))
            )),
        ];

    /// <summary>Looks at every connection of a site, all together.</summary>
    public async Task LookAsync(Caller caller, Site site, CancellationToken cancellation)
    {
        await audit.AppendAsync(caller.Person, "connections-looked-at", site.Name, "", caller.Address);
        await Task.WhenAll(
            site.Connections.Select(async connection =>
            {
                Health health = await HealthAsync(site, connection, cancellation);
                _last[(site.Name, connection.Name)] = new ConnectionLook(clock.RealNow, health.Good, health.Says);
            })
        );
    }

    /// <summary>Opened alone, so that one whose options are wrong does not hide how the others are.</summary>
    private async Task<Health> HealthAsync(Site site, Connection connection, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            IReadOnlyDictionary<string, OpenConnection> open = EngineHost.Open(
                site with
                {
                    Connections = [connection],
                },
                new ConnectorServices(new LocalSecrets(), clock.Time)
            );
            await using var closing = new SiteConnections(open);
            return await open[connection.Name].Connector.CheckHealthAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Health(Good: false, $"It did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception fault)
            when (fault is HttpRequestException or IOException or SecretException or OptionsException)
        {
            return new Health(Good: false, fault.Message);
        }
    }
}

/// <summary>A connection and how it is.</summary>
/// <param name="Name">As plans write it.</param>
/// <param name="Kind">The connector.</param>
/// <param name="Look">What was seen last; null when nobody has looked since the server started.</param>
public sealed record ConnectionState(string Name, string Kind, ConnectionLook? Look);

/// <summary>What was seen of a connection.</summary>
/// <param name="At">When.</param>
/// <param name="IsGood">True when it is fit for work.</param>
/// <param name="Says">A sentence.</param>
public sealed record ConnectionLook(Instant At, bool IsGood, string Says);
