using System.Text.Json;

namespace Lull.Lab.Chat;

/// <summary>One message, with the fields of Slack's.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Ts">When it was posted, and its id within the channel: seconds since 1970 and a counter.</param>
/// <param name="Text">What it says.</param>
/// <param name="ThreadTs">The message it replies to, or null.</param>
/// <param name="Blocks">The layout, or null.</param>
/// <param name="Metadata">What its sender attached, or null.</param>
/// <param name="Edited">Whether it was changed after it was posted.</param>
public sealed record ChatMessage(
    string Channel,
    string Ts,
    string Text,
    string? ThreadTs,
    JsonElement? Blocks,
    JsonElement? Metadata,
    bool Edited
);
