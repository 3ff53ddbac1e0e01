using System.Text.RegularExpressions;

namespace Lull.Connectors.HaProxy;

/// <summary>A server on one node.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Admin">Bits of <c>srv_admin_state</c>.</param>
/// <param name="Weight">The weight in use.</param>
/// <param name="ConfiguredWeight">The weight of the configuration file, which a reload brings back.</param>
/// <param name="Status">Such as <c>UP</c>, <c>UP 1/3</c>, <c>DRAIN</c>, <c>MAINT</c>.</param>
/// <param name="Check">Such as <c>L7OK</c>; empty when it has no health check.</param>
/// <param name="Sessions">Sessions under way and waiting in its queue.</param>
internal sealed record NodeState(
    RuntimeAddress Node,
    AdminState Admin,
    int Weight,
    int ConfiguredWeight,
    string Status,
    string Check,
    int Sessions
)
{
    /// <summary>What was set by command on this socket; the other bits are not ours.</summary>
    internal AdminState Commanded => Admin & (AdminState.Maintenance | AdminState.Drain);

    /// <summary>Out of service whoever caused it.</summary>
    internal bool IsOut => Admin != AdminState.None;

    /// <summary>UP exactly, not on its way there, and the health check agrees.</summary>
    internal bool IsUp => Status is "UP" or "no check" && Check is "" or "L4OK" or "L6OK" or "L7OK";

    /// <summary>As one says it: <c>ready</c>, <c>drained</c>, <c>ready, weight 20</c> when it is not the configured one, <c>ready, DOWN</c>.</summary>
    internal string Word =>
        Admin switch
        {
            AdminState.None => IsUp ? "ready" : $"ready, {Status}",
            AdminState.Drain => "drained",
            _ => "in maintenance",
        } + (Weight != 0 && Weight != ConfiguredWeight ? $", weight {Weight}" : "");

    /// <summary>For evidence: <c>DRAIN, weight 100, 3 sessions</c>.</summary>
    internal string Shown =>
        $"{Status}{(Check.Length > 0 ? $" {Check}" : "")}, weight {Weight}, {Sessions} {(Sessions == 1 ? "session" : "sessions")}";
}

/// <summary>Bits of <c>srv_admin_state</c> that are set by command; others are kept as they come.</summary>
[Flags]
internal enum AdminState
{
    /// <summary>In service.</summary>
    None = 0,

    /// <summary>In maintenance by command.</summary>
    Maintenance = 1,

    /// <summary>Drained by command.</summary>
    Drain = 8,
}

/// <summary>A server and its backend.</summary>
internal sealed partial record ServerName(string Backend, string Server)
{
    /// <summary>True for names that HAProxy allows; anything else could smuggle a second command into the line.</summary>
    internal static bool IsName(string text) => Allowed().IsMatch(text);

    /// <inheritdoc/>
    public override string ToString() => $"{Backend}/{Server}";

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]+$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Allowed();
}
