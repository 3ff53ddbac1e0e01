namespace Lull.Core.Sites;

/// <summary>Binds the names of plans to one environment.</summary>
public sealed record Site
{
    /// <summary>Such as <c>lab</c> or <c>production</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Every host, in the order of the file.</summary>
    public ValueList<Host> Hosts { get; init; } = [];

    /// <summary>Named lists of hosts.</summary>
    public ValueList<HostGroup> Groups { get; init; } = [];

    /// <summary>Sets of hosts that serve together and must not all be gone.</summary>
    public ValueList<Pool> Pools { get; init; } = [];

    /// <summary>Ways to outside systems.</summary>
    public ValueList<Connection> Connections { get; init; } = [];

    /// <summary>Who may do what.</summary>
    public ValueList<Person> People { get; init; } = [];

    /// <summary>Who can be told, over which channels.</summary>
    public ValueList<Audience> Audiences { get; init; } = [];

    /// <summary>Intervals in which nothing may run unless waived.</summary>
    public ValueList<Freeze> Freezes { get; init; } = [];

    /// <summary>Codes of findings that keep a plan from running here, unless it waives them.</summary>
    public ValueList<string> Errors { get; init; } = [];

    /// <summary>The file's text, for the journal.</summary>
    public string Text { get; init; } = "";
}

/// <summary>One host.</summary>
/// <param name="Name">Unique in the site.</param>
/// <param name="Values">What templates can ask for beside <c>{host}</c> and <c>{n}</c>: <c>address</c>, <c>url</c> and the site's own.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Host(string Name, ValueList<NamedText> Values, SourceSpan Where);

/// <summary>A name and its text.</summary>
public sealed record NamedText(string Name, string Text);

/// <summary>A named list of hosts, in order.</summary>
public sealed record HostGroup(string Name, ValueList<string> Hosts, SourceSpan Where);

/// <summary>A set of hosts that serve together.</summary>
/// <param name="Name">Unique in the site.</param>
/// <param name="Hosts">Its members.</param>
/// <param name="Floor">At least so many stay in service, whatever anybody's plan says.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Pool(string Name, ValueList<string> Hosts, Plans.Share Floor, SourceSpan Where);

/// <summary>A way to an outside system.</summary>
/// <param name="Name">As plans write it: <c>edge</c> in <c>edge.drain</c>.</param>
/// <param name="Kind">The connector: <c>haproxy</c>.</param>
/// <param name="Options">What that connector needs; secrets by reference only.</param>
/// <param name="AtOnce">How many effects may run over it at the same time.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Connection(string Name, string Kind, Argument.Map Options, int AtOnce, SourceSpan Where);

/// <summary>One person and the roles of the site they hold.</summary>
public sealed record Person(string Id, string Name, ValueList<string> Roles, string Zone, SourceSpan Where);

/// <summary>Who can be told.</summary>
/// <param name="Name">As plans write it: <c>customers</c>.</param>
/// <param name="Channels">One delivery each: a message action with its arguments but for the text.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Audience(string Name, ValueList<ActionCall> Channels, SourceSpan Where);

/// <summary>An interval in which nothing may run unless waived.</summary>
public sealed record Freeze(string Name, Instant From, Instant Until, string Because, SourceSpan Where);
