namespace Lull.Lab.Balancer;

/// <summary>One health check.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Code">The HTTP status; null without an answer.</param>
/// <param name="Took">How long it took.</param>
internal sealed record CheckResult(CheckStatus Status, int? Code, TimeSpan Took)
{
    public static CheckResult None { get; } = new(CheckStatus.INI, null, TimeSpan.Zero);

    public bool Passed => Status is CheckStatus.L7OK;
}
