using Lull.Connectors.Guarding;

namespace Lull.Connectors.Smtp;

/// <summary>Mail, handed to a server of the site.</summary>
public sealed class SmtpKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "smtp";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["send"] = new()
            {
                Use = ActionUse.Message,
                Repeat = RepeatClass.Opaque,
                MainArgument = "text",
                Arguments =
                [
                    new("to", "One address or a list; several do not get to see each other.", Required: true),
                    new("subject", "The subject; the first line of the text unless given."),
                    new("text", "The text.", Required: true),
                ],
                Timeout = Duration.FromMinutes(2),
                Summary =
                    "Mails a text. The Message-ID is the same at every try, so that a doubled mail is shown once.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options => SmtpOptions.Known;

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var read = SmtpOptions.Of(name, options);
        return new Connector(
            services.Secrets,
            async cancellation =>
            {
                await using SmtpSession session = await SmtpSession.OpenAsync(read, services.Secrets, cancellation);
                return new Health(Good: true, $"{read.Host}:{read.Port} lets us in.");
            },
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["send"] = new SendAction(read, services.Secrets, services.Time),
            }
        );
    }
}
