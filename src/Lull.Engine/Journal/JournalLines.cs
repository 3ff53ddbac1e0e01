using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lull.Engine.Journal;

/// <summary>A journal as lines of JSON, one for each event, with everything that is hashed: whoever has them can check the chain without Lull.</summary>
/// <remarks><c>docs/journal.md</c> says how. Names and their order never change.</remarks>
public static class JournalLines
{
    /// <summary>The media type of such lines.</summary>
    public const string MediaType = "application/x-ndjson";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One event, without the line's end.</summary>
    /// <remarks>
    /// <c>at</c> is a text, because its nanoseconds do not fit the numbers of every JSON reader; <c>payload</c> is a text too,
    /// because it is hashed as the bytes it was stored as.
    /// </remarks>
    public static string Of(Envelope e)
    {
        var bytes = new ArrayBufferWriter<byte>(e.Payload.Length + 512);
        using (var line = new Utf8JsonWriter(bytes, Plain))
        {
            line.WriteStartObject();
            line.WriteString("maintenance", e.Maintenance.Text);
            line.WriteNumber("sequence", e.Sequence);
            line.WriteNumber("epoch", e.Epoch);
            line.WriteString("at", CanonicalForm.NanosecondsOf(e.At).ToString(CultureInfo.InvariantCulture));
            line.WriteString("type", e.Type);
            line.WriteNumber("version", e.Version);
            line.WriteString("actor", e.Actor);
            line.WriteString("cause", e.Cause);
            line.WriteString("payload", Encoding.UTF8.GetString(e.Payload.Span));
            line.WriteString("previous", e.Previous.ToString());
            line.WriteString("hash", e.Hash.ToString());
            line.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
