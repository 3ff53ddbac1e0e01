namespace Lull.Cli.Demo;

/// <summary>What a demonstration came to. Scripts rely on the names: they are only ever added to.</summary>
/// <param name="Outcome">How the maintenance ended: done, rolled-back, aborted, cancelled; or interrupted.</param>
/// <param name="Requests">Requests that users made meanwhile.</param>
/// <param name="FailedRequests">Those that failed.</param>
/// <param name="HostsChanged">How many hosts were changed.</param>
/// <param name="OpenBrackets">How many brackets are open, by the journal or by the data centre itself.</param>
/// <param name="Journal"><c>verified</c>, or what is wrong with it.</param>
/// <param name="Seconds">How long this process took.</param>
/// <param name="Maintenance">The maintenance's id.</param>
/// <param name="Head">The short hash of the journal's head.</param>
/// <param name="Report">The report's file.</param>
internal sealed record DemoResult(
    string Outcome,
    long Requests,
    long FailedRequests,
    int HostsChanged,
    int OpenBrackets,
    string Journal,
    double Seconds,
    string Maintenance,
    string Head,
    string Report
)
{
    /// <summary>The journal holds.</summary>
    internal const string Verified = "verified";

    /// <summary>True when nothing is to be desired.</summary>
    internal bool IsFine => this is { Outcome: "done", FailedRequests: 0, OpenBrackets: 0, Journal: Verified };
}
