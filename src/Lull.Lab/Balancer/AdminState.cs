namespace Lull.Lab.Balancer;

/// <summary>What an administrator asked of a member, with the bits that HAProxy shows for it.</summary>
internal enum AdminState
{
    /// <summary>Takes requests when healthy.</summary>
    Ready = 0,

    /// <summary>Out of service, and not checked.</summary>
    Maint = 1,

    /// <summary>Finishes what it has and gets nothing new; still checked.</summary>
    Drain = 8,
}
