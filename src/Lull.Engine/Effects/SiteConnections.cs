using Lull.Engine.Connectors;

namespace Lull.Engine.Effects;

/// <summary>A connection of a site with what its kind of connector can do.</summary>
/// <param name="Connector">The connection.</param>
/// <param name="Actions">Its actions, by name, as <see cref="IConnectorKind.Actions"/> describes them.</param>
public sealed record OpenConnection(IConnector Connector, IReadOnlyDictionary<string, ActionTraits> Actions);

/// <summary>The connections of one maintenance's site, by name. Closed with the conductor that uses them.</summary>
public sealed class SiteConnections(IReadOnlyDictionary<string, OpenConnection> connections) : IAsyncDisposable
{
    /// <summary>The action that a call names, or null when the site or its connector has none.</summary>
    internal (IAction Action, ActionTraits Traits)? Find(ActionCall call) =>
        connections.TryGetValue(call.Connection, out OpenConnection? connection)
        && connection.Actions.TryGetValue(call.Action, out ActionTraits? traits)
            ? (connection.Connector[call.Action], traits)
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (OpenConnection connection in connections.Values)
        {
            await connection.Connector.DisposeAsync();
        }
    }
}
