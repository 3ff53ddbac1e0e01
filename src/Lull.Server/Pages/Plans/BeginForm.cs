using Microsoft.AspNetCore.Http;

namespace Lull.Server.Pages.Plans;

/// <summary>How somebody wants a maintenance begun, as the form sends it, so that a refusal gives it back as it was.</summary>
/// <param name="Start">Local to the plan's zone, such as <c>2026-12-03T14:00</c>; empty for the plan's own.</param>
/// <param name="Length">Minutes; empty for the plan's own.</param>
/// <param name="IsProposed">True when it shall be handed in at once.</param>
public sealed record BeginForm(string Start, string Length, bool IsProposed)
{
    /// <summary>Before anything was sent.</summary>
    public static BeginForm Empty { get; } = new("", "", IsProposed: true);

    /// <summary>Reads it.</summary>
    internal static BeginForm Of(IFormCollection form) =>
        new($"{form["start"]}".Trim(), $"{form["length"]}".Trim(), form["propose"].Count > 0);
}
