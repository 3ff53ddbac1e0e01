namespace Lull.Lab.Balancer;

/// <summary>What the last health check said, numbered as HAProxy numbers it.</summary>
internal enum CheckStatus
{
    /// <summary>No check has run yet.</summary>
    INI = 1,

    /// <summary>The connection was refused or reset.</summary>
    L4CON = 8,

    /// <summary>No answer in time.</summary>
    L7TOUT = 12,

    /// <summary>Answered 2xx or 3xx.</summary>
    L7OK = 15,

    /// <summary>Answered with another status.</summary>
    L7STS = 17,
}
