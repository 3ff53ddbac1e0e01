using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;

namespace Lull.Engine.Events;

/// <summary>An instant as ISO 8601 in UTC, to the nanosecond where needed: <c>2026-12-03T21:00:00Z</c>.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    /// <inheritdoc/>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Texts.Parse(InstantPattern.ExtendedIso, ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
}

/// <summary>An elapsed time as hours, minutes, seconds: <c>26:30:00</c>.</summary>
internal sealed class DurationConverter : JsonConverter<Duration>
{
    /// <inheritdoc/>
    /// <remarks>Most durations of a procedure are zero, which needs no pattern.</remarks>
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("0:00:00"u8)
            ? Duration.Zero
            : Texts.Parse(DurationPattern.JsonRoundtrip, ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DurationPattern.JsonRoundtrip.Format(value));
}

/// <summary>Reads texts through patterns.</summary>
file static class Texts
{
    internal static T Parse<T>(IPattern<T> pattern, ref Utf8JsonReader reader)
    {
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        ParseResult<T> parsed = pattern.Parse(text);
        return parsed.Success ? parsed.Value : throw new JsonException($"'{text}' is not a {typeof(T).Name}.");
    }
}
