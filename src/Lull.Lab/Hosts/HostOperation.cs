namespace Lull.Lab.Hosts;

/// <summary>What the administration API can do to a host.</summary>
public enum HostOperation
{
    /// <summary>Keep a copy of version, patch level and preparation.</summary>
    Backup,

    /// <summary>Install a version.</summary>
    Deploy,

    /// <summary>Prepare for patching.</summary>
    Remediate,

    /// <summary>Install patches; wants a restart afterwards.</summary>
    Patch,

    /// <summary>Boot again.</summary>
    Restart,

    /// <summary>Put the backup back.</summary>
    Restore,
}
