namespace Lull.Lab.Jobs;

/// <summary>A group of jobs that is paused and resumed as one.</summary>
/// <param name="Name">Such as <c>product-integrations</c>.</param>
/// <param name="Paused">Whether its jobs stand still.</param>
/// <param name="PausedAt">Since when, in UTC; null while it runs.</param>
/// <param name="Jobs">What is in it.</param>
public sealed record JobGroup(string Name, bool Paused, DateTimeOffset? PausedAt, IReadOnlyList<Job> Jobs);
