using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Alertmanager;

/// <summary>Prometheus Alertmanager, API version 2.</summary>
public sealed class AlertmanagerKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "alertmanager";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["silence"] = new()
            {
                Use = ActionUse.Bracket,
                Repeat = RepeatClass.Keyed,
                MainArgument = "matchers",
                Arguments =
                [
                    new(
                        "matchers",
                        "Which alerts: values by label, or a list in Alertmanager's words such as 'instance=~\"shop-web.*\"'.",
                        Required: true
                    ),
                    new("comment", "Shown in Alertmanager after Lull's marker."),
                    new(
                        "for",
                        "How long it may last when nobody extends it; 1h unless given. Lull's own limit counts when there is one."
                    ),
                ],
                Timeout = Duration.FromMinutes(1),
                Summary =
                    "Silences alerts; the silence ends by itself when Lull dies, and is extended while Lull lives.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options => AlertmanagerOptions.Known;

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var read = AlertmanagerOptions.Of(name, options);
        var link = new HttpLink(services.Time, read.Authorities);
        var api = new SilenceApi(read, link, services.Secrets);
        return new Connector(
            services.Secrets,
            api.HealthAsync,
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["silence"] = new SilenceAction(api, services.Time),
            },
            link
        );
    }
}

/// <summary>Options of an <c>alertmanager</c> connection.</summary>
/// <param name="Address">Base address; the path before <c>/api/v2</c> is kept.</param>
/// <param name="Headers">For the proxy in front.</param>
/// <param name="User">For basic sign-in; null when there is none.</param>
/// <param name="Password">Reference of its secret; null when there is none.</param>
/// <param name="Authorities">PEM file of authorities to trust instead of the system's; null for the system's.</param>
internal sealed record AlertmanagerOptions(
    Uri Address,
    ValueList<NamedValue> Headers,
    string? User,
    string? Password,
    string? Authorities
)
{
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new("address", "The base address, such as https://alerts.example.com.", Required: true),
        new("headers", "Headers for the proxy in front, by name; a value may be '{ secret: env:NAME }'."),
        new("user", "Name for basic sign-in at the proxy in front."),
        new("password", "Its password by reference: env:NAME or file:/path."),
        new("authorities", "A PEM file of certificate authorities to trust instead of the system's."),
    ];

    internal static AlertmanagerOptions Of(string name, Argument.Map options)
    {
        var reader = MapReader.OfOptions(name, options);
        string? user = reader.OptionalText("user");
        string? password = reader.SecretReference("password");
        if (user is null != password is null)
        {
            throw reader.Wrong(
                user is null ? "user" : "password",
                "is missing beside the other",
                "write both or neither"
            );
        }

        string? authorities = reader.OptionalText("authorities");
        return authorities is null || File.Exists(authorities)
            ? new AlertmanagerOptions(
                HttpAddress.OfOption(reader, "address", reader.Text("address", "http://127.0.0.1:9093")),
                reader.Values("headers"),
                user,
                password,
                authorities
            )
            : throw reader.Wrong(
                "authorities",
                $"names '{authorities}', which does not exist",
                "write the full path of a PEM file"
            );
    }
}
