using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary><c>get</c>: looks at an address.</summary>
internal sealed class GetAction(HttpOptions options, HttpLink link, ISecrets secrets) : IAction
{
    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        (_, HttpAnswer answer, string? wrong) = await LookAsync(request, cancellation);
        return wrong is null ? new Observation.Done("", answer.Evidence) : new Observation.NotDone("", answer.Evidence);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        (Uri address, HttpAnswer answer, string? wrong) = await LookAsync(request, cancellation);
        return wrong is null
            ? new Outcome.Done(answer.Evidence)
            : new Outcome.Failed($"{HttpAddress.Shown(address)} is not as expected: {wrong}.", answer.Evidence);
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        (Uri address, _, _) = Read(request);
        return $"Would look at {HttpAddress.Shown(address)}";
    }

    private async ValueTask<(Uri Address, HttpAnswer Answer, string? Wrong)> LookAsync(
        ActionRequest request,
        CancellationToken cancellation
    )
    {
        (Uri address, Expectation expect, ValueList<NamedValue> own) = Read(request);
        var headers = await RequestHeaders.ReadAsync(options, address, own, secrets, cancellation);
        HttpAnswer answer = await link.SendAsync(
            () => headers.On(new HttpRequestMessage(HttpMethod.Get, address)),
            options.Timeout,
            cancellation
        );
        return (address, answer, expect.WrongWith(answer));
    }

    private (Uri Address, Expectation Expect, ValueList<NamedValue> Headers) Read(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        return (
            HttpAddress.OfArgument(
                arguments,
                "url",
                arguments.Text("url", "https://host.example/health"),
                options.Base
            ),
            Expectation.Of(arguments),
            arguments.Values("headers")
        );
    }
}
