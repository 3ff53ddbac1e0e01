using Lull.Connectors.Secrets;
using Lull.Core.Sites;

namespace Lull.Connectors.Guarding;

/// <summary>Calls tried before a maintenance: read as they will be then, and sent to nobody.</summary>
internal static class Trials
{
    /// <summary>For calls over one connection.</summary>
    /// <remarks>Options that are wrong are said when the connection is made; over such a connection nothing is tried.</remarks>
    internal static CallTrial Over(IConnectorKind kind, Connection connection)
    {
        IConnector made;
        try
        {
            made = kind.Connect(
                connection.Name,
                connection.Options,
                new ConnectorServices(new LocalSecrets(), TimeProvider.System)
            );
        }
        catch (OptionsException)
        {
            return static (_, _) => null;
        }

        return (call, host) => made[call.Action] is GuardedAction action ? action.FaultOf(Request(call, host)) : null;
    }

    private static ActionRequest Request(ActionCall call, Host? host) =>
        new()
        {
            Marker = "lull:trial",
            Arguments = call.Arguments,
            Host = host is null
                ? null
                : new ActionHost(
                    host.Name,
                    host.Values.ToDictionary(value => value.Name, value => value.Text, StringComparer.Ordinal)
                ),
            Timeout = Duration.FromMinutes(1),
        };
}
