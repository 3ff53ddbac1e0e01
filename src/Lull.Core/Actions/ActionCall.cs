namespace Lull.Core.Actions;

/// <summary>A plan's words for one action: <c>edge.drain: { server: "{host}" }</c>.</summary>
/// <param name="Connection">The connection of the site, such as <c>edge</c>.</param>
/// <param name="Action">The action its connector offers, such as <c>drain</c>.</param>
/// <param name="Arguments">By name. A plain text in the plan has been put under the action's main argument.</param>
public sealed record ActionCall(string Connection, string Action, Argument.Map Arguments)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Connection}.{Action}";
}
