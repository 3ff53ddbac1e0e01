using System.Text;
using System.Text.Json;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Slack;

/// <summary>Slack through an incoming webhook: nothing but posting, and a message cannot be found again.</summary>
/// <remarks>A kind of its own, because what is known about doing an action twice belongs to the kind.</remarks>
public sealed class SlackWebhookKind : IConnectorKind
{
    /// <inheritdoc/>
    public string Name => "slack-webhook";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["post"] = new()
            {
                Use = ActionUse.Message,
                Repeat = RepeatClass.Opaque,
                MainArgument = "text",
                Arguments = [new("text", "The text, in Slack's own formatting.", Required: true)],
                Timeout = Duration.FromMinutes(1),
                Summary = "Posts a message to the webhook's channel.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options { get; } =
    [
        new(
            "address",
            "The webhook's address by reference, because it is a secret: env:NAME or file:/path.",
            Required: true
        ),
    ];

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var reader = MapReader.OfOptions(name, options);
        string address =
            reader.SecretReference("address")
            ?? throw reader.Wrong("address", "is missing", "write for example 'address: env:SLACK_WEBHOOK'");
        var link = new HttpLink(services.Time);
        return new Connector(
            services.Secrets,
            async cancellation =>
            {
                await AddressAsync(address, services.Secrets, cancellation);
                return new Health(
                    Good: true,
                    "The webhook's address is there; whether Slack takes it shows with the first message."
                );
            },
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["post"] = new HookAction(address, link, services.Secrets),
            },
            link
        );
    }

    private static async ValueTask<Uri> AddressAsync(
        string reference,
        ISecrets secrets,
        CancellationToken cancellation
    ) =>
        Uri.TryCreate(await secrets.ReadAsync(reference, cancellation), UriKind.Absolute, out Uri? address)
        && address.Scheme is "https" or "http"
            ? address
            : throw new SecretException(
                $"What '{reference}' holds is not the address of a webhook; copy it again from the app's page."
            );

    private sealed class HookAction(string reference, HttpLink link, ISecrets secrets) : IAction
    {
        public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
            ValueTask.FromResult<Observation>(
                new Observation.Unknown("A message sent to a webhook cannot be looked up again; look into the channel.")
            );

        public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
        {
            string text = MapReader.OfArguments(request).Text("text", "We begin.");
            Uri address = await AddressAsync(reference, secrets, cancellation);
            string body = JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["text"] = text }
            );
            try
            {
                HttpAnswer answer = await link.SendAsync(
                    () =>
                        new HttpRequestMessage(HttpMethod.Post, address)
                        {
                            Content = new StringContent(body, Encoding.UTF8, "application/json"),
                        },
                    Duration.FromSeconds(30),
                    cancellation
                );
                return answer.Status switch
                {
                    200 => new Outcome.Done(answer.Evidence),
                    >= 500 => new Outcome.Unknown(
                        $"Slack answered {answer.Summary}; the message may or may not be there."
                    ),
                    _ => new Outcome.Failed(
                        $"Slack did not post: {answer.Status} {answer.FirstLine}. Check the webhook on the app's page.",
                        answer.Evidence
                    ),
                };
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException)
            {
                return new Outcome.Unknown(
                    $"The message was sent and has no answer: {lost.Message}. It may or may not be there."
                );
            }
        }

        public string Describe(ActionRequest request) =>
            $"Would post to the Slack webhook: {MapReader.OfArguments(request).Text("text", "We begin.").Split('\n')[0]}";
    }
}
