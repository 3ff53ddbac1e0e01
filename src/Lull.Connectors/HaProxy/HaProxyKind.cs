using Lull.Connectors.Guarding;
using Lull.Connectors.Reading;

namespace Lull.Connectors.HaProxy;

/// <summary>HAProxy through its runtime socket.</summary>
public sealed class HaProxyKind : IConnectorKind
{
    private static readonly ValueList<ActionArgument> Bracket =
    [
        new("server", "The server's name in HAProxy; the host's name unless given."),
        new("backend", "Its backend; the connection's unless given."),
        new("wait", "How long to wait until its last session is over; 1m unless given."),
        new(
            "cut",
            "true: sessions that are left after 'wait' are cut. Unless given, opening fails then and is closed again."
        ),
        new("until-up", "How long closing waits until HAProxy sees the server UP; 2m unless given."),
    ];

    /// <inheritdoc/>
    public string Name => "haproxy";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["drain"] = new()
            {
                Use = ActionUse.Bracket,
                Repeat = RepeatClass.Convergent,
                TakesOutOfService = true,
                HostStandsFor = "server",
                MainArgument = "server",
                Arguments = Bracket,
                Timeout = Duration.FromMinutes(5),
                Summary =
                    "Gives a server no new sessions and waits until its last one is over; closing puts back what was before.",
            },
            ["maintenance"] = new()
            {
                Use = ActionUse.Bracket,
                Repeat = RepeatClass.Convergent,
                TakesOutOfService = true,
                HostStandsFor = "server",
                MainArgument = "server",
                Arguments = Bracket,
                Timeout = Duration.FromMinutes(5),
                Summary =
                    "Puts a server into maintenance: no sessions at all, no health checks; closing puts back what was before.",
            },
            ["up"] = new()
            {
                Use = ActionUse.Check,
                Repeat = RepeatClass.Convergent,
                HostStandsFor = "server",
                MainArgument = "server",
                Arguments = [.. Bracket.Take(2)],
                Timeout = Duration.FromSeconds(10),
                Summary = "Holds when HAProxy sees the server UP on every node and its health check agrees.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options => HaProxyOptions.Known;

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var read = HaProxyOptions.Of(name, options);
        var nodes = new HaProxyNodes(read.Addresses);
        return new Connector(
            services.Secrets,
            nodes.HealthAsync,
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["drain"] = new HoldAction(read, nodes, services.Time, AdminState.Drain),
                ["maintenance"] = new HoldAction(read, nodes, services.Time, AdminState.Maintenance),
                ["up"] = new UpAction(read, nodes),
            }
        );
    }
}

/// <summary>Options of a <c>haproxy</c> connection.</summary>
/// <param name="Addresses">The runtime socket of each node, at least one.</param>
/// <param name="Backend">For actions that name none; empty when each must.</param>
internal sealed record HaProxyOptions(ValueList<RuntimeAddress> Addresses, string Backend)
{
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new(
            "address",
            "The runtime socket, or a list of them for several nodes: tcp://127.0.0.1:9999 or unix:///run/haproxy/admin.sock.",
            Required: true
        ),
        new("backend", "The backend of actions that name none."),
    ];

    internal static HaProxyOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        ValueList<string> addresses = reader.Texts("address");
        if (addresses.Count == 0)
        {
            throw reader.Wrong("address", "is missing", "write for example 'address: unix:///run/haproxy/admin.sock'");
        }

        if (addresses.Distinct(StringComparer.Ordinal).Count() < addresses.Count)
        {
            throw reader.Wrong("address", "names a node twice", "name each node once");
        }

        string backend = reader.OptionalText("backend") ?? "";
        return ServerName.IsName(backend) || backend.Length == 0
            ? new HaProxyOptions(
                [
                    .. addresses.Select(address =>
                        RuntimeAddress.TryParse(address)
                        ?? throw reader.Wrong(
                            "address",
                            $"'{address}' is not a runtime socket",
                            "write 'tcp://host:port' or 'unix:///full/path'"
                        )
                    ),
                ],
                backend
            )
            : throw reader.Wrong(
                "backend",
                $"'{backend}' is not a name that HAProxy allows",
                "use letters, digits, '-', '_', '.' and ':'"
            );
    }
}
