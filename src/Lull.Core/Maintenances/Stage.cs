namespace Lull.Core.Maintenances;

/// <summary>Where a maintenance is in its life.</summary>
public enum Stage
{
    /// <summary>Written, not handed in.</summary>
    Draft,

    /// <summary>Handed in; approvals are collected.</summary>
    Proposed,

    /// <summary>Approved; it waits to be started.</summary>
    Scheduled,

    /// <summary>Steps run.</summary>
    InProgress,

    /// <summary>Being stopped: what is open is closed.</summary>
    Aborting,

    /// <summary>Everything is rolled back.</summary>
    RollingBack,

    /// <summary>The change is in place and verified.</summary>
    Deployed,

    /// <summary>The change, or its roll back, is watched.</summary>
    Soaking,

    /// <summary>Only people are left to be told.</summary>
    Concluding,

    /// <summary>Over: the change is in place.</summary>
    Closed,

    /// <summary>Over: the change was rolled back.</summary>
    RolledBack,

    /// <summary>Over: it was stopped.</summary>
    Aborted,

    /// <summary>Over: it did not take place.</summary>
    Cancelled,
}
