using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Engine.Events;

/// <summary>Writes an id as its text and reads it through its own parser, in the journal and over the socket alike.</summary>
internal sealed class ParsableConverter<T> : JsonConverter<T>
    where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new JsonException($"'{reader.GetString()}' is not a {typeof(T).Name}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
