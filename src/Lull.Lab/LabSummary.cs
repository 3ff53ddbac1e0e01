namespace Lull.Lab;

/// <summary>What a maintenance did to the data centre, in a few numbers, and what it left open.</summary>
/// <param name="Requests">Requests that users made.</param>
/// <param name="FailedRequests">Those that failed.</param>
/// <param name="MaintenancePages">Those answered with the maintenance page.</param>
/// <param name="HostsChanged">Hosts whose version, patch level or boot differ from the start.</param>
/// <param name="DrainedMembers">Members of the pool that an administrator took out and has not put back.</param>
/// <param name="ActiveSilences">Ids of the silences in force.</param>
/// <param name="PausedJobs">Groups of jobs that stand still.</param>
/// <param name="MaintenancePage">Whether the maintenance page is up.</param>
/// <param name="Pages">How often a person was called.</param>
public sealed record LabSummary(
    long Requests,
    long FailedRequests,
    long MaintenancePages,
    IReadOnlyList<string> HostsChanged,
    IReadOnlyList<string> DrainedMembers,
    IReadOnlyList<string> ActiveSilences,
    IReadOnlyList<string> PausedJobs,
    bool MaintenancePage,
    int Pages
);
