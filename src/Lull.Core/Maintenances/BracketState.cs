namespace Lull.Core.Maintenances;

/// <summary>All that the machine remembers of one bracket.</summary>
public struct BracketState
{
    internal int Effect;
    internal int Question;
    internal int Timer;
    internal bool Reserved;

    /// <summary>A person let it take its host out although a pool then falls below its floor.</summary>
    internal bool FloorWaived;

    /// <summary>The last look that showed anything showed that somebody else had taken its host out.</summary>
    internal bool FoundOut;

    /// <summary>Its host counts against the limit of its rolling block: it is out, or about to be, by our doing.</summary>
    internal bool CountsOut;

    /// <summary>Where it is.</summary>
    public BracketStatus Status { get; internal set; }

    /// <summary>What was found before it was opened; put back when it is closed.</summary>
    public string Prior { get; internal set; }

    /// <summary>The same in words, such as <c>ready</c>: its first line. Empty when nothing is known of it.</summary>
    public readonly string Found => Prior is null ? "" : Prior.Split('\n', 2)[0];

    /// <summary>How often it has been opened: 1 for the first time, more when a roll back opens it again.</summary>
    public int Holding { get; internal set; }

    /// <summary>Tries of what is under way.</summary>
    public int Attempt { get; internal set; }

    /// <summary>True from the intent to open it until it is closed or disowned: whatever happens, it must be closed.</summary>
    public readonly bool IsOwed =>
        Status
            is BracketStatus.Opening
                or BracketStatus.MaybeOpen
                or BracketStatus.Open
                or BracketStatus.Closing
                or BracketStatus.ClosingFailed;
}

/// <summary>Where a bracket is.</summary>
public enum BracketStatus
{
    /// <summary>Not open.</summary>
    Closed,

    /// <summary>Waits for a pool to have enough hosts in service.</summary>
    WaitingForFloor,

    /// <summary>About to be looked at.</summary>
    Queued,

    /// <summary>Looked at.</summary>
    Looking,

    /// <summary>The look failed; nothing was opened.</summary>
    LookFailed,

    /// <summary>Being opened.</summary>
    Opening,

    /// <summary>Opening failed or is unclear; it is closed as if it were open.</summary>
    MaybeOpen,

    /// <summary>Open.</summary>
    Open,

    /// <summary>Somebody else had done it before us; left as it is, now and at the end.</summary>
    FoundSo,

    /// <summary>Being closed.</summary>
    Closing,

    /// <summary>Closing failed; it is tried again.</summary>
    ClosingFailed,

    /// <summary>A person took over the duty to close it.</summary>
    Disowned,
}
