using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>One node of a procedure. Numbers are dense and in the order of the plan; a parent comes before its children.</summary>
public sealed record Node
{
    /// <summary>Index in <see cref="Procedure.Nodes"/>.</summary>
    public required int Number { get; init; }

    /// <summary>Stable name, such as <c>change/deploy/web3/sanity-check</c>. Survives edits of other steps.</summary>
    public required string Path { get; init; }

    /// <summary>What it is.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The node it stands in; -1 for the root.</summary>
    public required int Parent { get; init; }

    /// <summary>In order; a scope has one, its body; a leaf has none.</summary>
    public ValueList<int> Children { get; init; } = [];

    /// <summary>For people, templates filled in.</summary>
    public required string Title { get; init; }

    /// <summary>The phase whose interval holds for it, an index in <see cref="Procedure.Phases"/>; -1 for the root and for undos.</summary>
    public int Phase { get; init; } = -1;

    /// <summary>Index in <see cref="Procedure.Hosts"/>; -1 when it has none.</summary>
    public int Host { get; init; } = -1;

    /// <summary>The host track it stands in; -1 when none.</summary>
    public int Track { get; init; } = -1;

    /// <summary>The rolling node that it stands in; -1 when none.</summary>
    public int Rolling { get; init; } = -1;

    /// <summary>Part of an undo or of the plan's roll back: started whatever is paused or over.</summary>
    public bool IsUndo { get; init; }

    /// <summary>The plan's role that does it; empty means the machine or anyone.</summary>
    public string Role { get; init; } = "";

    /// <summary>How long it takes; for a block, made from its children.</summary>
    public required Estimate Estimate { get; init; }

    /// <summary>
    /// How long undoing it takes once this leaf was begun, this scope was opened, or anything in this block was begun that is undone
    /// as a whole. Hosts of a batch are undone beside each other.
    /// </summary>
    public Duration Undoing { get; init; } = Duration.Zero;

    /// <summary>How long one try may take.</summary>
    public Duration Timeout { get; init; }

    /// <summary>Tries after a failure before the policy applies.</summary>
    public Retry Retry { get; init; } = Retry.None;

    /// <summary>What happens when it fails for good.</summary>
    public OnFailure OnFailure { get; init; }

    /// <summary>Nodes that must have succeeded or been skipped first, beside the order of its block.</summary>
    public ValueList<int> After { get; init; } = [];

    /// <summary>Nodes that have this one in <see cref="After"/>.</summary>
    public ValueList<int> Dependents { get; init; } = [];

    /// <summary>Starts no earlier than this.</summary>
    public Instant? NotBefore { get; init; }

    /// <summary>Must be finished by then: a gate of its own for fitting.</summary>
    public Instant? Due { get; init; }

    /// <summary>Parallel nodes and batches: how many children at the same time; 0 means all.</summary>
    public int Limit { get; init; }

    /// <summary>Rolling nodes: failed hosts borne by the whole block.</summary>
    public int Tolerate { get; init; }

    /// <summary>Batches: failed hosts borne by this batch.</summary>
    public int ToleratePerBatch { get; init; } = int.MaxValue;

    /// <summary>Rolling nodes: never more hosts out of service by our doing.</summary>
    public int MaxUnavailable { get; init; } = int.MaxValue;

    /// <summary>Scopes: indexes in <see cref="Procedure.Brackets"/>, in opening order.</summary>
    public ValueList<int> Brackets { get; init; } = [];

    /// <summary>Scopes: the same brackets, in closing order.</summary>
    public ValueList<int> Closing { get; init; } = [];

    /// <summary>The node that undoes this one; -1 when it has none of its own.</summary>
    public int Undo { get; init; } = -1;

    /// <summary>True when this node or one below it has an undo.</summary>
    public bool CanUndo { get; init; }

    /// <summary>Actions, checks, deliveries: what is called, templates filled in but for artefacts.</summary>
    public ActionCall? Call { get; init; }

    /// <summary>Whether <see cref="Call"/> may be repeated.</summary>
    public RepeatClass Repeat { get; init; }

    /// <summary>Checks: how long it may take to hold. Waits: how long to wait.</summary>
    public Duration Within { get; init; }

    /// <summary>Checks: time between two looks.</summary>
    public Duration Every { get; init; }

    /// <summary>Checks made of a wait: time running out is no failure.</summary>
    public bool PassesAtTheEnd { get; init; }

    /// <summary>Manual steps: what to do. Deliveries: the message, a name or a text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Deliveries: the audience.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Approvals: how many holders of <see cref="Role"/> must say yes.</summary>
    public int Quorum { get; init; }

    /// <summary>Index in <see cref="Procedure.Items"/>; -1 when it belongs to none.</summary>
    public int Item { get; init; } = -1;

    /// <summary>Ticket keys.</summary>
    public ValueList<string> Tickets { get; init; } = [];

    /// <summary>Addresses that help.</summary>
    public ValueList<string> Links { get; init; } = [];

    /// <summary>True when ticking it off needs evidence.</summary>
    public bool EvidenceRequired { get; init; }

    /// <summary>Anything people should know.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The name of what it makes; empty when nothing is asked of it.</summary>
    public string Makes { get; init; } = "";

    /// <summary>Set when it is left out: why.</summary>
    public string NotDoing { get; init; } = "";

    /// <summary>True when it is a unit of work and not structure.</summary>
    public bool IsLeaf => Kind >= NodeKind.Action;
}

/// <summary>What a node is. Structure first, then the units of work.</summary>
public enum NodeKind
{
    /// <summary>Children one after the other. The root is one, and each phase.</summary>
    Sequence,

    /// <summary>Children beside each other, at most <see cref="Node.Limit"/>.</summary>
    Parallel,

    /// <summary>Batches one after the other.</summary>
    Rolling,

    /// <summary>Hosts of a rolling block beside each other.</summary>
    Batch,

    /// <summary>One host of a rolling block: its steps one after the other.</summary>
    HostTrack,

    /// <summary>Brackets around a body.</summary>
    Scope,

    /// <summary>A connector changes something.</summary>
    Action,

    /// <summary>A connector looks until it holds.</summary>
    Check,

    /// <summary>A connector tells one channel.</summary>
    Delivery,

    /// <summary>A person does it and ticks it off.</summary>
    Manual,

    /// <summary>Holders of a role say yes.</summary>
    Approval,

    /// <summary>Time passes.</summary>
    Wait,
}
