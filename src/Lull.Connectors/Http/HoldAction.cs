using System.Text;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Http;

/// <summary><c>hold</c>: a state of any HTTP system that is put on and taken off again, such as paused jobs or a maintenance page.</summary>
/// <remarks>Both calls set a state and may be sent twice; an observation before and after each tells which state it is.</remarks>
internal sealed class HoldAction(HttpOptions options, HttpLink link, ISecrets secrets) : IAction
{
    /// <summary>The arguments, in the order of the documentation.</summary>
    internal static ValueList<ActionArgument> Known { get; } =
    [
        new(
            "look",
            "The address that tells whether it is held; below the connection's base when it begins with '/'.",
            Required: true
        ),
        new(
            "held",
            "What the answer is while it is held: 'status', 'body', 'header' or 'json', as in 'expect'.",
            Required: true
        ),
        new(
            "open",
            "What is called to put it on: an address, or '{ url, method, body }'; POST unless given.",
            Required: true
        ),
        new("close", "What is called to take it off again, written the same way.", Required: true),
        new("headers", "Headers by name for all of them; a value may be '{ secret: env:NAME }'."),
    ];

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        Hold hold = Read(request);
        HttpAnswer answer = await LookAsync(hold, cancellation);
        return Tells(answer) is { } silence ? new Observation.Unknown(silence)
            : hold.Held.WrongWith(answer) is null ? new Observation.Done("held", answer.Evidence)
            : new Observation.NotDone("free", answer.Evidence);
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        Hold hold = Read(request);
        return SetAsync(hold, hold.Open, request.Marker, wanted: true, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation)
    {
        Hold hold = Read(request);
        HttpAnswer answer = await LookAsync(hold, cancellation);
        return Tells(answer) is { } silence ? new Outcome.Unknown(silence)
            : hold.Held.WrongWith(answer) is { } free
                ? new Outcome.Done(new Evidence($"Not held any more, so nothing to take off: {free}"))
            : await SetAsync(hold, hold.Close, request.Marker, wanted: false, cancellation);
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        Hold hold = Read(request);
        return $"Would send {hold.Open.Method} {HttpAddress.Shown(hold.Open.Address)}, "
            + $"and {hold.Close.Method} {HttpAddress.Shown(hold.Close.Address)} at the end";
    }

    private async ValueTask<Outcome> SetAsync(
        Hold hold,
        Call call,
        string marker,
        bool wanted,
        CancellationToken cancellation
    )
    {
        string shown = $"{call.Method} {HttpAddress.Shown(call.Address)}";
        var headers = await RequestHeaders.ReadAsync(options, call.Address, hold.Headers, secrets, cancellation);
        HttpRequestMessage Make()
        {
            var message = new HttpRequestMessage(call.Method, call.Address)
            {
                Content = new StringContent(call.Body, Encoding.UTF8, call.IsJson ? "application/json" : "text/plain"),
            };
            message.Headers.TryAddWithoutValidation("Idempotency-Key", marker);
            return headers.On(message);
        }

        try
        {
            HttpAnswer answer = await link.SendPatientlyAsync(Make, options.Timeout, cancellation);
            if (answer.Status is >= 400 and < 500 and not 408)
            {
                return new Outcome.Failed($"{shown} answered {answer.Summary}: {answer.FirstLine}", answer.Evidence);
            }

            HttpAnswer seen = await LookAsync(hold, cancellation);
            return Tells(seen) is { } silence ? new Outcome.Unknown(silence)
                : hold.Held.WrongWith(seen) is null == wanted ? new Outcome.Done(seen.Evidence)
                : new Outcome.Unknown(
                    $"{shown} answered {answer.Summary}, but {HttpAddress.Shown(hold.Look)} does not show it yet."
                );
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new Outcome.Unknown($"{shown} has no answer: {fault.Message}. It may or may not have arrived.");
        }
    }

    private async ValueTask<HttpAnswer> LookAsync(Hold hold, CancellationToken cancellation)
    {
        var headers = await RequestHeaders.ReadAsync(options, hold.Look, hold.Headers, secrets, cancellation);
        return await link.SendPatientlyAsync(
            () => headers.On(new HttpRequestMessage(HttpMethod.Get, hold.Look)),
            options.Timeout,
            cancellation
        );
    }

    /// <summary>Why an answer tells nothing about the state; null when it does.</summary>
    private static string? Tells(HttpAnswer answer) =>
        answer.Status is 401 or 403 or 408 or 429 or >= 500
            ? $"The look was answered {answer.Summary}: {answer.FirstLine}"
            : null;

    private Hold Read(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        return new Hold(
            HttpAddress.OfArgument(arguments, "look", arguments.Text("look", "/jobs/nightly"), options.Base),
            Expectation.Of(arguments, "held"),
            ReadCall(arguments, "open", "/jobs/nightly/pause"),
            ReadCall(arguments, "close", "/jobs/nightly/resume"),
            arguments.Values("headers")
        );
    }

    private Call ReadCall(MapReader arguments, string name, string example)
    {
        if (arguments.Raw(name) is not Argument.Map)
        {
            return new Call(
                HttpMethod.Post,
                HttpAddress.OfArgument(arguments, name, arguments.Text(name, example), options.Base),
                "",
                IsJson: false
            );
        }

        MapReader call = arguments.Map(name)!.Only("url", "method", "body");
        Argument? body = call.Raw("body");
        return new Call(
            WriteAction.MethodOf(call),
            HttpAddress.OfArgument(call, "url", call.Text("url", example), options.Base),
            body is null ? ""
                : body is Argument.Text text ? text.Value
                : ArgumentJson.Of(body),
            IsJson: body is Argument.Map or Argument.List
        );
    }

    private sealed record Hold(Uri Look, Expectation Held, Call Open, Call Close, ValueList<NamedValue> Headers);

    private sealed record Call(HttpMethod Method, Uri Address, string Body, bool IsJson);
}
