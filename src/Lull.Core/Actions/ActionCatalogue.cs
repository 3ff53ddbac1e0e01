using Lull.Core.Sites;

namespace Lull.Core.Actions;

/// <summary>Every action that plans can name, by the kind of its connection. Given to the reader of plans from outside.</summary>
/// <param name="kinds">One entry for each kind of connector; a kind named twice is a bug.</param>
public sealed class ActionCatalogue(IEnumerable<ConnectorDescription> kinds)
{
    private readonly SortedDictionary<string, ConnectorDescription> _kinds = new(
        kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    /// <summary>Knows no kind of connector: plans are checked for their shape alone.</summary>
    public static ActionCatalogue Empty { get; } = new([]);

    /// <summary>True when no kind is known, so that nothing can be said about actions.</summary>
    public bool IsEmpty => _kinds.Count == 0;

    /// <summary>Every kind, ordered by name.</summary>
    public IReadOnlyCollection<ConnectorDescription> Kinds => _kinds.Values;

    /// <summary>The kind of that name, such as <c>haproxy</c>; null when there is none.</summary>
    public ConnectorDescription? this[string kind] => _kinds.GetValueOrDefault(kind);

    /// <summary>The action of a kind, such as <c>drain</c> of <c>haproxy</c>; null when either is unknown.</summary>
    public ActionTraits? Find(string kind, string action) => this[kind]?.Actions.GetValueOrDefault(action);
}

/// <summary>One kind of connector: what its connections take and offer.</summary>
/// <param name="Kind">As a site writes it: <c>kind: haproxy</c>.</param>
/// <param name="Options">The options a connection takes.</param>
/// <param name="Actions">What a connection can do, by action name.</param>
public sealed record ConnectorDescription(
    string Kind,
    ValueList<ActionArgument> Options,
    IReadOnlyDictionary<string, ActionTraits> Actions
)
{
    /// <summary>Tries calls over a connection without talking to anybody; null when nothing is known of how arguments are read.</summary>
    public Func<Connection, CallTrial>? Trial { get; init; }
}

/// <summary>Reads the arguments of a call as the connector itself will.</summary>
/// <param name="call">Every template filled in.</param>
/// <param name="host">The host it acts on; null when it has none.</param>
/// <returns>A sentence about what is wrong, or null.</returns>
public delegate string? CallTrial(ActionCall call, Host? host);
