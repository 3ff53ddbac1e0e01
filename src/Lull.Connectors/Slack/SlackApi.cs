using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lull.Connectors.Guarding;
using Lull.Connectors.Http;

namespace Lull.Connectors.Slack;

/// <summary>Methods of Slack's web API. The status is 200 even for errors; what counts is <c>ok</c>.</summary>
internal sealed partial class SlackApi(Uri address, string token, HttpLink link, ConnectorServices services)
{
    private static readonly Duration Limit = Duration.FromSeconds(30);
    private readonly ConcurrentDictionary<string, string> _channels = new(StringComparer.Ordinal);

    /// <summary>Calls a method; waits and calls again while Slack says that there are too many calls, which posts nothing.</summary>
    /// <returns>The answer's fields, among them <c>ok</c>.</returns>
    /// <exception cref="IOException">There is no answer, or none of Slack's; the call may have been carried out.</exception>
    internal async ValueTask<(JsonElement Fields, HttpAnswer Answer)> CallAsync(
        HttpMethod verb,
        string method,
        string? body,
        CancellationToken cancellation
    )
    {
        string secret = await services.Secrets.ReadAsync(token, cancellation);
        HttpAnswer answer = await link.SendAsync(() => Make(verb, method, body, secret), Limit, cancellation);
        for (int attempt = 1; answer.Status == 429; attempt++)
        {
            await Task.Delay(answer.WaitAsked ?? Pauses.Before(attempt), services.Time, cancellation);
            answer = await link.SendAsync(() => Make(verb, method, body, secret), Limit, cancellation);
        }

        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.TryGetProperty("ok", out _)
                ? (document.RootElement.Clone(), answer)
                : throw new IOException($"{method} answered {answer.Summary}, but not as Slack does");
        }
        catch (JsonException fault)
        {
            throw new IOException($"{method} answered {answer.Summary}, but not as Slack does", fault);
        }
    }

    internal async ValueTask<Health> HealthAsync(CancellationToken cancellation)
    {
        (JsonElement fields, HttpAnswer answer) = await CallAsync(
            HttpMethod.Post,
            "auth.test",
            body: null,
            cancellation
        );
        if (!IsOk(fields))
        {
            return new Health(Good: false, $"Slack does not let us in: {Explain(fields)}");
        }

        string[] scopes = answer
            .Headers.GetValueOrDefault("X-OAuth-Scopes", "")
            .Split(',', StringSplitOptions.TrimEntries);
        string team = fields.TryGetProperty("team", out JsonElement name) ? name.GetString() ?? "" : "";
        return
            scopes.Contains("chat:write", StringComparer.Ordinal)
            && scopes.Any(scope => scope.EndsWith(":history", StringComparison.Ordinal))
            ? new Health(Good: true, $"Slack lets us in to '{team}'.")
            : new Health(
                Good: false,
                "The Slack app may not do what is needed; give it the scopes chat:write, channels:history and channels:read (groups:history and groups:read for private channels) and install it anew."
            );
    }

    /// <summary>The id of a channel written as an id or as a name; or why there is none.</summary>
    internal async ValueTask<(string Id, string? Fault)> ChannelAsync(string channel, CancellationToken cancellation)
    {
        if (ChannelId().IsMatch(channel))
        {
            return (channel, null);
        }

        string wanted = channel.TrimStart('#');
        if (_channels.TryGetValue(wanted, out string? known))
        {
            return (known, null);
        }

        string cursor = "";
        do
        {
            string query =
                $"conversations.list?types=public_channel,private_channel&exclude_archived=true&limit=1000&cursor={Uri.EscapeDataString(cursor)}";
            (JsonElement fields, _) = await CallAsync(HttpMethod.Get, query, body: null, cancellation);
            if (!IsOk(fields))
            {
                return ("", $"Slack does not list its channels, so '{channel}' has no id: {Explain(fields)}");
            }

            foreach (JsonElement listed in fields.GetProperty("channels").EnumerateArray())
            {
                _channels[listed.GetProperty("name").GetString() ?? ""] = listed.GetProperty("id").GetString() ?? "";
            }

            cursor = NextPage(fields);
        } while (cursor.Length > 0 && !_channels.ContainsKey(wanted));

        return _channels.TryGetValue(wanted, out string? found)
            ? (found, null)
            : (
                "",
                $"There is no channel '{channel}' that the Slack app sees; check the name, and invite the app if it is private."
            );
    }

    /// <summary>Where the next page of a list begins; empty after the last.</summary>
    internal static string NextPage(JsonElement fields) =>
        fields.TryGetProperty("response_metadata", out JsonElement more)
        && more.TryGetProperty("next_cursor", out JsonElement next)
            ? next.GetString() ?? ""
            : "";

    internal static bool IsOk(JsonElement fields) => fields.GetProperty("ok").ValueKind == JsonValueKind.True;

    /// <summary>Slack's own documentation says of these that part of the call may have been carried out.</summary>
    internal static bool MayHaveHappened(JsonElement fields) =>
        fields.TryGetProperty("error", out JsonElement word)
        && word.GetString() is "fatal_error" or "internal_error" or "request_timeout" or "service_unavailable";

    /// <summary>Slack's word for what is wrong, and what to do about it.</summary>
    internal static string Explain(JsonElement fields)
    {
        string error = fields.TryGetProperty("error", out JsonElement word) ? word.GetString() ?? "" : "";
        string advice = error switch
        {
            "channel_not_found" =>
                "there is no such channel, or the app may not see it; check the channel's id, and invite the app if it is private",
            "not_in_channel" => "the app is not in the channel; invite it with /invite",
            "is_archived" => "the channel is archived; name another one",
            "msg_too_long" => "the text is too long; keep it under 4,000 characters",
            "no_text" => "the text is empty",
            "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" =>
                "the token is not valid any more; make a new one and put it where 'token' points",
            "missing_scope" =>
                "the app may not do that; give it the scopes chat:write, channels:history and channels:read and install it anew",
            "restricted_action" => "the workspace does not let apps post there; ask its administrators",
            _ => "see Slack's documentation of the method",
        };
        return $"{error}: {advice}.";
    }

    private HttpRequestMessage Make(HttpMethod verb, string method, string? body, string secret)
    {
        var request = new HttpRequestMessage(verb, new Uri(address, method));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (verb == HttpMethod.Post)
        {
            // Never without a body: the base library sends such a request again by itself when its connection was closed.
            request.Content = new StringContent(body ?? "{}", Encoding.UTF8, "application/json");
        }

        return request;
    }

    [GeneratedRegex("^[CGD][A-Z0-9]{2,}$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ChannelId();
}
