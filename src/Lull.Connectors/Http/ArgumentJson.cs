using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lull.Connectors.Http;

/// <summary>Arguments of a plan as JSON.</summary>
internal static class ArgumentJson
{
    /// <summary>
    /// Numbers, <c>true</c>, <c>false</c> and <c>null</c> become bare values, everything else a string: a plan keeps them as
    /// texts. Who needs <c>"4"</c> as a string writes the body as one JSON text.
    /// </summary>
    internal static string Of(Argument argument)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, argument);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes one value.</summary>
    internal static void Write(Utf8JsonWriter writer, Argument argument)
    {
        switch (argument)
        {
            case Argument.Map map:
                writer.WriteStartObject();
                foreach (NamedArgument entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Name);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case Argument.List list:
                writer.WriteStartArray();
                foreach (Argument item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case Argument.Text text when IsBare(text.Value):
                writer.WriteRawValue(text.Value);
                break;
            case Argument.Text text:
                writer.WriteStringValue(text.Value);
                break;
        }
    }

    private static bool IsBare(string text) =>
        text is "true" or "false" or "null"
        || (
            text.Length is > 0 and < 16
            && decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
            && number.ToString(CultureInfo.InvariantCulture) == text
        );
}
