using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Engine.Events;

/// <summary>Writes a <see cref="ValueList{T}"/> as a JSON array.</summary>
internal sealed class ValueListConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ValueList<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<ValueList<T>>
    {
        public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Most lists of a procedure are empty, and a procedure has eight for each step: beginning to read one costs more than
            // looking what comes next.
            Utf8JsonReader ahead = reader;
            if (
                reader.TokenType == JsonTokenType.StartArray
                && ahead.Read()
                && ahead.TokenType == JsonTokenType.EndArray
            )
            {
                reader = ahead;
                return [];
            }

            return JsonSerializer.Deserialize<T[]>(ref reader, options) is { } items
                ? [.. items]
                : throw new JsonException("A list must not be null.");
        }

        public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (T item in value)
            {
                JsonSerializer.Serialize(writer, item, options);
            }

            writer.WriteEndArray();
        }
    }
}
