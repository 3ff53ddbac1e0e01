using System.Net.Http.Headers;
using System.Text;
using Lull.Connectors.Guarding;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary><c>call</c> and <c>put</c>: requests that change something.</summary>
/// <remarks>A repeatable one is sent again while the other side is busy; the other kind never is, once its body has left.</remarks>
internal sealed class WriteAction(HttpOptions options, HttpLink link, ISecrets secrets, bool repeatable) : IAction
{
    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Observation>(
            repeatable
                ? new Observation.NotDone("", new Evidence("Cannot be seen from outside; putting it again is harmless"))
                : new Observation.Unknown("A call cannot be looked up again; ask the other side whether it arrived.")
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        Call call = Read(request);
        var headers = await RequestHeaders.ReadAsync(options, call.Address, call.Headers, secrets, cancellation);
        string shown = $"{call.Method} {HttpAddress.Shown(call.Address)}";
        HttpRequestMessage Make()
        {
            // A request without any body is sent again by the base library when its connection turns out to be closed.
            var message = new HttpRequestMessage(call.Method, call.Address)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Body ?? "")),
            };
            if (call.Body is not null)
            {
                message.Content.Headers.ContentType = new MediaTypeHeaderValue(
                    call.IsJson ? "application/json" : "text/plain",
                    "utf-8"
                );
            }

            message.Headers.TryAddWithoutValidation("Idempotency-Key", request.Marker);
            return headers.On(message);
        }

        try
        {
            HttpAnswer answer = repeatable
                ? await link.SendPatientlyAsync(Make, options.Timeout, cancellation)
                : await link.SendAsync(Make, options.Timeout, cancellation);
            return OutcomeOf(call.Expect, answer, shown);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new Outcome.Unknown(
                $"{shown} was sent and has no answer: {fault.Message}. It may or may not have arrived."
            );
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        Call call = Read(request);
        return $"Would send {call.Method} {HttpAddress.Shown(call.Address)}{(call.Body is { } body ? $" with {body.Length} characters" : "")}";
    }

    private static Outcome OutcomeOf(Expectation expect, HttpAnswer answer, string shown) =>
        (expect.WrongWith(answer), answer.Status) switch
        {
            (null, _) => new Outcome.Done(answer.Evidence),
            // Answers of a gateway in front: the server behind it may have done it all the same.
            (_, 408 or 500 or 502 or 504) when !expect.IsExpected(answer.Status) => new Outcome.Unknown(
                $"{shown} answered {answer.Summary}: {answer.FirstLine} It may or may not have happened."
            ),
            (_, 401) => new Outcome.Failed(
                $"{shown} answered 401: not signed in; check the headers of the connection.",
                answer.Evidence
            ),
            (_, 403) => new Outcome.Failed(
                $"{shown} answered 403: signed in, but not allowed to do this: {answer.FirstLine}",
                answer.Evidence
            ),
            (_, >= 300) => new Outcome.Failed(
                $"{shown} answered {answer.Summary}: {answer.FirstLine}",
                answer.Evidence
            ),
            // It was accepted and looks different than the plan expects: something happened.
            ({ } wrong, _) => new Outcome.Unknown($"{shown} was accepted, but {wrong}. Look at what it did."),
        };

    private Call Read(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        Argument? body = arguments.Raw("body");
        return new Call(
            repeatable ? HttpMethod.Put : MethodOf(arguments),
            HttpAddress.OfArgument(arguments, "url", arguments.Text("url", "https://host.example/flag"), options.Base),
            body is null ? null
                : body is Argument.Text text ? text.Value
                : ArgumentJson.Of(body),
            IsJson: body is Argument.Map or Argument.List || (body is Argument.Text { Value: ['{' or '[', ..] }),
            arguments.Values("headers"),
            Expectation.Of(arguments)
        );
    }

    internal static HttpMethod MethodOf(MapReader arguments) =>
        arguments.OptionalText("method")?.ToUpperInvariant() switch
        {
            null or "POST" => HttpMethod.Post,
            "PUT" => HttpMethod.Put,
            "PATCH" => HttpMethod.Patch,
            "DELETE" => HttpMethod.Delete,
            { } other => throw arguments.Wrong(
                "method",
                $"'{other}' does not change anything or is not known",
                "write POST, PUT, PATCH or DELETE; to look, use 'get'"
            ),
        };

    private sealed record Call(
        HttpMethod Method,
        Uri Address,
        string? Body,
        bool IsJson,
        ValueList<NamedValue> Headers,
        Expectation Expect
    );
}
