namespace Lull.Lab.Hosts;

/// <summary>What can be planted to go wrong on a host. Stays until cleared, but for the deploy, which fails once.</summary>
public enum HostFault
{
    /// <summary>The next deploy ends with 500 and leaves the version as it was.</summary>
    FailNextDeploy,

    /// <summary>Pages and administration accept requests and do not answer.</summary>
    Hang,

    /// <summary>Connections to the host are reset.</summary>
    Unreachable,

    /// <summary>The health page and the sanity page answer 503; other pages work.</summary>
    BadHealth,
}
