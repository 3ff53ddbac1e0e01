using System.Buffers;
using System.Globalization;
using System.Text;
using NodaTime.Text;

namespace Lull.Server.Status.Calendars;

/// <summary>Writes iCalendar text (RFC 5545): CRLF, lines folded at 75 octets and never inside a character, values escaped.</summary>
/// <remarks>It knows the form of lines and values, nothing of what a calendar means.</remarks>
internal sealed class CalendarWriter
{
    /// <summary>Octets of a line without its CRLF.</summary>
    internal const int LongestLine = 75;

    private static readonly InstantPattern UtcTime = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    private static readonly LocalDateTimePattern LocalTime = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuuMMdd'T'HHmmss"
    );

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    /// <summary>What was written so far.</summary>
    internal ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Begins a component such as <c>VEVENT</c>.</summary>
    internal void Begin(string component) => Raw("BEGIN", component);

    /// <summary>Ends it.</summary>
    internal void End(string component) => Raw("END", component);

    /// <summary>A property of type TEXT: any text. Line ends become <c>\n</c>; other control characters, which the format forbids, are left out.</summary>
    internal void Text(string name, string value, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        Line(name, Escape(value), parameters);

    /// <summary>A property of type TEXT that holds a list.</summary>
    internal void Texts(string name, IEnumerable<string> values) =>
        Line(name, string.Join(',', values.Select(Escape)), []);

    /// <summary>A property whose value is written as it is: a word, a number, a duration, an address.</summary>
    internal void Raw(string name, string value, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        Line(name, OneLine(value), parameters);

    /// <summary>A number.</summary>
    internal void Number(string name, int value) => Raw(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A moment in UTC, to the second.</summary>
    internal void Utc(string name, Instant at) => Raw(name, UtcTime.Format(at));

    /// <summary>A date and time of day without zone.</summary>
    internal void Local(string name, LocalDateTime at) => Raw(name, LocalTime.Format(at));

    /// <summary>
    /// A moment as people in the zone read it, naming the zone. Where the clock shows that time twice, which readers do not
    /// agree on, and in UTC itself, it is written in UTC.
    /// </summary>
    internal void Zoned(string name, Instant at, DateTimeZone zone)
    {
        LocalDateTime local = at.InZone(zone).LocalDateTime;
        if (IsUtc(zone) || zone.MapLocal(local).Count != 1)
        {
            Utc(name, at);
        }
        else
        {
            Raw(name, LocalTime.Format(local), ("TZID", zone.Id));
        }
    }

    /// <summary>True when times in this zone are written in UTC and need no VTIMEZONE.</summary>
    internal static bool IsUtc(DateTimeZone zone) => zone.MinOffset == Offset.Zero && zone.MaxOffset == Offset.Zero;

    /// <summary>A TEXT value: backslash, semicolon, comma and line ends escaped.</summary>
    internal static string Escape(string value)
    {
        var text = new StringBuilder(value.Length + 16);
        bool afterReturn = false;
        foreach (Rune rune in value.EnumerateRunes())
        {
            bool isSecondHalf = afterReturn && rune.Value == '\n';
            afterReturn = rune.Value == '\r';
            if (isSecondHalf)
            {
                continue;
            }

            switch (rune.Value)
            {
                case '\n' or '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029:
                    text.Append("\\n");
                    break;
                case '\\' or ';' or ',':
                    text.Append('\\').Append((char)rune.Value);
                    break;
                case '\t':
                    text.Append('\t');
                    break;
                default:
                    if (!Rune.IsControl(rune))
                    {
                        text.Append(rune);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>A parameter's value, in quotes when it needs them. A double quote cannot be written and becomes a single one.</summary>
    private static string Parameter(string value)
    {
        string clean = OneLine(value).Replace('"', '\'');
        return clean.AsSpan().IndexOfAny(":;,") >= 0 ? $"\"{clean}\"" : clean;
    }

    private static string OneLine(string value) =>
        value.Any(char.IsControl) ? string.Concat(value.Where(sign => !char.IsControl(sign))) : value;

    private void Line(string name, string value, ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var line = new StringBuilder(name);
        foreach ((string parameter, string held) in parameters)
        {
            line.Append(';').Append(parameter).Append('=').Append(Parameter(held));
        }

        line.Append(':').Append(value);
        Fold(line.ToString());
    }

    private void Fold(string line)
    {
        int used = 0;
        Span<byte> encoded = stackalloc byte[4];
        foreach (Rune rune in line.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(encoded);
            if (used + length > LongestLine)
            {
                _bytes.Write("\r\n "u8);
                used = 1;
            }

            _bytes.Write(encoded[..length]);
            used += length;
        }

        _bytes.Write("\r\n"u8);
    }
}
