namespace Lull.Server.Status;

/// <summary>Where a maintenance is, as far as people outside care. It follows the run, never the clock alone.</summary>
public enum PublicState
{
    /// <summary>Written or handed in, not approved. Private feeds alone hold these.</summary>
    Tentative,

    /// <summary>Approved; its window has not opened.</summary>
    Planned,

    /// <summary>It was approved and announced, and an approval was taken back.</summary>
    Reconsidered,

    /// <summary>Its window has opened and it has not started.</summary>
    Late,

    /// <summary>Under way, inside the window as announced.</summary>
    Running,

    /// <summary>Under way, inside a window that was made longer.</summary>
    Extended,

    /// <summary>Under way although its window is over.</summary>
    Overrunning,

    /// <summary>Being stopped.</summary>
    Stopping,

    /// <summary>The change is being taken back.</summary>
    RollingBack,

    /// <summary>Taking it back failed somewhere, and people are at it.</summary>
    InRecovery,

    /// <summary>The work is done; the result is watched.</summary>
    Soaking,

    /// <summary>The work is done; people are being told.</summary>
    Finishing,

    /// <summary>Over: the change is in place.</summary>
    Finished,

    /// <summary>Over: the change was taken back.</summary>
    TakenBack,

    /// <summary>Over: it was stopped.</summary>
    Stopped,

    /// <summary>It does not take place.</summary>
    Cancelled,
}
