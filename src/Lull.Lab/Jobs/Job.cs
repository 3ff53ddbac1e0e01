namespace Lull.Lab.Jobs;

/// <summary>A recurring job.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Runs">How often it has run, about four times a second unless its group is paused.</param>
public sealed record Job(string Name, long Runs);
