namespace Lull.Lab.Alerts;

/// <summary>The nested object in which the API gives the state of a silence.</summary>
public sealed record SilenceStatus(SilenceState State);
