namespace Lull.Lab.Traffic;

/// <summary>What the steady traffic has seen so far.</summary>
/// <param name="Requests">Requests that were answered or have failed; those under way are not counted yet.</param>
/// <param name="FailedRequests">Answers other than 2xx, lost connections and time-outs. The maintenance page is none of them.</param>
/// <param name="MaintenancePages">Requests that were answered with the maintenance page, on purpose.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="HeldBack">Requests that were not sent because too many were under way.</param>
/// <param name="FirstFailures">The first failures in order, at most <see cref="MostFailures"/>.</param>
/// <param name="ByServer">Good answers by the server that gave them.</param>
public sealed record TrafficCounts(
    long Requests,
    long FailedRequests,
    long MaintenancePages,
    int InFlight,
    long HeldBack,
    IReadOnlyList<FailedRequest> FirstFailures,
    IReadOnlyDictionary<string, long> ByServer
)
{
    /// <summary>How many failures are kept with their details.</summary>
    public const int MostFailures = 20;
}
