namespace Lull.Lab.Traffic;

/// <summary>One request that a user would have seen fail.</summary>
/// <param name="At">When it failed, in UTC.</param>
/// <param name="Cause">The status, or what happened to the connection.</param>
/// <param name="Server">The server it was sent to, if the balancer said so.</param>
public sealed record FailedRequest(DateTimeOffset At, string Cause, string? Server);
