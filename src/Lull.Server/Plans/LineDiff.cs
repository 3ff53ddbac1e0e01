namespace Lull.Server.Plans;

/// <summary>Where two texts differ, line by line.</summary>
public static class LineDiff
{
    /// <summary>Beyond this many pairs of lines the middle is told as removed and added whole, so that a huge text cannot hold a core.</summary>
    private const long MostPairs = 16_000_000;

    /// <summary>Every line of both texts, in order; the longest common ones are kept.</summary>
    public static ValueList<DiffLine> Of(string before, string after)
    {
        string[] old = before.ReplaceLineEndings("\n").Split('\n');
        string[] young = after.ReplaceLineEndings("\n").Split('\n');
        int head = 0;
        while (head < old.Length && head < young.Length && old[head] == young[head])
        {
            head++;
        }

        int tail = 0;
        while (tail < old.Length - head && tail < young.Length - head && old[^(tail + 1)] == young[^(tail + 1)])
        {
            tail++;
        }

        var lines = new List<DiffLine>();
        for (int at = 0; at < head; at++)
        {
            lines.Add(new DiffLine(DiffKind.Same, at + 1, at + 1, old[at]));
        }

        Middle(old.AsSpan(head..^tail), young.AsSpan(head..^tail), head, lines);
        for (int at = tail; at > 0; at--)
        {
            lines.Add(new DiffLine(DiffKind.Same, old.Length - at + 1, young.Length - at + 1, old[^at]));
        }

        return [.. lines];
    }

    private static void Middle(ReadOnlySpan<string> old, ReadOnlySpan<string> young, int offset, List<DiffLine> lines)
    {
        bool isSmall = (long)old.Length * young.Length <= MostPairs;
        int[,] common = isSmall ? Common(old, young) : new int[1, 1];
        int left = 0;
        int right = 0;
        while (left < old.Length || right < young.Length)
        {
            if (isSmall && left < old.Length && right < young.Length && old[left] == young[right])
            {
                lines.Add(new DiffLine(DiffKind.Same, offset + left + 1, offset + right + 1, old[left]));
                left++;
                right++;
            }
            else if (
                left < old.Length
                && (!isSmall || right == young.Length || common[left + 1, right] >= common[left, right + 1])
            )
            {
                lines.Add(new DiffLine(DiffKind.Removed, offset + left + 1, null, old[left]));
                left++;
            }
            else
            {
                lines.Add(new DiffLine(DiffKind.Added, null, offset + right + 1, young[right]));
                right++;
            }
        }
    }

    /// <summary>How many lines the rests from each pair of places on have in common.</summary>
    private static int[,] Common(ReadOnlySpan<string> old, ReadOnlySpan<string> young)
    {
        int[,] common = new int[old.Length + 1, young.Length + 1];
        for (int left = old.Length - 1; left >= 0; left--)
        {
            for (int right = young.Length - 1; right >= 0; right--)
            {
                common[left, right] =
                    old[left] == young[right]
                        ? common[left + 1, right + 1] + 1
                        : Math.Max(common[left + 1, right], common[left, right + 1]);
            }
        }

        return common;
    }
}

/// <summary>One line of two texts.</summary>
/// <param name="Kind">In which of them it is.</param>
/// <param name="Before">Its number in the older one, from 1; null when it is not there.</param>
/// <param name="After">Its number in the newer one; null when it is not there.</param>
/// <param name="Text">Without its line end.</param>
public readonly record struct DiffLine(DiffKind Kind, int? Before, int? After, string Text);

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
