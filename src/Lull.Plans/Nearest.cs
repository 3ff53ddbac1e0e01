namespace Lull.Plans;

/// <summary>The known name that an unknown one was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>A hint that names the nearest of the known names; else the fallback.</summary>
    internal static string Hint(string written, IEnumerable<string> known, string otherwise = "") =>
        Find(written, known) is { } name ? $"did you mean '{name}'?" : otherwise;

    /// <summary>The nearest known name, upper and lower case alike; null when none is near.</summary>
    /// <remarks>Damerau-Levenshtein distance (neighbours swapped count one) of at most a third of the length, at least 1.</remarks>
    internal static string? Find(string written, IEnumerable<string> known)
    {
        if (written.Length > 100)
        {
            return null;
        }

        string lower = written.ToLowerInvariant();
        int limit = Math.Max(1, written.Length / 3);
        string? best = null;
        foreach (string name in known)
        {
            if (Math.Abs(name.Length - written.Length) > limit)
            {
                continue;
            }

            int distance = Distance(lower, name.ToLowerInvariant());
            if (distance <= limit)
            {
                limit = distance - 1;
                best = name;
            }
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that make one text the other.</summary>
    internal static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            cost[row, 0] = row;
        }

        for (int column = 0; column <= right.Length; column++)
        {
            cost[0, column] = column;
        }

        for (int row = 1; row <= left.Length; row++)
        {
            for (int column = 1; column <= right.Length; column++)
            {
                int replaced = cost[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                int best = Math.Min(replaced, 1 + Math.Min(cost[row - 1, column], cost[row, column - 1]));
                bool swapped =
                    row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                cost[row, column] = swapped ? Math.Min(best, cost[row - 2, column - 2] + 1) : best;
            }
        }

        return cost[left.Length, right.Length];
    }
}
