namespace Lull.Core.Maintenances;

/// <summary>What kind of refusal it is, for programs; the reason is for people. Names never change: they are part of the API.</summary>
public enum RefusalCode
{
    /// <summary>Not at this moment of the maintenance's life; later or earlier it may be.</summary>
    NotNow,

    /// <summary>The maintenance is over.</summary>
    Over,

    /// <summary>It happened already; asking once more would change nothing.</summary>
    AlreadyDone,

    /// <summary>The step, approval or decision belongs to another role.</summary>
    NotYourRole,

    /// <summary>Nobody approves what they wrote themselves.</summary>
    OwnRevision,

    /// <summary>The account or token lacks the right.</summary>
    RightMissing,

    /// <summary>Somebody else is at it.</summary>
    Taken,

    /// <summary>The maintenance has no such step, bracket, question, item or approval.</summary>
    NotFound,

    /// <summary>Another revision was meant than the present one.</summary>
    WrongRevision,

    /// <summary>Something has happened since the sequence that was meant.</summary>
    Stale,

    /// <summary>It needs a reason.</summary>
    ReasonMissing,

    /// <summary>It needs evidence.</summary>
    EvidenceMissing,

    /// <summary>What was asked does not fit what it was asked of: a choice that is not offered, a block that cannot be ticked.</summary>
    NotPossible,

    /// <summary>What was sent is no command, or says nothing.</summary>
    Malformed,

    /// <summary>The plan or site has findings that keep it from running.</summary>
    Findings,

    /// <summary>The engine cannot do it now: it is stopping, or cannot record.</summary>
    Unavailable,
}
