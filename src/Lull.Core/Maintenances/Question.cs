namespace Lull.Core.Maintenances;

/// <summary>What the engine asks a person. Keyed by subject and attempt, so that an answer cannot leak to the next host or try.</summary>
/// <param name="Number">Counts up within the maintenance.</param>
/// <param name="Kind">What is undecided.</param>
/// <param name="Subject">The node, bracket, delivery or watch, by number; -1 for the whole maintenance.</param>
/// <param name="Attempt">The try it is about.</param>
/// <param name="Text">What happened and what we know, in sentences.</param>
/// <param name="Choices">What can be chosen, the safest first.</param>
/// <param name="Deadline">When <paramref name="Default"/> is taken; null when only the point of no return decides.</param>
/// <param name="Default">What happens when nobody answers in time.</param>
public sealed record Question(
    int Number,
    QuestionKind Kind,
    int Subject,
    int Attempt,
    string Text,
    ValueList<Choice> Choices,
    Instant? Deadline,
    Choice Default
);

/// <summary>What is undecided.</summary>
public enum QuestionKind
{
    /// <summary>A step failed for good.</summary>
    StepFailed,

    /// <summary>Nobody knows whether a step happened.</summary>
    StepInconclusive,

    /// <summary>A step would not be over, and undoable, in time.</summary>
    DoesNotFit,

    /// <summary>A bracket could not be opened.</summary>
    NotOpened,

    /// <summary>A bracket could not be closed; closing is tried on meanwhile.</summary>
    NotClosed,

    /// <summary>A step of a roll back failed.</summary>
    UndoFailed,

    /// <summary>The change as a whole failed.</summary>
    ChangeFailed,

    /// <summary>A rule of the soak calls for a roll back.</summary>
    SoakRule,

    /// <summary>Nothing can go on because a pool would fall below its floor.</summary>
    PoolFloor,

    /// <summary>An announcement could not be delivered; it is tried on meanwhile.</summary>
    NotDelivered,
}

/// <summary>What a person can choose.</summary>
public enum Choice
{
    /// <summary>Try once more.</summary>
    Retry,

    /// <summary>A person vouches that it is done.</summary>
    CountAsDone,

    /// <summary>Leave this step out and go on.</summary>
    Skip,

    /// <summary>Give this host up: close what is open on it, go on with the others.</summary>
    GiveUpHost,

    /// <summary>Give this host up and leave it out of service, as a duty of the one who answers.</summary>
    LeaveHostOut,

    /// <summary>Roll this host back and go on with the others.</summary>
    RollBackHost,

    /// <summary>Roll back the block.</summary>
    RollBackBlock,

    /// <summary>Roll back everything.</summary>
    RollBackAll,

    /// <summary>Stop: close what is open, leave what was done.</summary>
    Abort,

    /// <summary>Start it although it does not fit, or although a floor is broken.</summary>
    StartAnyway,

    /// <summary>Leave the bracket open, the step not undone or the message unsent; it becomes a duty of the one who answers.</summary>
    Leave,

    /// <summary>Go on as if nothing had happened.</summary>
    CarryOn,
}
