using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Slack;

/// <summary>Slack through an app's bot token: a message can be found again.</summary>
public sealed class SlackKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "slack";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["post"] = new()
            {
                Use = ActionUse.Message,
                Repeat = RepeatClass.Keyed,
                MainArgument = "text",
                Arguments =
                [
                    new("text", "The text, in Slack's own formatting.", Required: true),
                    new("channel", "The channel's name or id, such as C0123ABCD; the connection's unless given."),
                ],
                Timeout = Duration.FromMinutes(2),
                Summary = "Posts a message to a channel, once; it carries the effect's marker unseen.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options { get; } =
    [
        new(
            "token",
            "The app's bot token by reference: env:NAME or file:/path. It needs chat:write, channels:history and channels:read.",
            Required: true
        ),
        new("channel", "The channel, by name or id, of messages that name none."),
        new("address", "Where Slack's methods are; https://slack.com/api unless given."),
    ];

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var reader = MapReader.OfOptions(name, options);
        string token =
            reader.SecretReference("token")
            ?? throw reader.Wrong("token", "is missing", "write for example 'token: env:SLACK_TOKEN'");
        var link = new HttpLink(services.Time);
        var api = new SlackApi(
            HttpAddress.OfOption(reader, "address", reader.OptionalText("address") ?? "https://slack.com/api"),
            token,
            link,
            services
        );
        return new Connector(
            services.Secrets,
            api.HealthAsync,
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["post"] = new PostAction(api, reader.OptionalText("channel"), services.Time),
            },
            link
        );
    }
}
