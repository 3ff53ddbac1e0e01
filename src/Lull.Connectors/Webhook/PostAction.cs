using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lull.Connectors.Http;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Webhook;

/// <summary><c>post</c>: an event signed as Standard Webhooks 1.0 say.</summary>
internal sealed class PostAction(TextOrSecret address, string secret, HttpLink link, ConnectorServices services)
    : IAction
{
    private const string Prefix = "whsec_";
    private const int ShortestKey = 16;
    private static readonly Duration Limit = Duration.FromSeconds(30);

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult<Observation>(
            new Observation.Unknown(
                $"An event cannot be looked up again; ask its receiver for webhook-id {request.Marker}."
            )
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        byte[] key = await KeyAsync(cancellation);
        Uri to = await AddressAsync(cancellation);
        DateTimeOffset now = services.Time.GetUtcNow();
        string body = BodyOf(request, now);
        string timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string signature = Convert.ToBase64String(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{request.Marker}.{timestamp}.{body}"))
        );
        HttpRequestMessage Make()
        {
            var message = new HttpRequestMessage(HttpMethod.Post, to)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            message.Headers.Add("webhook-id", request.Marker);
            message.Headers.Add("webhook-timestamp", timestamp);
            message.Headers.Add("webhook-signature", $"v1,{signature}");
            return message;
        }

        try
        {
            HttpAnswer answer = await link.SendAsync(Make, Limit, cancellation);
            return answer switch
            {
                { IsGood: true } => new Outcome.Done(answer.Evidence),
                { Status: 408 or 500 or 502 or 504 } => new Outcome.Unknown(
                    $"{to.Host} answered {answer.Summary}: {answer.FirstLine} The event may or may not have been taken."
                ),
                { Status: 410 } => new Outcome.Failed(
                    $"{to.Host} answered 410: nobody wants events there any more; take the connection out of the site.",
                    answer.Evidence
                ),
                _ => new Outcome.Failed(
                    $"{to.Host} did not take the event: {answer.Summary}: {answer.FirstLine}",
                    answer.Evidence
                ),
            };
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return new Outcome.Unknown(
                $"The event was sent to {to.Host} and has no answer: {lost.Message}. It may or may not have been taken."
            );
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        return $"Would post a signed event '{TypeOf(arguments)}': {arguments.Text("text", "We begin.").Split('\n')[0]}";
    }

    /// <summary>Reads the address and the secret; posting to see whether it works would be an event.</summary>
    internal async ValueTask<Health> HealthAsync(CancellationToken cancellation)
    {
        await KeyAsync(cancellation);
        Uri to = await AddressAsync(cancellation);
        return new Health(Good: true, $"Ready to post to {to.Host}; whether it takes events shows with the first.");
    }

    private static string BodyOf(ActionRequest request, DateTimeOffset now)
    {
        var arguments = MapReader.OfArguments(request);
        string moment = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        ValueList<NamedArgument> data = arguments.Raw("data") switch
        {
            null => [],
            Argument.Map map when map["text"] is null => map.Entries,
            Argument.Map or Argument.List or Argument.Text => throw arguments.Wrong(
                "data",
                "must be a map without 'text'",
                "write 'data: { name: value }'"
            ),
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", TypeOf(arguments));
            writer.WriteString("timestamp", moment);
            writer.WriteStartObject("data");
            writer.WriteString("text", arguments.Text("text", "We begin."));
            foreach (NamedArgument entry in data)
            {
                writer.WritePropertyName(entry.Name);
                ArgumentJson.Write(writer, entry.Value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string TypeOf(MapReader arguments) => arguments.OptionalText("type") ?? "lull.message";

    private async ValueTask<Uri> AddressAsync(CancellationToken cancellation) =>
        Uri.TryCreate(await address.ReadAsync(services.Secrets, cancellation), UriKind.Absolute, out Uri? to)
        && to.Scheme is "https" or "http"
            ? to
            : throw new SecretException("What the reference under 'address' holds is not an http address.");

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellation)
    {
        string text = await services.Secrets.ReadAsync(secret, cancellation);
        byte[] key = new byte[text.Length];
        return
            text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], key, out int length)
            && length >= ShortestKey
            ? key[..length]
            : throw new SecretException(
                $"What '{secret}' holds is not a signing secret; it begins with whsec_ and goes on in Base64 (at least {ShortestKey} bytes)."
            );
    }
}
