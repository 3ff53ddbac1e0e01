using System.Globalization;
using System.Text.Json;

namespace Lull.Lab.Chat;

/// <summary>The channels and their messages.</summary>
internal sealed class ChatRooms(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<ChatMessage> messages = [];
    private long posted;

    /// <summary>Every channel by id; the set is fixed.</summary>
    public static IReadOnlyDictionary<string, string> Channels { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["C0000000001"] = "dailyops",
            ["C0000000002"] = "customers",
            ["C0000000003"] = "war-room",
        };

    public IReadOnlyList<ChatMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>The channel that an id or a name, with or without <c>#</c>, means; null if there is none.</summary>
    public static KeyValuePair<string, string>? Find(string? idOrName)
    {
        string wanted = idOrName?.TrimStart('#') ?? "";
        return Channels
            .Cast<KeyValuePair<string, string>?>()
            .FirstOrDefault(channel => channel!.Value.Key == wanted || channel.Value.Value == wanted);
    }

    public ChatMessage Post(string channel, string text, string? threadTs, JsonElement? blocks, JsonElement? metadata)
    {
        lock (gate)
        {
            posted++;
            string ts = string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.GetUtcNow().ToUnixTimeSeconds()}.{posted:000000}"
            );
            var message = new ChatMessage(channel, ts, text, threadTs, blocks, metadata, Edited: false);
            messages.Add(message);
            return message;
        }
    }

    /// <summary>Changes a message; null if there is none with that time in the channel.</summary>
    public ChatMessage? Update(string channel, string? ts, string text, JsonElement? blocks)
    {
        lock (gate)
        {
            int index = messages.FindIndex(message => message.Channel == channel && message.Ts == ts);
            if (index < 0)
            {
                return null;
            }

            messages[index] = messages[index] with { Text = text, Blocks = blocks, Edited = true };
            return messages[index];
        }
    }
}
