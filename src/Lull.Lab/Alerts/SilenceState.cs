namespace Lull.Lab.Alerts;

/// <summary>Where a silence is in its life.</summary>
public enum SilenceState
{
    /// <summary>In force.</summary>
    Active,

    /// <summary>Yet to begin.</summary>
    Pending,

    /// <summary>Over; stays listed.</summary>
    Expired,
}
