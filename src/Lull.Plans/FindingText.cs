using System.Globalization;
using System.Text;
using Lull.Core.Findings;

namespace Lull.Plans;

/// <summary>Findings as people read them: place, code, sentence, the line at fault with a mark under it, and the hint.</summary>
public static class FindingText
{
    private const int WidestLine = 160;
    private const int LongestSentence = 1_000;

    /// <summary>The classic rendering, without colour, lines ended by <c>\n</c>.</summary>
    /// <param name="finding">What to render.</param>
    /// <param name="source">The text of the file that <see cref="Finding.Where"/> names; empty leaves the line and the mark out.</param>
    public static string Render(Finding finding, string source)
    {
        var text = new StringBuilder();
        text.Append(finding.Where.Line > 0 ? $"{finding.Where}: " : "").Append(finding.Code);
        text.Append(finding.Severity == Severity.Error ? "" : $" ({finding.Severity.ToString().ToLowerInvariant()})");
        text.Append(": ").Append(Visible(Shortened(finding.Message))).Append('\n');
        if (LineAt(source, finding.Where.Line) is { } line)
        {
            AppendLine(text, line, finding.Where);
        }

        if (finding.Hint.Length > 0)
        {
            text.Append("  hint: ").Append(Visible(Shortened(finding.Hint))).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string line, SourceSpan where)
    {
        int start = Math.Clamp(where.Column - 1, 0, line.Length);
        int end = Math.Clamp(start + where.Length, start, line.Length);

        // A very long line is shown around the characters at fault.
        int first = line.Length <= WidestLine || start < WidestLine / 2 ? 0 : start - (WidestLine / 4);
        int last = Math.Min(line.Length, first + WidestLine);
        end = Math.Min(end, last);
        string before = Visible(line[first..start]);
        string fault = Visible(line[start..end]);
        string after = Visible(line[end..last]);

        string shown = string.Create(CultureInfo.InvariantCulture, $"{where.Line, 5} | {before}{fault}{after}");
        text.Append(shown.TrimEnd()).Append('\n');
        text.Append(' ', 8 + Width(before)).Append('^', Math.Max(1, Width(fault))).Append('\n');
    }

    /// <summary>A sentence that quotes a whole page of the author keeps its beginning and its end, where the reason stands.</summary>
    private static string Shortened(string sentence) =>
        sentence.Length <= LongestSentence
            ? sentence
            : $"{sentence[..(LongestSentence / 2)]} … {sentence[^(LongestSentence / 2)..]}";

    private static string? LineAt(string source, int line)
    {
        if (source.Length == 0 || line < 1)
        {
            return null;
        }

        string[] lines = source.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        return line <= lines.Length ? lines[line - 1] : null;
    }

    /// <summary>Tabs as one space and control characters as a dot, so that every character has a width that we know.</summary>
    private static string Visible(string part) =>
        string.Create(
            part.Length,
            part,
            static (shown, from) =>
            {
                for (int index = 0; index < from.Length; index++)
                {
                    shown[index] =
                        from[index] == '\t' ? ' '
                        : char.IsControl(from[index]) ? '\u00B7'
                        : from[index];
                }
            }
        );

    /// <summary>Columns on a terminal: East Asian wide characters and emoji take two, combining marks none.</summary>
    private static int Width(string part)
    {
        int width = 0;
        foreach (Rune rune in part.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
                _ => IsWide(rune.Value) ? 2 : 1,
            };
        }

        return width;
    }

    /// <summary>The blocks that Unicode's EastAsianWidth.txt (16.0) lists as wide or full width.</summary>
    private static bool IsWide(int rune) =>
        rune
            is (>= 0x1100 and <= 0x115F)
                or (>= 0x2E80 and <= 0x303E)
                or (>= 0x3041 and <= 0xA4CF)
                or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFE30 and <= 0xFE6F)
                or (>= 0xFF00 and <= 0xFF60)
                or (>= 0xFFE0 and <= 0xFFE6)
                or (>= 0x1F300 and <= 0x1F64F)
                or (>= 0x1F680 and <= 0x1F6FF)
                or (>= 0x1F900 and <= 0x1F9FF)
                or (>= 0x20000 and <= 0x3FFFD);
}
