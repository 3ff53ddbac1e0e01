namespace Lull.Engine.Journal;

/// <summary>What a check of one journal found.</summary>
/// <param name="Maintenance">Whose journal; null when the store itself is at fault and no maintenance can be named.</param>
/// <param name="State">Whole, or the first thing that is wrong.</param>
/// <param name="Sequence">The last event when whole, else the first place that is wrong; 0 when it is not one event.</param>
/// <param name="Says">A sentence for people.</param>
public sealed record ChainReport(MaintenanceId? Maintenance, ChainState State, long Sequence, string Says)
{
    /// <summary>True when every event is what was written, and all of them are there.</summary>
    public bool IsWhole => State is ChainState.Whole;
}

/// <summary>What can be wrong with a journal.</summary>
public enum ChainState
{
    /// <summary>Nothing.</summary>
    Whole,

    /// <summary>An event's payload or envelope was changed after it was written.</summary>
    Changed,

    /// <summary>Events are missing between others, or before the first.</summary>
    Removed,

    /// <summary>An event stands between two that followed each other.</summary>
    Inserted,

    /// <summary>An event stands at another place than it was written at.</summary>
    Moved,

    /// <summary>An event follows another one than it was written after: that one was replaced, hash and all.</summary>
    Replaced,

    /// <summary>Events are missing at the end, as a recorded head shows.</summary>
    Truncated,

    /// <summary>The end is not what a recorded head says.</summary>
    HeadDiffers,

    /// <summary>The file cannot be read there.</summary>
    Unreadable,
}
