namespace Lull.Core.Maintenances;

/// <summary>
/// What is left to walk and what waits for a decision. Walking is a list instead of recursion, so that a plan of any length
/// needs no deep stack; the queues hold what is ready, so that nobody has to search the plan for it.
/// </summary>
internal sealed class Work
{
    /// <summary>Nodes to enter, or that settled, or whose undoing settled; drained by every evolution.</summary>
    internal Queue<(Walk Walk, int Node)> Walks { get; } = new();

    /// <summary>Forward leaves (n) and brackets to be looked at (~b), in the order they became ready.</summary>
    internal Queue<int> Forward { get; } = new();

    /// <summary>The same inside undos: held back by nothing but order and floors.</summary>
    internal Queue<int> Undo { get; } = new();

    /// <summary>Brackets to be closed.</summary>
    internal Queue<int> Closing { get; } = new();

    /// <summary>Deliveries to be sent.</summary>
    internal Queue<int> Deliveries { get; } = new();

    /// <summary>What a rule or a person must decide.</summary>
    internal Queue<(QuestionKind Kind, int Subject)> Undecided { get; } = new();

    /// <summary>What time alone will change, soonest first; entries whose stamp is not the newest are void.</summary>
    internal PriorityQueue<TimerEntry, (Instant At, long Order)> Timers { get; } = new();

    /// <summary>How many brackets wait for a pool's floor.</summary>
    internal int WaitingForFloor { get; set; }

    /// <summary>How many roll backs are under way, and blocks that are open again for one.</summary>
    internal int RollBacks { get; set; }

    /// <summary>How many manual steps, approvals and waits are open.</summary>
    internal int OpenSteps { get; set; }

    /// <summary>How many deliveries are due and not settled.</summary>
    internal int OpenDeliveries { get; set; }

    /// <summary>How many items are neither done nor settled as not done.</summary>
    internal int UnsettledItems { get; set; }

    internal long TimerOrder { get; set; }

    internal int NextEffect { get; set; } = 1;

    internal int NextQuestion { get; set; } = 1;
}

/// <summary>A step of the walk through the plan.</summary>
internal enum Walk
{
    /// <summary>The node's turn has come.</summary>
    Enter,

    /// <summary>The node settled.</summary>
    Settled,

    /// <summary>The node's undoing came to its end.</summary>
    UndoSettled,

    /// <summary>A block that was over has its brackets open again.</summary>
    OpenAgain,
}

/// <summary>Something that a moment changes.</summary>
internal readonly record struct TimerEntry(TimerKind Kind, int Subject, int Stamp);

/// <summary>What a moment changes.</summary>
internal enum TimerKind
{
    Node,
    Bracket,
    Delivery,
    WaitOver,
    Due,
    Question,
}
