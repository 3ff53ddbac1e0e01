namespace Lull.Server.Status;

/// <summary>A private calendar that somebody may subscribe to without signing in.</summary>
/// <param name="Id">Number of the entry; not the secret.</param>
/// <param name="Owner">The person who made it.</param>
/// <param name="Name">For whom it is, such as <c>my phone</c> or <c>on-call</c>.</param>
/// <param name="Component">The one component it tells of; empty for all.</param>
/// <param name="MadeAt">When.</param>
/// <param name="UsedAt">When it was last fetched, to the hour; null when never.</param>
public sealed record FeedToken(long Id, string Owner, string Name, string Component, Instant MadeAt, Instant? UsedAt);
