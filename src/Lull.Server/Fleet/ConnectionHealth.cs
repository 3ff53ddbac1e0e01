using Lull.Connectors.Secrets;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Server.Engines;

namespace Lull.Server.Fleet;

/// <summary>Looks whether the connections of a site are fit for work. Changes nothing outside.</summary>
public sealed class ConnectionHealth(FleetBoard fleet, TimeProvider time)
{
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(10);

    /// <summary>Every connection of a site, looked at together; null when there is no such site.</summary>
    /// <param name="name">The site.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async Task<ValueList<ConnectionState>?> OfAsync(string name, CancellationToken cancellation)
    {
        if (await fleet.SiteAsync(name) is not { } site)
        {
            return null;
        }

        try
        {
            IReadOnlyDictionary<string, OpenConnection> open = EngineHost.Open(
                site,
                new ConnectorServices(new LocalSecrets(), time)
            );
            await using var closing = new SiteConnections(open);
            return
            [
                .. await Task.WhenAll(
                    site.Connections.Select(async connection => new ConnectionState(
                        connection.Name,
                        connection.Kind,
                        await LookAsync(open[connection.Name].Connector, cancellation)
                    ))
                ),
            ];
        }
        catch (OptionsException wrong)
        {
            return
            [
                .. site.Connections.Select(connection => new ConnectionState(
                    connection.Name,
                    connection.Kind,
                    new Health(Good: false, wrong.Message)
                )),
            ];
        }
    }

    private static async Task<Health> LookAsync(IConnector connector, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LookFor);
        try
        {
            return await connector.CheckHealthAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Health(Good: false, $"It did not answer within {LookFor.TotalSeconds:0} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SecretException)
        {
            return new Health(Good: false, fault.Message);
        }
    }
}

/// <summary>A connection and how it is.</summary>
/// <param name="Name">As plans write it.</param>
/// <param name="Kind">The connector.</param>
/// <param name="Health">What looking at it said.</param>
public sealed record ConnectionState(string Name, string Kind, Health Health);
