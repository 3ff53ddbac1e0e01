using Lull.Cli.Plans;
using Lull.Engine.Journal;
using Lull.Reports;

namespace Lull.Cli.Following;

/// <summary>The journal that a person means.</summary>
internal static class Chosen
{
    /// <summary>The maintenance that is named, or the newest.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal static JournalEntry Of(IReadOnlyList<JournalEntry> entries, string? written, Store store) =>
        entries.FirstOrDefault(entry =>
            written is null || entry.Head.Maintenance.Text.StartsWith(written, StringComparison.Ordinal)
        )
        ?? throw new UsageException(
            entries.Count == 0
                ? $"{store} holds no maintenance. Name another store with --store."
                : $"{store} holds no maintenance '{written}'. It has {string.Join(", ", entries.Select(entry => entry.Head.Maintenance))}."
        );
}
