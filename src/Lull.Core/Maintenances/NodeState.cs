namespace Lull.Core.Maintenances;

/// <summary>All that the machine remembers of one node. Kept in an array, changed in place by <see cref="State"/> alone.</summary>
internal struct NodeState
{
    internal NodeStatus Status;
    internal NodeFlags Flags;
    internal ScopeStage Scope;

    /// <summary>Tries so far.</summary>
    internal int Attempt;

    /// <summary>Sequences: the present child. Parallel nodes: children entered. Scopes: the present bracket.</summary>
    internal int Cursor;

    /// <summary>Parallel nodes: children entered and not settled.</summary>
    internal int Active;

    /// <summary>Parallel nodes: children that failed. Rolling nodes and batches: hosts that count as failed.</summary>
    internal int Failed;

    /// <summary>Rolling nodes: hosts left out of service for good. Host tracks: brackets that leave the host out.</summary>
    internal int LeftOut;

    /// <summary>Host tracks: brackets that hold the host out. Rolling nodes: hosts held out, those left out aside.</summary>
    internal int Out;

    /// <summary>Nodes of <c>after:</c> that have not succeeded yet.</summary>
    internal int Blocked;

    /// <summary>The effect under way; 0 when none.</summary>
    internal int Effect;

    /// <summary>The open question; 0 when none.</summary>
    internal int Question;

    /// <summary>What the node would settle as, were nobody to be asked.</summary>
    internal NodeStatus Outcome;

    /// <summary>Only the newest timer of a node counts; it carries this number.</summary>
    internal int Timer;

    /// <summary>When it began.</summary>
    internal Instant Began;

    /// <summary>When it settled; undoing it later changes nothing of that.</summary>
    internal Instant Ended;

    internal readonly bool Has(NodeFlags flag) => (Flags & flag) != NodeFlags.None;

    internal readonly bool IsSettled => Status >= NodeStatus.Done;

    /// <summary>True when what waits for it may go on.</summary>
    internal readonly bool Passed =>
        Status is NodeStatus.Done or NodeStatus.Skipped || (IsSettled && Has(NodeFlags.Tolerated));
}

/// <summary>Yes-or-no facts of a node.</summary>
[Flags]
internal enum NodeFlags
{
    None = 0,

    /// <summary>Something was tried: it may have changed the world, whatever came of it.</summary>
    Attempted = 1,

    /// <summary>It failed, and the plan's author or a person lets the rest go on.</summary>
    Tolerated = 1 << 1,

    /// <summary>A host that a person gave up or rolls back: it does not count against the limits.</summary>
    Excused = 1 << 2,

    /// <summary>To settle as soon as it can, and to close what it holds.</summary>
    Stopping = 1 << 3,

    /// <summary>To settle as soon as it can, holding what it holds: it will be undone.</summary>
    Holding = 1 << 4,

    /// <summary>To be left out when its turn comes.</summary>
    SkipAsked = 1 << 5,

    /// <summary>A person lets it start although it does not fit.</summary>
    Overridden = 1 << 6,

    /// <summary>A roll back of this node was ordered and is not over.</summary>
    RollBackRoot = 1 << 7,

    /// <summary>Its parent has taken note that it settled.</summary>
    Reported = 1 << 8,

    /// <summary>Its undoing time is part of the total.</summary>
    CountsUndoing = 1 << 9,

    /// <summary>It makes its host count as not in service.</summary>
    CountsBad = 1 << 10,

    /// <summary>Something it waited for will never succeed.</summary>
    OrderBroken = 1 << 11,

    /// <summary>Its gate has opened.</summary>
    GatePassed = 1 << 12,

    /// <summary>A batch or rolling block over its limit: no further host starts.</summary>
    Halted = 1 << 13,

    /// <summary>Only held brackets below it are closed; nothing is undone (its own undo did that).</summary>
    Releasing = 1 << 14,

    /// <summary>A person left its undo undone.</summary>
    LeftUndone = 1 << 15,

    /// <summary>The scope's brackets could not all be opened, so its body was not begun.</summary>
    NotEntered = 1 << 16,

    /// <summary>It was overdue, and that was said.</summary>
    Overdue = 1 << 17,

    /// <summary>Something below it was tried.</summary>
    Touched = 1 << 18,

    /// <summary>It was over, and its brackets are open again for something inside it that is rolled back by itself.</summary>
    Lent = 1 << 19,
}

/// <summary>Where a scope is.</summary>
internal enum ScopeStage
{
    /// <summary>Nothing is open.</summary>
    Closed,

    /// <summary>Brackets are being opened.</summary>
    Opening,

    /// <summary>All are open; the body runs, or is held for its undo.</summary>
    Body,

    /// <summary>Brackets are being closed.</summary>
    Closing,
}
