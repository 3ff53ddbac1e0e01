using Lull.Server.Plans;

namespace Lull.Server.Pages.Maintenances;

/// <summary>Two texts, line by line, with the words that differ marked in lines that were changed and not replaced. Pure.</summary>
internal static class TextDifference
{
    /// <summary>So many lines that stay are shown around each change.</summary>
    private const int Around = 3;

    /// <summary>Lines with fewer words in common than this share are told as one that goes and one that comes.</summary>
    private const double Alike = 0.4;

    /// <summary>Rows in order; long stretches that stay are one row that says how many lines they are.</summary>
    internal static IReadOnlyList<DifferenceRow> Of(string before, string after)
    {
        IReadOnlyList<DiffLine> lines = LineDifference.Of(before, after);
        var rows = new List<DifferenceRow>();
        int at = 0;
        while (at < lines.Count)
        {
            int end = at;
            while (end < lines.Count && lines[end].Kind == lines[at].Kind)
            {
                end++;
            }

            if (lines[at].Kind == DiffKind.Same)
            {
                AddSame(rows, lines, at, end);
                at = end;
            }
            else
            {
                while (end < lines.Count && lines[end].Kind != DiffKind.Same)
                {
                    end++;
                }

                AddChanged(rows, [.. lines.Skip(at).Take(end - at)]);
                at = end;
            }
        }

        return rows;
    }

    private static void AddSame(List<DifferenceRow> rows, IReadOnlyList<DiffLine> lines, int at, int end)
    {
        int head = at == 0 ? 0 : Math.Min(Around, end - at);
        int foot = end == lines.Count ? 0 : Math.Min(Around, end - at - head);
        int hidden = end - at - head - foot;
        for (int line = at; line < end; line++)
        {
            if (hidden <= 1 || line < at + head || line >= end - foot)
            {
                DifferenceLine same = new(lines[line].Before, [new DifferenceWord(lines[line].Text, false)]);
                rows.Add(new DifferenceRow(same, same with { Number = lines[line].After }, 0));
            }
            else if (line == at + head)
            {
                rows.Add(new DifferenceRow(null, null, hidden));
            }
        }
    }

    private static void AddChanged(List<DifferenceRow> rows, IReadOnlyList<DiffLine> block)
    {
        DiffLine[] gone = [.. block.Where(line => line.Kind == DiffKind.Removed)];
        DiffLine[] come = [.. block.Where(line => line.Kind == DiffKind.Added)];
        int pairs = Math.Min(gone.Length, come.Length);
        for (int line = 0; line < Math.Max(gone.Length, come.Length); line++)
        {
            if (line < pairs && Words(gone[line].Text, come[line].Text) is { } words)
            {
                rows.Add(
                    new DifferenceRow(
                        new DifferenceLine(gone[line].Before, words.Before),
                        new DifferenceLine(come[line].After, words.After),
                        0
                    )
                );
                continue;
            }

            rows.Add(
                new DifferenceRow(
                    line < gone.Length ? new DifferenceLine(gone[line].Before, [new(gone[line].Text, true)]) : null,
                    line < come.Length ? new DifferenceLine(come[line].After, [new(come[line].Text, true)]) : null,
                    0
                )
            );
        }
    }

    /// <summary>Both lines with the words that differ marked; null when the lines have too little in common.</summary>
    private static (IReadOnlyList<DifferenceWord> Before, IReadOnlyList<DifferenceWord> After)? Words(
        string before,
        string after
    )
    {
        IReadOnlyList<DiffLine> words = LineDifference.Of(Split(before), Split(after));
        int same = words.Where(word => word.Kind == DiffKind.Same).Sum(word => word.Text.Trim().Length);
        return same < Alike * Math.Max(before.Trim().Length, after.Trim().Length)
            ? null
            : (Side(words, DiffKind.Removed), Side(words, DiffKind.Added));
    }

    private static List<DifferenceWord> Side(IReadOnlyList<DiffLine> words, DiffKind kind)
    {
        var side = new List<DifferenceWord>();
        foreach (DiffLine word in words.Where(word => word.Kind == DiffKind.Same || word.Kind == kind))
        {
            bool isMarked = word.Kind == kind;
            if (side.Count > 0 && side[^1].IsMarked == isMarked)
            {
                side[^1] = side[^1] with { Text = side[^1].Text + word.Text };
            }
            else
            {
                side.Add(new DifferenceWord(word.Text, isMarked));
            }
        }

        return side;
    }

    /// <summary>Words, stretches of space, and each other sign for itself.</summary>
    private static List<string> Split(string line)
    {
        var parts = new List<string>();
        int from = 0;
        while (from < line.Length)
        {
            int to = from + 1;
            while (to < line.Length && KindOf(line[from]) is > 0 and int kind && KindOf(line[to]) == kind)
            {
                to++;
            }

            parts.Add(line[from..to]);
            from = to;
        }

        return parts;
    }

    private static int KindOf(char sign) =>
        char.IsLetterOrDigit(sign) || sign == '_' ? 1
        : char.IsWhiteSpace(sign) ? 2
        : 0;
}

/// <summary>One row of a difference, both sides; a row that stands for lines that stay has neither.</summary>
/// <param name="Before">The line before; null when there is none here.</param>
/// <param name="After">The line after; null when there is none here.</param>
/// <param name="Hidden">How many lines that stay this row stands for; 0 for a row of its own.</param>
public sealed record DifferenceRow(DifferenceLine? Before, DifferenceLine? After, int Hidden)
{
    /// <summary>True when both sides say the same.</summary>
    public bool IsSame =>
        Before is not null
        && After is not null
        && !Before.Words.Any(word => word.IsMarked)
        && !After.Words.Any(word => word.IsMarked);
}

/// <summary>One side of a row, with the line's number in its text.</summary>
public sealed record DifferenceLine(int? Number, IReadOnlyList<DifferenceWord> Words);

/// <summary>A part of a line; marked when the other side has it not.</summary>
public sealed record DifferenceWord(string Text, bool IsMarked);
