namespace Lull.Core.Findings;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Spelling
{
    /// <summary>The candidate that fewest edits lead to; null when even that one differs in more than a third of its letters.</summary>
    internal static string? Nearest(string written, IEnumerable<string> candidates)
    {
        (string? Candidate, int Edits) best = (null, int.MaxValue);
        foreach (string candidate in candidates)
        {
            int edits = Edits(written.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (edits < best.Edits && edits <= Math.Max(1, candidate.Length / 3))
            {
                best = (candidate, edits);
            }
        }

        return best.Candidate;
    }

    /// <summary>Letters to put in, take out or change to get from one word to the other (Levenshtein).</summary>
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[to.Length];
    }
}
