namespace Lull.Lab.Hosts;

/// <summary>One host as it stands.</summary>
/// <param name="Name">Such as <c>web1</c>.</param>
/// <param name="Group">web, sftp, app or database.</param>
/// <param name="Version">What is deployed.</param>
/// <param name="PatchLevel">The month whose patches are installed.</param>
/// <param name="Remediated">Whether it is prepared for patching.</param>
/// <param name="RestartNeeded">Whether patches wait for a restart.</param>
/// <param name="BootId">Another after each restart.</param>
/// <param name="BackupTaken">Whether there is a backup to put back.</param>
/// <param name="Busy">What is being done to it, or null.</param>
/// <param name="Fault">What was planted, or null.</param>
/// <param name="Healthy">Whether its health page answers 200.</param>
/// <param name="InFlight">Pages it is working on.</param>
/// <param name="Served">Pages it has answered.</param>
/// <param name="Changed">Whether version, patch level or boot differ from the start of the lab.</param>
public sealed record HostState(
    string Name,
    string Group,
    string Version,
    string PatchLevel,
    bool Remediated,
    bool RestartNeeded,
    string BootId,
    bool BackupTaken,
    HostOperation? Busy,
    HostFault? Fault,
    bool Healthy,
    int InFlight,
    long Served,
    bool Changed
);
