namespace Lull.Server.Plans;

/// <summary>The shortest way from one list of texts to another: what stays, what goes, what comes. Pure.</summary>
/// <remarks>Source: Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1986.</remarks>
internal static class LineDifference
{
    /// <summary>More changes than this are shown as everything gone and everything come: nobody reads them line by line.</summary>
    private const int MostChanges = 2_000;

    /// <summary>Every line of two texts, in order; an end of the last line counts for nothing.</summary>
    internal static IReadOnlyList<DiffLine> Of(string before, string after) => Of(Lines(before), Lines(after));

    /// <summary>Every line of both, in order; of a change what goes stands before what comes.</summary>
    internal static IReadOnlyList<DiffLine> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        int same = 0;
        while (same < before.Count && same < after.Count && before[same] == after[same])
        {
            same++;
        }

        int tail = 0;
        while (tail < before.Count - same && tail < after.Count - same && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var changes = new List<DiffLine>();
        for (int line = 0; line < same; line++)
        {
            changes.Add(new DiffLine(DiffKind.Same, line + 1, line + 1, before[line]));
        }

        changes.AddRange(Middle(before, after, same, before.Count - tail, after.Count - tail));
        for (int line = tail; line > 0; line--)
        {
            changes.Add(new DiffLine(DiffKind.Same, before.Count - line + 1, after.Count - line + 1, before[^line]));
        }

        return changes;
    }

    private static List<DiffLine> Middle(
        IReadOnlyList<string> before,
        IReadOnlyList<string> after,
        int from,
        int untilBefore,
        int untilAfter
    )
    {
        List<int[]>? trail = Trail(before, after, from, untilBefore, untilAfter);
        var changes = new List<DiffLine>();
        if (trail is null)
        {
            changes.AddRange(Enumerable.Range(from, untilBefore - from).Select(line => Gone(before, line)));
            changes.AddRange(Enumerable.Range(from, untilAfter - from).Select(line => Come(after, line)));
            return changes;
        }

        int x = untilBefore - from;
        int y = untilAfter - from;
        for (int depth = trail.Count - 1; depth >= 0; depth--)
        {
            int[] reached = trail[depth];
            int offset = reached.Length / 2;
            int diagonal = x - y;
            bool down =
                depth > 0
                && (
                    diagonal == -depth
                    || (diagonal != depth && reached[offset + diagonal - 1] < reached[offset + diagonal + 1])
                );
            int previous = down ? diagonal + 1 : diagonal - 1;
            int startX = depth == 0 ? 0 : reached[offset + previous];
            int startY = depth == 0 ? 0 : startX - previous;
            int floorX =
                depth == 0 ? 0
                : down ? startX
                : startX + 1;
            while (x > floorX)
            {
                x--;
                y--;
                changes.Add(new DiffLine(DiffKind.Same, from + x + 1, from + y + 1, before[from + x]));
            }

            if (depth > 0)
            {
                changes.Add(down ? Come(after, from + startY) : Gone(before, from + startX));
                (x, y) = (startX, startY);
            }
        }

        changes.Reverse();
        return changes;
    }

    /// <summary>For each number of changes, the furthest place reached on each diagonal before it; null when there are too many.</summary>
    private static List<int[]>? Trail(
        IReadOnlyList<string> before,
        IReadOnlyList<string> after,
        int from,
        int untilBefore,
        int untilAfter
    )
    {
        int width = untilBefore - from;
        int height = untilAfter - from;
        int most = Math.Min(width + height, MostChanges);
        int[] furthest = new int[(2 * most) + 3];
        int offset = furthest.Length / 2;
        var trail = new List<int[]>();
        for (int depth = 0; depth <= most; depth++)
        {
            trail.Add([.. furthest]);
            for (int diagonal = -depth; diagonal <= depth; diagonal += 2)
            {
                bool down =
                    diagonal == -depth
                    || (diagonal != depth && furthest[offset + diagonal - 1] < furthest[offset + diagonal + 1]);
                int x = down ? furthest[offset + diagonal + 1] : furthest[offset + diagonal - 1] + 1;
                int y = x - diagonal;
                while (x < width && y < height && before[from + x] == after[from + y])
                {
                    x++;
                    y++;
                }

                furthest[offset + diagonal] = x;
                if (x >= width && y >= height)
                {
                    return trail;
                }
            }
        }

        return null;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static DiffLine Gone(IReadOnlyList<string> before, int line) =>
        new(DiffKind.Removed, line + 1, null, before[line]);

    private static DiffLine Come(IReadOnlyList<string> after, int line) =>
        new(DiffKind.Added, null, line + 1, after[line]);
}

/// <summary>One line of a difference.</summary>
/// <param name="Kind">In which of the two it is.</param>
/// <param name="Before">Its number in the older one, from 1; null when it is not there.</param>
/// <param name="After">Its number in the newer one; null when it is not there.</param>
/// <param name="Text">Without its line end.</param>
public sealed record DiffLine(DiffKind Kind, int? Before, int? After, string Text);

/// <summary>In which of two texts a line is.</summary>
public enum DiffKind
{
    /// <summary>In both.</summary>
    Same,

    /// <summary>Only in the older one.</summary>
    Removed,

    /// <summary>Only in the newer one.</summary>
    Added,
}
