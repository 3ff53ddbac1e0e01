using System.Globalization;
using System.Text.Json;
using Lull.Connectors.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Lull.Connectors.Tests.Slack;

/// <summary>Slack as its contract describes it: refuses what Slack refuses, with the status 200 and Slack's own words.</summary>
internal sealed class SlackFake : IAsyncDisposable
{
    internal const string Channel = "C0123ABCD";
    private readonly List<(string Ts, string Text, string Key)> _messages = [];
    private WebServer? _server;

    internal int Port => _server!.Port;

    /// <summary>So many posts are answered with 429 before one is taken.</summary>
    internal int TooMany { get; set; }

    /// <summary>When set, reading messages answers with this error.</summary>
    internal string HistoryError { get; set; } = "";

    internal string Scopes { get; set; } = "chat:write,channels:history";

    /// <summary>The channel's messages, oldest first.</summary>
    internal string Shown
    {
        get
        {
            lock (_messages)
            {
                return string.Join('\n', _messages.Select(message => $"{message.Text} {message.Key}"));
            }
        }
    }

    internal static async Task<SlackFake> StartAsync()
    {
        var fake = new SlackFake();
        fake._server = await WebServer.StartAsync(fake.AnswerAsync);
        return fake;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string body)
    {
        if (context.Request.Headers.Authorization != $"Bearer {World.Canary}")
        {
            await ErrorAsync(context, "invalid_auth");
            return;
        }

        context.Response.Headers["X-OAuth-Scopes"] = Scopes;
        switch (context.Request.Path.Value)
        {
            case "/api/auth.test":
                await context.Response.WriteAsJsonAsync(new { ok = true, team = "Example" });
                break;
            case "/api/chat.postMessage"
                when context.Request.Method != "POST"
                    || context.Request.ContentType != "application/json; charset=utf-8":
                await ErrorAsync(context, "invalid_form_data");
                break;
            case "/api/chat.postMessage":
                await PostAsync(context, body);
                break;
            case "/api/conversations.history":
                await HistoryAsync(context);
                break;
            case "/api/conversations.list":
                await context.Response.WriteAsJsonAsync(
                    context.Request.Query["cursor"] == "second"
                        ? new
                        {
                            ok = true,
                            channels = new[] { new { id = Channel, name = "dailyops" } },
                            response_metadata = new { next_cursor = "" },
                        }
                        : new
                        {
                            ok = true,
                            channels = new[] { new { id = "C000", name = "general" } },
                            response_metadata = new { next_cursor = "second" },
                        }
                );
                break;
            default:
                await ErrorAsync(context, "unknown_method");
                break;
        }
    }

    private async Task PostAsync(HttpContext context, string body)
    {
        if (TooMany > 0)
        {
            TooMany--;
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            await ErrorAsync(context, "ratelimited");
            return;
        }

        using var posted = JsonDocument.Parse(body);
        string text = posted.RootElement.GetProperty("text").GetString()!;
        string? error =
            posted.RootElement.GetProperty("channel").GetString() != Channel ? "channel_not_found"
            : text.Length == 0 ? "no_text"
            : text == "BREAK" ? "fatal_error"
            : text.Length > 40_000 ? "msg_too_long"
            : posted.RootElement.GetProperty("metadata").GetProperty("event_type").GetString()!.Length == 0
                ? "metadata_must_be_sent_from_app"
            : null;
        if (error is not null)
        {
            await ErrorAsync(context, error);
            return;
        }

        string key = posted
            .RootElement.GetProperty("metadata")
            .GetProperty("event_payload")
            .GetProperty("key")
            .GetString()!;
        string ts;
        lock (_messages)
        {
            ts = string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}.{_messages.Count:000000}"
            );
            _messages.Add((ts, text, key));
        }

        await context.Response.WriteAsJsonAsync(
            new
            {
                ok = true,
                channel = Channel,
                ts,
            }
        );
    }

    /// <summary>Newest first, two at a time, and metadata only for those who ask for it.</summary>
    private async Task HistoryAsync(HttpContext context)
    {
        var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
        if (HistoryError.Length > 0 || query["channel"] != Channel || query["include_all_metadata"] != "true")
        {
            await ErrorAsync(context, HistoryError.Length > 0 ? HistoryError : "channel_not_found");
            return;
        }

        int skip = query["cursor"] is [{ Length: > 0 } cursor] ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        object[] page;
        bool more;
        lock (_messages)
        {
            more = _messages.Count > skip + 2;
            page =
            [
                .. _messages
                    .AsEnumerable()
                    .Reverse()
                    .Skip(skip)
                    .Take(2)
                    .Select(message => new
                    {
                        ts = message.Ts,
                        text = message.Text,
                        metadata = new { event_type = "lull_effect", event_payload = new { key = message.Key } },
                    }),
            ];
        }

        await context.Response.WriteAsJsonAsync(
            new
            {
                ok = true,
                messages = page,
                response_metadata = new { next_cursor = more ? $"{skip + 2}" : "" },
            }
        );
    }

    private static Task ErrorAsync(HttpContext context, string error) =>
        context.Response.WriteAsJsonAsync(new { ok = false, error });
}
