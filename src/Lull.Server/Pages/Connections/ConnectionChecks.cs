using System.Collections.Concurrent;
using Lull.Connectors.Secrets;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Server.Engines;

namespace Lull.Server.Pages.Connections;

/// <summary>Looks at the connections of sites and remembers what was seen last. Changes nothing outside.</summary>
public sealed class ConnectionChecks(TimeProvider time)
{
    /// <summary>A connection that does not answer within this is not fit for work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Site, string Connection), ConnectionCheck> _last = new();

    /// <summary>What was seen last; null when nobody has looked since the server started.</summary>
    public ConnectionCheck? Last(string site, string connection) => _last.GetValueOrDefault((site, connection));

    /// <summary>Looks at every connection of a site, all together.</summary>
    public async Task LookAsync(Site site, Instant now, CancellationToken cancellation)
    {
        await Task.WhenAll(
            site.Connections.Select(async connection =>
            {
                Health health = await HealthAsync(
                    site with
                    {
                        Connections = [connection],
                    },
                    connection.Name,
                    cancellation
                );
                _last[(site.Name, connection.Name)] = new ConnectionCheck(now, health.Good, health.Says);
            })
        );
    }

    private async Task<Health> HealthAsync(Site site, string connection, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            IReadOnlyDictionary<string, OpenConnection> open = EngineHost.Open(
                site,
                new ConnectorServices(new LocalSecrets(), time)
            );
            await using var closing = new SiteConnections(open);
            return await open[connection].Connector.CheckHealthAsync(limit.Token);
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

/// <summary>What was seen of a connection.</summary>
/// <param name="At">When.</param>
/// <param name="IsGood">True when it is fit for work.</param>
/// <param name="Says">A sentence.</param>
public sealed record ConnectionCheck(Instant At, bool IsGood, string Says);
