using System.Globalization;
using System.Text.Json;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Slack;

/// <summary><c>post</c> with a bot token: found again by the marker in the message's metadata.</summary>
internal sealed class PostAction(SlackApi api, string? channelOfConnection, TimeProvider time) : IAction
{
    private const int MostPages = 5;
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(2);

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        (string written, _) = Read(request);
        (string channel, string? missing) = await api.ChannelAsync(written, cancellation);
        if (missing is not null)
        {
            return new Observation.Unknown(missing);
        }

        (string? ts, string? fault) = await FindAsync(channel, request.Marker, cancellation);
        return (ts, fault) switch
        {
            (_, { } why) => new Observation.Unknown($"Slack does not show what is in {channel}: {why}"),
            ({ } found, _) => new Observation.Done("", new Evidence($"Posted to {channel} as {found}")),
            _ => new Observation.NotDone("", new Evidence($"Nothing of '{request.Marker}' in {channel}")),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        (string written, string text) = Read(request);
        (string channel, string? missing) = await api.ChannelAsync(written, cancellation);
        if (missing is not null)
        {
            return new Outcome.Failed(missing, Evidence.None);
        }

        (string? ts, string? fault) = await FindAsync(channel, request.Marker, cancellation);
        if (fault is not null)
        {
            return new Outcome.Failed(
                $"Slack does not show what is in {channel}, so nothing was posted: {fault}",
                Evidence.None
            );
        }

        if (ts is not null)
        {
            return new Outcome.Done(new Evidence($"Posted to {channel} as {ts}"), ts);
        }

        try
        {
            (JsonElement fields, _) = await api.CallAsync(
                HttpMethod.Post,
                "chat.postMessage",
                BodyOf(channel, text, request.Marker),
                cancellation
            );
            if (SlackApi.MayHaveHappened(fields))
            {
                return new Outcome.Unknown(
                    $"Slack broke while it posted to {channel}; the message may or may not be there."
                );
            }

            if (!SlackApi.IsOk(fields))
            {
                return new Outcome.Failed(
                    $"Slack did not post to {channel}: {SlackApi.Explain(fields)}",
                    Evidence.None
                );
            }

            string posted = fields.GetProperty("ts").GetString() ?? "";
            return new Outcome.Done(new Evidence($"Posted to {channel} as {posted}"), posted);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return new Outcome.Unknown(
                $"The message to {channel} was sent and has no answer: {lost.Message}. It may or may not be there."
            );
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        (string channel, string text) = Read(request);
        return $"Would post to {channel}: {text.Split('\n')[0]}";
    }

    /// <summary>The message that carries the marker, among those of the last two days; or why Slack does not show them.</summary>
    private async ValueTask<(string? Ts, string? Fault)> FindAsync(
        string channel,
        string marker,
        CancellationToken cancellation
    )
    {
        string oldest = (time.GetUtcNow() - LookBack).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string cursor = "";
        for (int page = 0; page < MostPages; page++)
        {
            string query =
                $"conversations.history?channel={channel}&oldest={oldest}&limit=200&include_all_metadata=true&cursor={Uri.EscapeDataString(cursor)}";
            (JsonElement fields, _) = await api.CallAsync(HttpMethod.Get, query, body: null, cancellation);
            if (!SlackApi.IsOk(fields))
            {
                return (null, SlackApi.Explain(fields));
            }

            foreach (JsonElement message in fields.GetProperty("messages").EnumerateArray())
            {
                if (KeyOf(message) == marker)
                {
                    return (message.GetProperty("ts").GetString(), null);
                }
            }

            cursor = SlackApi.NextPage(fields);
            if (cursor.Length == 0)
            {
                break;
            }
        }

        return (null, null);
    }

    private static string? KeyOf(JsonElement message) =>
        message.TryGetProperty("metadata", out JsonElement metadata)
        && metadata.TryGetProperty("event_payload", out JsonElement payload)
        && payload.TryGetProperty("key", out JsonElement key)
            ? key.GetString()
            : null;

    private static string BodyOf(string channel, string text, string marker) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["channel"] = channel,
                ["text"] = text,
                ["unfurl_links"] = false,
                ["metadata"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["event_type"] = "lull_effect",
                    ["event_payload"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = marker },
                },
            }
        );

    private (string Channel, string Text) Read(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        string channel =
            arguments.OptionalText("channel")
            ?? channelOfConnection
            ?? throw arguments.Wrong("channel", "is missing", "write it here or as an option of the connection");
        return (channel, arguments.Text("text", "We begin."));
    }
}
