using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lull.Server.Status.Calendars;

namespace Lull.Server.Tests.Status;

public sealed class CalendarWriterTests
{
    private static readonly Gen<string> Pieces = Gen.Elements(
        "a",
        "plain words ",
        ",",
        ";",
        ":",
        "\\",
        "\\n",
        "\"",
        "\n",
        "\r\n",
        "\t",
        " ",
        "é",
        "한국어",
        "👩‍🔧",
        "\u2028",
        "<b>",
        "ß",
        "𝔘",
        "=",
        "BEGIN:VEVENT"
    );

    private static readonly Arbitrary<string> AnyText = Arb.From(
        Pieces.ListOf().Select(list => string.Concat(list)),
        text => Enumerable.Range(0, text.Length).Select(hole => text.Remove(hole, 1))
    );

    [Fact]
    public void Any_text_comes_back_when_lines_are_joined_and_escapes_undone() =>
        Prop.ForAll(
                AnyText,
                text =>
                {
                    var writer = new CalendarWriter();
                    writer.Text("SUMMARY", text);

                    string read = Unescaped(Joined(writer.Written.Span)["SUMMARY:".Length..]);

                    // Line ends of every kind are one kind in a calendar; halves of characters cannot be written at all.
                    string expected = Encoding
                        .UTF8.GetString(Encoding.UTF8.GetBytes(text))
                        .Replace("\r\n", "\n", StringComparison.Ordinal)
                        .Replace('\r', '\n')
                        .Replace('\u2028', '\n');
                    read.ShouldBe(expected);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void No_line_is_longer_than_75_octets_and_none_is_cut_inside_a_character() =>
        Prop.ForAll(
                AnyText,
                text =>
                {
                    var writer = new CalendarWriter();
                    writer.Text("X-LONG", text + text + text, ("LANGUAGE", "en"), ("CN", text));

                    byte[] written = writer.Written.ToArray();
                    var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
                    strict.GetString(written).ShouldEndWith("\r\n");
                    foreach (byte[] line in Lines(written))
                    {
                        line.Length.ShouldBeLessThanOrEqualTo(75);
                        strict.GetString(line).ShouldNotContain("\n");
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("a, b; c\\d", @"a\, b\; c\\d")]
    [InlineData("one\r\ntwo\rthree\nfour", @"one\ntwo\nthree\nfour")]
    [InlineData("bell\u0007", "bell")]
    public void Text_is_escaped(string text, string escaped) => CalendarWriter.Escape(text).ShouldBe(escaped);

    [Fact]
    public void Nothing_can_be_smuggled_in_through_a_value()
    {
        var writer = new CalendarWriter();
        writer.Raw("URL", "https://example.org\r\nBEGIN:VALARM", ("CN", "a\";X=1\r\nBEGIN:VALARM"));

        Lines(writer.Written.ToArray()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-12-03T21:00:00Z", "America/Denver", "DTSTART;TZID=America/Denver:20261203T140000")]
    [InlineData("2026-11-01T07:30:00Z", "America/Denver", "DTSTART:20261101T073000Z")]
    [InlineData("2026-11-01T08:30:00Z", "America/Denver", "DTSTART:20261101T083000Z")]
    [InlineData("2026-12-03T21:00:00Z", "Etc/UTC", "DTSTART:20261203T210000Z")]
    public void A_time_that_the_clock_shows_twice_is_written_in_UTC(string at, string zone, string line)
    {
        var writer = new CalendarWriter();
        writer.Zoned("DTSTART", NodaTime.Text.InstantPattern.General.Parse(at).Value, DateTimeZoneProviders.Tzdb[zone]);

        Encoding.UTF8.GetString(writer.Written.Span).ShouldBe(line + "\r\n");
    }

    private static List<byte[]> Lines(byte[] written)
    {
        var lines = new List<byte[]>();
        int from = 0;
        while (from < written.Length)
        {
            int length = written.AsSpan(from).IndexOf("\r\n"u8);
            lines.Add(written[from..(from + length)]);
            from += length + 2;
        }

        return lines;
    }

    private static string Joined(ReadOnlySpan<byte> written) =>
        Encoding.UTF8.GetString(written).Replace("\r\n ", "", StringComparison.Ordinal).TrimEnd('\r', '\n');

    private static string Unescaped(string value)
    {
        var text = new StringBuilder();
        for (int at = 0; at < value.Length; at++)
        {
            text.Append(
                value[at] != '\\' ? value[at]
                : value[++at] is 'n' ? '\n'
                : value[at]
            );
        }

        return text.ToString();
    }
}
