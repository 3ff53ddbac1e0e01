using Lull.Core.Plans;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>
/// A plan compiled for one site and one window: an immutable tree with every batch, host and bracket written out. It is frozen
/// into the journal, so that a maintenance never depends on a file, a site or a compiler that changed meanwhile.
/// </summary>
public sealed record Procedure
{
    /// <summary>The plan's title.</summary>
    public required string Title { get; init; }

    /// <summary>The plan's revision: 64 hex characters.</summary>
    public required string Revision { get; init; }

    /// <summary>Who wrote that revision; empty when unknown.</summary>
    public string Author { get; init; } = "";

    /// <summary>The site's name.</summary>
    public required string Site { get; init; }

    /// <summary>What people outside will notice.</summary>
    public Impact Impact { get; init; } = Impact.None;

    /// <summary>The window as announced. Extensions are events.</summary>
    public required Window Window { get; init; }

    /// <summary>IANA zones to show beside the window's.</summary>
    public ValueList<string> AlsoShow { get; init; } = [];

    /// <summary>Kept free before the window's end on top of the time to undo.</summary>
    public Duration Margin { get; init; } = Duration.Zero;

    /// <summary>All nodes; number 0 is the root, whose children are the phases.</summary>
    public required ValueList<Node> Nodes { get; init; }

    /// <summary>All brackets.</summary>
    public ValueList<BracketNode> Brackets { get; init; } = [];

    /// <summary>The hosts that the plan touches.</summary>
    public ValueList<ProcedureHost> Hosts { get; init; } = [];

    /// <summary>The pools that these hosts are in.</summary>
    public ValueList<ProcedurePool> Pools { get; init; } = [];

    /// <summary>The phases, in order.</summary>
    public required ValueList<ProcedurePhase> Phases { get; init; }

    /// <summary>Deliveries outside the steps: one for each channel of each audience of each announcement.</summary>
    public ValueList<ProcedureDelivery> Deliveries { get; init; } = [];

    /// <summary>Texts of the plan for announcements, by name.</summary>
    public ValueList<MessageText> Messages { get; init; } = [];

    /// <summary>The items.</summary>
    public ValueList<ProcedureItem> Items { get; init; } = [];

    /// <summary>Who must approve before the start.</summary>
    public ValueList<ProcedureApproval> Approvals { get; init; } = [];

    /// <summary>Sites on which this revision must have closed successfully.</summary>
    public ValueList<string> Rehearsals { get; init; } = [];

    /// <summary>The plan's roles with the people who hold them.</summary>
    public ValueList<ProcedureRole> Roles { get; init; } = [];

    /// <summary>Why there is no roll back; empty when there is one.</summary>
    public string NoRollbackBecause { get; init; } = "";

    /// <summary>Watching after the change; null when there is none.</summary>
    public ProcedureSoak? Soak { get; init; }

    /// <summary>Lessons of earlier occurrences.</summary>
    public ValueList<string> Lessons { get; init; } = [];

    /// <summary>How many effects may run at the same time over each connection.</summary>
    public ValueList<ConnectionLimit> Connections { get; init; } = [];
}

/// <summary>A bracket, written out for its host.</summary>
/// <param name="Number">Index in <see cref="Procedure.Brackets"/>.</param>
/// <param name="Scope">The node that holds it.</param>
/// <param name="Call">What is opened and closed.</param>
/// <param name="Title">For people, such as <c>edge.drain web3</c>.</param>
/// <param name="Host">Index in <see cref="Procedure.Hosts"/>; -1 when it has none.</param>
/// <param name="TakesOutOfService">True when its host is out of service while it is held.</param>
/// <param name="Estimate">How long opening, or closing, takes.</param>
/// <param name="Timeout">How long one try may take.</param>
public sealed record BracketNode(
    int Number,
    int Scope,
    ActionCall Call,
    string Title,
    int Host,
    bool TakesOutOfService,
    Estimate Estimate,
    Duration Timeout
);

/// <summary>A host with the values that its connectors ask for, and the pools it is in.</summary>
public sealed record ProcedureHost(string Name, ValueList<Sites.NamedText> Values, ValueList<int> Pools);

/// <summary>A pool: how many members it has in all and how many must stay in service.</summary>
public sealed record ProcedurePool(string Name, int Members, int Floor);

/// <summary>A phase and its interval.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Node">Its node.</param>
/// <param name="From">Earliest start; null means the window's start, or for the preparation at once.</param>
/// <param name="Until">Latest end; null means the window's end, which may move, or for the preparation the window's start.</param>
public sealed record ProcedurePhase(PhaseKind Kind, int Node, Instant? From, Instant? Until);

/// <summary>One delivery of an announcement to one channel.</summary>
/// <param name="At">When it is due by the clock; null when <paramref name="When"/> decides.</param>
/// <param name="When">The moment in the life of the maintenance; null when <paramref name="At"/> decides.</param>
/// <param name="Audience">Whom it is for.</param>
/// <param name="Call">The channel: a message action with its arguments but for the text.</param>
/// <param name="Message">A name of a message or the text itself.</param>
/// <param name="Repeat">Whether the channel can tell that it arrived.</param>
/// <param name="Timeout">How long one try may take.</param>
public sealed record ProcedureDelivery(
    Instant? At,
    LifeMoment? When,
    string Audience,
    ActionCall Call,
    string Message,
    RepeatClass Repeat,
    Duration Timeout
);

/// <summary>An item and the leaves that belong to it.</summary>
public sealed record ProcedureItem(
    string Id,
    string Title,
    ValueList<string> Tickets,
    string Owner,
    string Tester,
    ItemState State,
    string Because,
    ValueList<int> Leaves
);

/// <summary>So many holders of a role must approve.</summary>
public sealed record ProcedureApproval(string Role, int Quorum);

/// <summary>A role of the plan; with no holders anyone may act in it.</summary>
/// <param name="Name">As the plan names it.</param>
/// <param name="SiteRole">The site's name for it.</param>
/// <param name="Holders">The ids of who holds it.</param>
public sealed record ProcedureRole(string Name, string SiteRole, ValueList<string> Holders)
{
    /// <summary>IANA zones in which its holders live, each once; UTC is left out, for it is shown wherever it matters.</summary>
    public ValueList<string> Zones { get; init; } = [];
}

/// <summary>How many effects may run at the same time over a connection.</summary>
public sealed record ConnectionLimit(string Connection, int AtOnce);

/// <summary>Watching after the change.</summary>
public sealed record ProcedureSoak(
    Duration For,
    ValueList<ProcedureWatch> Watches,
    FailureRate? Failures,
    int? Severity,
    bool Automatic,
    Duration AnswerWithin
);

/// <summary>One watch on one host.</summary>
public sealed record ProcedureWatch(string Title, ActionCall Call, int Host, Duration Every, Duration Timeout);
