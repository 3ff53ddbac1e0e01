using Lull.Connectors.Guarding;

namespace Lull.Connectors.Http;

/// <summary>Anything that answers HTTP.</summary>
public sealed class HttpKind : IConnectorKind
{
    private static readonly ActionArgument Url = new(
        "url",
        "The address; below the connection's base when it begins with '/'.",
        Required: true
    );
    private static readonly ActionArgument Headers = new(
        "headers",
        "Headers by name; a value may be '{ secret: env:NAME }'."
    );
    private static readonly ActionArgument Body = new(
        "body",
        "The body: a text is sent as it is, a map or list as JSON."
    );

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ActionTraits> Actions { get; } =
        new Dictionary<string, ActionTraits>(StringComparer.Ordinal)
        {
            ["get"] = new()
            {
                Use = ActionUse.Check,
                Repeat = RepeatClass.Convergent,
                MainArgument = "url",
                Arguments = [Url, Expectation.Known, Headers],
                Timeout = Duration.FromSeconds(30),
                Summary = "Looks at an address; holds when the answer is as expected.",
            },
            ["call"] = new()
            {
                Use = ActionUse.Change,
                Repeat = RepeatClass.Opaque,
                MainArgument = "url",
                Arguments =
                [
                    Url,
                    new("method", "POST unless given; PUT, PATCH or DELETE."),
                    Body,
                    Headers,
                    Expectation.Known,
                ],
                Timeout = Duration.FromMinutes(1),
                Summary =
                    "Calls an address that changes something. Sent once; the header Idempotency-Key carries the effect's marker.",
            },
            ["put"] = new()
            {
                Use = ActionUse.Change,
                Repeat = RepeatClass.Convergent,
                MainArgument = "url",
                Arguments = [Url, Body, Headers, Expectation.Known],
                Timeout = Duration.FromMinutes(1),
                Summary = "Puts a state to an address; saying it twice is the same as once.",
            },
            ["hold"] = new()
            {
                Use = ActionUse.Bracket,
                Repeat = RepeatClass.Convergent,
                MainArgument = "look",
                Arguments = HoldAction.Known,
                Timeout = Duration.FromMinutes(1),
                Summary =
                    "Puts a state on and takes it off again, such as paused jobs or a maintenance page; a look tells which it is.",
            },
        };

    /// <inheritdoc/>
    public ValueList<ActionArgument> Options => HttpOptions.Known;

    /// <inheritdoc/>
    public IConnector Connect(string name, Argument.Map options, ConnectorServices services)
    {
        var read = HttpOptions.Of(name, options);
        var link = new HttpLink(services.Time, read.Authorities);
        return new Connector(
            services.Secrets,
            cancellation => HealthAsync(read, link, services.Secrets, cancellation),
            new Dictionary<string, IAction>(StringComparer.Ordinal)
            {
                ["get"] = new GetAction(read, link, services.Secrets),
                ["call"] = new WriteAction(read, link, services.Secrets, repeatable: false),
                ["put"] = new WriteAction(read, link, services.Secrets, repeatable: true),
                ["hold"] = new HoldAction(read, link, services.Secrets),
            },
            link
        );
    }

    private static async ValueTask<Health> HealthAsync(
        HttpOptions options,
        HttpLink link,
        ISecrets secrets,
        CancellationToken cancellation
    )
    {
        if (options.Base is not { } address)
        {
            return new Health(Good: true, "Ready; there is no base address to look at.");
        }

        var headers = await RequestHeaders.ReadAsync(options, address, [], secrets, cancellation);
        HttpAnswer answer = await link.SendAsync(
            () => headers.On(new HttpRequestMessage(HttpMethod.Get, address)),
            options.Timeout,
            cancellation
        );
        return answer.Status switch
        {
            401 or 403 => new Health(
                Good: false,
                $"{HttpAddress.Shown(address)} answers {answer.Summary}: not allowed in; check 'headers'."
            ),
            >= 500 => new Health(
                Good: false,
                $"{HttpAddress.Shown(address)} answers {answer.Summary}: {answer.FirstLine}"
            ),
            _ => new Health(Good: true, $"{HttpAddress.Shown(address)} answers {answer.Summary}."),
        };
    }
}
