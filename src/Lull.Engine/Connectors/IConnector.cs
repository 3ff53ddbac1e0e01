using Lull.Core.Actions;

namespace Lull.Engine.Connectors;

/// <summary>One outside system, reached through one connection of a site. Made once at load, used from many tasks.</summary>
public interface IConnector : IAsyncDisposable
{
    /// <summary>The action of that name; names are those of <see cref="IConnectorKind.Actions"/>.</summary>
    IAction this[string action] { get; }

    /// <summary>One cheap look that proves address and permission. Changes nothing.</summary>
    ValueTask<Health> CheckHealthAsync(CancellationToken cancellation);
}

/// <summary>A kind of outside system, such as <c>haproxy</c>: what it offers and how to make a connection to one.</summary>
public interface IConnectorKind
{
    /// <summary>As a site writes it: <c>kind: haproxy</c>.</summary>
    string Name { get; }

    /// <summary>What a connection of this kind can do, by action name. The same for every connection.</summary>
    IReadOnlyDictionary<string, ActionTraits> Actions { get; }

    /// <summary>The options a connection takes, for checks and the schema.</summary>
    ValueList<ActionArgument> Options { get; }

    /// <summary>A connection from its options, or what is wrong with them; opens nothing yet.</summary>
    /// <param name="name">The connection's name in the site, for messages.</param>
    /// <param name="options">As the site writes them; unknown names were refused before.</param>
    /// <param name="services">Clock and secrets.</param>
    /// <exception cref="OptionsException">The options are wrong: says which, why, and what to write.</exception>
    IConnector Connect(string name, Argument.Map options, ConnectorServices services);
}

/// <summary>A connection's options are wrong.</summary>
public sealed class OptionsException(string message) : Exception(message);

/// <summary>What connectors get from the program around them.</summary>
/// <param name="Secrets">Resolves references such as <c>env:TOKEN</c> at the moment of use.</param>
/// <param name="Time">The clock that waits and limits are counted on.</param>
public sealed record ConnectorServices(ISecrets Secrets, TimeProvider Time);

/// <summary>What a health check says.</summary>
/// <param name="Good">True when the connection can be used.</param>
/// <param name="Says">A sentence with the version, or what is wrong and what to do.</param>
public sealed record Health(bool Good, string Says);

/// <summary>One thing a connector can do. Every method may be called again with the same marker after a crash.</summary>
public interface IAction
{
    /// <summary>
    /// What the target says now. Reads only. For a change: whether the effect with this marker has happened. For a check:
    /// whether it holds. For a bracket: whether it is held, with the prior to put back. For a message: whether it arrived.
    /// </summary>
    ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation);

    /// <summary>
    /// Does it, or opens the bracket; for a check, looks once. Done only when a fresh observation shows it. Never throws for
    /// what the outside does; a lost answer is <see cref="Outcome.Unknown"/>.
    /// </summary>
    ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation);

    /// <summary>
    /// Closes a bracket: puts <see cref="ActionRequest.Prior"/> back, and nothing else. Done also when nothing was open, and
    /// when somebody changed it meanwhile and it was left alone; the evidence says so. Only called on brackets.
    /// </summary>
    ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException("Only brackets are closed.");

    /// <summary>A sentence that says what applying would do, without talking to anybody.</summary>
    string Describe(ActionRequest request);
}

/// <summary>One request to an action.</summary>
public sealed record ActionRequest
{
    /// <summary>
    /// Unique to this effect and the same whenever it is asked about or applied again: <c>lull:m-3f2a/e17</c>, ASCII, at most
    /// 64 characters, no spaces. A bracket is opened, extended and closed under one marker, by which its close finds it. A new
    /// try after a failure is a new effect with a marker of its own: under the old one the failure is all there is to find.
    /// Markers are never used again, not even by another store.
    /// </summary>
    public required string Marker { get; init; }

    /// <summary>Arguments with every template filled in.</summary>
    public required Argument.Map Arguments { get; init; }

    /// <summary>The host acted on; null when the step has none.</summary>
    public ActionHost? Host { get; init; }

    /// <summary>
    /// What was observed before opening, exactly as the observation had it: a first line for people, then whatever the connector needs.
    /// Empty unless closing or reopening a bracket.
    /// </summary>
    public string Prior { get; init; } = "";

    /// <summary>
    /// When a bracket must end by itself at the latest should we die (a silence's end). Null when the action has no such end.
    /// Extended by applying again.
    /// </summary>
    public Instant? HeldUntil { get; init; }

    /// <summary>How long this try may take. The cancellation token is cancelled then; what was sent is then unknown.</summary>
    public required Duration Timeout { get; init; }

    /// <summary>
    /// For an observation: who asks knows that it is under way and wants to hear when it is over. An action that can be told of
    /// the end answers then, and <see cref="Observation.Running"/> only when the time is over; others answer at once.
    /// </summary>
    public bool AwaitsEnd { get; init; }

    /// <summary>Called with each line of output as it appears, secrets already taken out. May be called from any thread.</summary>
    public Action<string> OnOutput { get; init; } = static _ => { };
}

/// <summary>The host of a request: its name and the values of the site (<c>address</c>, <c>url</c>, <c>n</c> and the site's own).</summary>
public sealed record ActionHost(string Name, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Where to reach it: its <c>address</c> value, or its name.</summary>
    public string Address => Values.TryGetValue("address", out string? address) ? address : Name;
}
