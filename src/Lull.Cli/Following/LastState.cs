using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Reports;

namespace Lull.Cli.Following;

/// <summary>How a maintenance stood when its engine ended, from a store that no engine has open.</summary>
/// <param name="Status">For a screen; its trouble says that nobody conducts it, and how to go on.</param>
/// <param name="Story">All that happened.</param>
internal sealed record LastState(MaintenanceStatus Status, Story Story)
{
    /// <summary>Older than this, the journal's time is not this machine's: countdowns are shown as they stood.</summary>
    private static readonly Duration SameClock = Duration.FromHours(12);

    /// <summary>The maintenance that is named; else the newest that is not over; else the newest. Null when the store has none.</summary>
    internal static async Task<LastState?> OfAsync(Store store, string? written, CancellationToken cancellation)
    {
        IReadOnlyList<JournalEntry> entries = await JournalReader.ListAsync(store, cancellation);
        if (entries.Count == 0)
        {
            return null;
        }

        JournalEntry entry =
            written is null && entries.FirstOrDefault(one => !one.IsOver) is { } open
                ? open
                : Chosen.Of(entries, written, store);
        var story = new Story();
        foreach (Published.Happened happened in entry.Events)
        {
            story.Take(happened);
        }

        Instant last = story.State.LastAt;
        Instant here = SystemClock.Instance.GetCurrentInstant();
        bool isHere = here >= last && here - last < SameClock;
        string others = string.Join(
            ", ",
            entries.Where(one => one != entry && !one.IsOver).Select(one => one.Head.Maintenance)
        );
        string remark = story.State.IsOver
            ? $"No engine is running on {store}. {entry.Head.Maintenance} is over; 'lull report' tells all of it."
            : $"No engine is running on {store}. Its journal ends at {last.Spoken(DateTimeZone.Utc)}; what is open stays open. "
                + "The same 'lull run' command goes on.";
        return new LastState(
            new MaintenanceStatus(
                entry.Head.Maintenance,
                entry.Head.Sequence,
                MaintenanceView.Of(story.State, isHere && !story.State.IsOver ? here : last),
                [.. entry.Events.TakeLast(50)],
                others.Length == 0 ? remark : $"{remark} Not over either: {others}; name one with --maintenance."
            ),
            story
        );
    }
}
