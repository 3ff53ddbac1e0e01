namespace Lull.Core.Actions;

/// <summary>What the core must know of a connector's action to use it safely. Declared by the connector.</summary>
public sealed record ActionTraits
{
    /// <summary>What the action is for, which decides where in a plan it may stand.</summary>
    public required ActionUse Use { get; init; }

    /// <summary>Whether the action may be applied again when nobody knows if the first try arrived.</summary>
    public required RepeatClass Repeat { get; init; }

    /// <summary>True when holding this bracket takes its host out of service, so that it counts against a pool's floor.</summary>
    public bool TakesOutOfService { get; init; }

    /// <summary>True when the action needs a host to act on (<c>on:</c> or a rolling block).</summary>
    public bool NeedsHost { get; init; }

    /// <summary>
    /// The argument that the host's name stands in for when a plan leaves it out, such as <c>server</c> of a drain; empty when
    /// there is none.
    /// </summary>
    public string HostStandsFor { get; init; } = "";

    /// <summary>The argument that a plain text stands for: <c>shell.run: uptime</c> is <c>shell.run: { command: uptime }</c>.</summary>
    public required string MainArgument { get; init; }

    /// <summary>Every argument the action knows, by name, in the order of its documentation.</summary>
    public required ValueList<ActionArgument> Arguments { get; init; }

    /// <summary>How long one try may take when the plan names no time-out.</summary>
    public Duration Timeout { get; init; } = Duration.FromMinutes(10);

    /// <summary>What the action does, as a sentence for people.</summary>
    public required string Summary { get; init; }

    /// <summary>True when a call with these arguments has nothing to act on but its host.</summary>
    public bool NeedsHostWith(Argument.Map arguments) =>
        NeedsHost || (HostStandsFor.Length > 0 && arguments[HostStandsFor] is null);
}

/// <summary>One argument of an action.</summary>
/// <param name="Name">As written in a plan, such as <c>server</c>.</param>
/// <param name="Meaning">A sentence for people and for the schema.</param>
/// <param name="Required">True when a plan without it is wrong.</param>
public sealed record ActionArgument(string Name, string Meaning, bool Required = false);

/// <summary>What an action is for.</summary>
public enum ActionUse
{
    /// <summary>Changes something: <c>shell.run</c>.</summary>
    Change,

    /// <summary>Only looks; repeated until it holds or its time is over: <c>http.get</c>.</summary>
    Check,

    /// <summary>Opened before a block and closed after it: <c>haproxy.drain</c>.</summary>
    Bracket,

    /// <summary>Tells an audience something: <c>slack.post</c>.</summary>
    Message,
}

/// <summary>What is known about doing an action twice.</summary>
public enum RepeatClass
{
    /// <summary>Sets a state; saying it twice is the same as once.</summary>
    Convergent,

    /// <summary>Creates something that carries our marker, so that an observation finds it before a second try.</summary>
    Keyed,

    /// <summary>Nothing tells whether the first try arrived, or doing it twice hurts. Never repeated without a person's word.</summary>
    Opaque,
}
