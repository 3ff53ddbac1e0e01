using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lull.Engine.Events;

/// <summary>Writes an argument as the JSON a person would write: a text, a list, an object in the order of the plan.</summary>
internal sealed class ArgumentConverter : JsonConverter<Argument>
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(Argument));

    /// <inheritdoc/>
    public override Argument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Argument read = Read(ref reader);
        return typeToConvert.IsInstanceOfType(read)
            ? read
            : throw new JsonException($"Expected {typeToConvert.Name}, found {read.GetType().Name}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Argument value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case Argument.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case Argument.List list:
                writer.WriteStartArray();
                foreach (Argument item in list.Items)
                {
                    Write(writer, item, options);
                }

                writer.WriteEndArray();
                break;
            case Argument.Map map:
                writer.WriteStartObject();
                foreach (NamedArgument entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Name);
                    Write(writer, entry.Value, options);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static Argument Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new Argument.Text(reader.GetString()!);
            case JsonTokenType.StartArray:
                var items = new List<Argument>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader));
                }

                return new Argument.List([.. items]);
            case JsonTokenType.StartObject:
                var entries = new List<NamedArgument>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    entries.Add(new NamedArgument(name, Read(ref reader)));
                }

                return new Argument.Map([.. entries]);
            default:
                throw new JsonException($"An argument is a text, a list or an object, not {reader.TokenType}.");
        }
    }
}
