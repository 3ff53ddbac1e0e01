using System.Text.Json.Serialization;

namespace Lull.Connectors.Alertmanager;

/// <summary>A silence as the API reads and writes it; <c>Id</c> is absent when it is to be made.</summary>
internal sealed record Silence(
    [property: JsonPropertyName("id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonPropertyName("matchers")] Matcher[] Matchers,
    [property: JsonPropertyName("startsAt")] DateTimeOffset StartsAt,
    [property: JsonPropertyName("endsAt")] DateTimeOffset EndsAt,
    [property: JsonPropertyName("createdBy")] string CreatedBy,
    [property: JsonPropertyName("comment")] string Comment,
    [property: JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        SilenceStatus? Status = null
)
{
    /// <summary>Active or about to be; an expired one is only listed.</summary>
    internal bool IsHeld => Status?.State is "active" or "pending";

    /// <summary>Made under that marker: its comment begins with it.</summary>
    internal bool Carries(string marker) =>
        Comment == marker || Comment.StartsWith(marker + " ", StringComparison.Ordinal);
}

/// <summary>Whether a silence is in force.</summary>
internal sealed record SilenceStatus([property: JsonPropertyName("state")] string State);

/// <summary>One condition on a label; <c>IsEqual</c> is absent before API 0.22 and means true.</summary>
internal sealed record Matcher(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] string Value,
    [property: JsonPropertyName("isRegex")] bool IsRegex,
    [property: JsonPropertyName("isEqual")] bool IsEqual = true
)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}{(IsEqual ? "=" : "!")}{(IsRegex ? "~" : IsEqual ? "" : "=")}\"{Value}\"";
}

/// <summary>What posting answers.</summary>
internal sealed record Posted([property: JsonPropertyName("silenceID")] string SilenceId);

[JsonSerializable(typeof(Silence[]))]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(Posted))]
internal sealed partial class SilenceJson : JsonSerializerContext;
