using Lull.Core.Maintenances;

namespace Lull.Server.Status;

/// <summary>One thing the public was told about a maintenance.</summary>
/// <param name="Number">From 1, in the order told; never changes.</param>
/// <param name="At">When.</param>
/// <param name="Stage">The stage from then on.</param>
/// <param name="Text">A sentence.</param>
public sealed record PublicUpdate(int Number, Instant At, Stage Stage, string Text);
