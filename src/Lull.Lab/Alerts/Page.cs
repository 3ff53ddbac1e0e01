namespace Lull.Lab.Alerts;

/// <summary>A person was called because a host was down and nobody had silenced it.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Host">Which host.</param>
/// <param name="Reason">What was the matter.</param>
public sealed record Page(DateTimeOffset At, string Host, string Reason);
