using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Lab.Chat;

/// <summary>The methods of Slack's Web API that concern messages, and incoming webhooks.</summary>
/// <remarks>As with Slack, the status is 200 also for errors, and replies in a thread are not part of a channel's history.</remarks>
internal sealed class ChatEndpoints(ChatRooms rooms, string token)
{
    private const int LongestText = 40_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api");
        Method(
            api,
            "auth.test",
            _ => Ok(("team", "Lab"), ("user", "lull"), ("team_id", "T0000000001"), ("user_id", "U0000000001"))
        );
        Method(api, "conversations.list", _ => List());
        Method(api, "conversations.history", call => InChannel(call, channel => History(call, channel, thread: null)));
        Method(
            api,
            "conversations.replies",
            call => InChannel(call, channel => History(call, channel, call.Text("ts")))
        );
        Method(api, "chat.postMessage", call => InChannel(call, channel => Post(call, channel)));
        Method(api, "chat.update", call => InChannel(call, channel => Update(call, channel)));
        routes.MapPost("/services/{channel}", HookAsync);
    }

    private void Method(RouteGroupBuilder api, string name, Func<ChatCall, Dictionary<string, object?>> answer) =>
        api.MapMethods(
            $"/{name}",
            [HttpMethods.Get, HttpMethods.Post],
            async (HttpContext context) =>
            {
                string authorization = context.Request.Headers.Authorization.ToString();
                ChatCall? call = await ChatCall.ReadAsync(context.Request, context.RequestAborted);
                return (authorization, call) switch
                {
                    ("", _) => Error("not_authed"),
                    _ when authorization != $"Bearer {token}" => Error("invalid_auth"),
                    (_, null) => Error("invalid_json"),
                    _ => answer(call),
                };
            }
        );

    private static Dictionary<string, object?> InChannel(
        ChatCall call,
        Func<KeyValuePair<string, string>, Dictionary<string, object?>> act
    ) => ChatRooms.Find(call.Text("channel")) is { } channel ? act(channel) : Error("channel_not_found");

    private static Dictionary<string, object?> List() =>
        Ok(
            (
                "channels",
                ChatRooms.Channels.Select(channel => new
                {
                    id = channel.Key,
                    name = channel.Value,
                    is_channel = true,
                    is_archived = false,
                    is_member = true,
                })
            ),
            ("response_metadata", new { next_cursor = "" })
        );

    private Dictionary<string, object?> Post(ChatCall call, KeyValuePair<string, string> channel)
    {
        string text = call.Text("text") ?? "";
        JsonElement? blocks = call.Json("blocks");
        if (FaultOf(text, blocks) is { } error)
        {
            return Error(error);
        }

        ChatMessage message = rooms.Post(channel.Value, text, call.Text("thread_ts"), blocks, call.Json("metadata"));
        return Ok(("channel", channel.Key), ("ts", message.Ts), ("message", View(message, withMetadata: true)));
    }

    private Dictionary<string, object?> Update(ChatCall call, KeyValuePair<string, string> channel)
    {
        string text = call.Text("text") ?? "";
        JsonElement? blocks = call.Json("blocks");
        if (FaultOf(text, blocks) is { } error)
        {
            return Error(error);
        }

        return rooms.Update(channel.Value, call.Text("ts"), text, blocks) is { } message
            ? Ok(("channel", channel.Key), ("ts", message.Ts), ("text", text))
            : Error("message_not_found");
    }

    private Dictionary<string, object?> History(ChatCall call, KeyValuePair<string, string> channel, string? thread)
    {
        decimal oldest = Number(call.Text("oldest"), decimal.MinValue);
        decimal latest = Number(call.Text("latest"), decimal.MaxValue);
        bool inclusive = call.Text("inclusive") is "true" or "True" or "1";
        bool withMetadata = call.Text("include_all_metadata") is "true" or "True" or "1";
        int limit = (int)Math.Clamp(Number(call.Text("limit"), 100), 1, 999);
        IEnumerable<ChatMessage> found = rooms.Messages.Where(message =>
            message.Channel == channel.Value
            && (
                thread is null
                    ? message.ThreadTs is null || message.ThreadTs == message.Ts
                    : message.Ts == thread || message.ThreadTs == thread
            )
            && Number(message.Ts, 0) is var ts
            && (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest)
        );
        object[] wanted =
        [
            .. (thread is null ? found.Reverse() : found).Take(limit).Select(message => View(message, withMetadata)),
        ];
        return Ok(("messages", wanted), ("has_more", found.Count() > limit));
    }

    private async Task<IResult> HookAsync(string channel, HttpContext context)
    {
        if (ChatRooms.Find(channel) is not { } found)
        {
            return TypedResults.Text("no_service", statusCode: StatusCodes.Status404NotFound);
        }

        ChatCall? call = await ChatCall.ReadAsync(context.Request, context.RequestAborted);
        if (call is null)
        {
            return TypedResults.Text("invalid_payload", statusCode: StatusCodes.Status400BadRequest);
        }

        string text = call.Text("text") ?? "";
        JsonElement? blocks = call.Json("blocks");
        if (FaultOf(text, blocks) is { } error)
        {
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);
        }

        rooms.Post(found.Value, text, threadTs: null, blocks, metadata: null);
        return TypedResults.Text("ok");
    }

    private static string? FaultOf(string text, JsonElement? blocks) =>
        blocks switch
        {
            { ValueKind: not JsonValueKind.Array } => "invalid_blocks",
            { } list when list.GetArrayLength() > 50 => "invalid_blocks",
            _ when text.Length > LongestText => "msg_too_long",
            null when text.Length == 0 => "no_text",
            _ => null,
        };

    private static Dictionary<string, object?> View(ChatMessage message, bool withMetadata)
    {
        var view = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "message",
            ["user"] = "U0000000001",
            ["ts"] = message.Ts,
            ["text"] = message.Text,
            ["thread_ts"] = message.ThreadTs,
            ["blocks"] = message.Blocks,
            ["metadata"] = withMetadata ? message.Metadata : null,
        };
        return view.Where(field => field.Value is not null).ToDictionary(StringComparer.Ordinal);
    }

    private static decimal Number(string? text, decimal otherwise) =>
        decimal.TryParse(text, CultureInfo.InvariantCulture, out decimal number) ? number : otherwise;

    private static Dictionary<string, object?> Ok(params IEnumerable<(string Name, object? Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), StringComparer.Ordinal)
        {
            ["ok"] = true,
        };

    private static Dictionary<string, object?> Error(string error) =>
        new(StringComparer.Ordinal) { ["ok"] = false, ["error"] = error };
}
