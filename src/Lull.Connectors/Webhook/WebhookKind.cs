using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Webhook;

/// <summary>Any receiver of Standard Webhooks.</summary>
public sealed class WebhookKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["post"] = new()
            {
                Use = ActionUse.Message,
                Repeat = RepeatClass.Opaque,
                MainArgument = "text",
                Arguments =
                [
                    new("text", "The text.", Required: true),
                    new("type", "The event's type; lull.message unless given."),
                    new("data", "Values by name, handed on beside the text."),
                ],
                Timeout = Duration.FromMinutes(1),
                Summary =
                    "Posts a signed event. Its webhook-id is the effect's marker, by which receivers know a doubled one.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options { get; } =
    [
        new(
            "address",
            "Where events are posted to; a text, or '{ secret: env:NAME }' when the address itself is a secret.",
            Required: true
        ),
        new("secret", "The signing secret, whsec_…, by reference: env:NAME or file:/path.", Required: true),
        new("authorities", "A PEM file of certificate authorities to trust instead of the system's."),
    ];

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var reader = MapReader.OfOptions(name, options);
        TextOrSecret address =
            reader.Value("address")
            ?? throw reader.Wrong(
                "address",
                "is missing",
                "write for example 'address: https://hooks.example.com/lull'"
            );
        if (address is TextOrSecret.Plain plain)
        {
            _ = HttpAddress.OfOption(reader, "address", plain.Text);
        }

        string secret =
            reader.SecretReference("secret")
            ?? throw reader.Wrong("secret", "is missing", "write for example 'secret: env:WEBHOOK_SECRET'");
        string? authorities = reader.OptionalText("authorities");
        if (authorities is not null && !File.Exists(authorities))
        {
            throw reader.Wrong(
                "authorities",
                $"names '{authorities}', which does not exist",
                "write the full path of a PEM file"
            );
        }

        var link = new HttpLink(services.Time, authorities);
        var post = new PostAction(address, secret, link, services);
        return new Connector(
            services.Secrets,
            post.HealthAsync,
            new Dictionary<string, IAction>(StringComparer.Ordinal) { ["post"] = post },
            link
        );
    }
}
