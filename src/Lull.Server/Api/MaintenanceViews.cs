using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Reports;
using Lull.Server.Catalogue;
using Lull.Server.Live;
using Lull.Server.Plans;

namespace Lull.Server.Api;

/// <summary>A maintenance as a list shows it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Title">The plan's title.</param>
/// <param name="Site">The site's name.</param>
/// <param name="Revision">The plan's revision.</param>
/// <param name="Author">Who wrote it; empty when unknown.</param>
/// <param name="Stage">Where it is in its life.</param>
/// <param name="IsPaused">True while nothing new starts by a person's order.</param>
/// <param name="InRecovery">True while a failed roll back waits for people.</param>
/// <param name="Start">The window's start.</param>
/// <param name="End">The window's end now, extensions included.</param>
/// <param name="Zone">IANA zone of the window.</param>
/// <param name="Ending">How it ended; null while that is open.</param>
/// <param name="NeedsRecovery">What was left for people at the end.</param>
/// <param name="ChangedAt">When the last of this changed.</param>
public sealed record MaintenanceRow(
    MaintenanceId Id,
    string Title,
    string Site,
    string Revision,
    string Author,
    Stage Stage,
    bool IsPaused,
    bool InRecovery,
    Instant Start,
    Instant End,
    string Zone,
    Ending? Ending,
    ValueList<string> NeedsRecovery,
    Instant ChangedAt
)
{
    internal static MaintenanceRow Of(MaintenanceCard card) =>
        new(
            card.Id,
            card.Title,
            card.Site,
            card.Revision,
            card.Author,
            card.Stage,
            card.IsPaused,
            card.InRecovery,
            card.Start,
            card.End,
            card.Zone,
            card.Ending,
            card.NeedsRecovery,
            card.ChangedAt
        );
}

/// <summary>A maintenance; its steps, hosts and events have addresses of their own.</summary>
/// <param name="Id">Which.</param>
/// <param name="Sequence">The last event it includes; its ETag.</param>
/// <param name="Title">The plan's title.</param>
/// <param name="Site">The site's name.</param>
/// <param name="Revision">The plan's revision.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Impact">What people outside will notice.</param>
/// <param name="Stage">Where it is in its life.</param>
/// <param name="IsPaused">True while nothing new starts by a person's order.</param>
/// <param name="InRecovery">True while a failed roll back waits for people.</param>
/// <param name="Ending">How it ended; null while that is open.</param>
/// <param name="NeedsRecovery">What was left for people at the end.</param>
/// <param name="Clocks">Window, point of no return, soak.</param>
/// <param name="Waiting">Steps that wait for people now.</param>
/// <param name="Steps">How many steps are in each state.</param>
/// <param name="OpenQuestions">How many questions wait.</param>
/// <param name="OpenBrackets">How many brackets are not closed.</param>
/// <param name="Trouble">Why it does not go on; empty when it does.</param>
/// <param name="Link">The plan it was begun from; null when that is not kept here.</param>
public sealed record MaintenanceDetail(
    MaintenanceId Id,
    long Sequence,
    string Title,
    string Site,
    string Revision,
    string Author,
    Impact Impact,
    Stage Stage,
    bool IsPaused,
    bool InRecovery,
    Ending? Ending,
    ValueList<string> NeedsRecovery,
    ClockView Clocks,
    ValueList<WaitingView> Waiting,
    ValueList<StatusCount> Steps,
    int OpenQuestions,
    int OpenBrackets,
    string Trouble,
    MaintenanceLink? Link
)
{
    internal static MaintenanceDetail Of(LiveSnapshot now, MaintenanceLink? link) =>
        new(
            now.Id,
            now.Sequence,
            now.View.Title,
            now.View.Site,
            now.View.Revision,
            now.Procedure.Author,
            now.Procedure.Impact,
            now.View.Stage,
            now.View.IsPaused,
            now.View.InRecovery,
            now.View.Ending,
            now.View.NeedsRecovery,
            now.View.Clocks,
            now.View.Waiting,
            [
                .. now
                    .View.Nodes.Where(node => !node.IsUndo && now.Procedure.Nodes[node.Number].IsLeaf)
                    .GroupBy(node => node.Status)
                    .OrderBy(group => group.Key)
                    .Select(group => new StatusCount(group.Key, group.Count())),
            ],
            now.View.Questions.Count,
            now.View.Brackets.Count,
            now.Trouble,
            link
        );
}

/// <summary>How many steps are in a state.</summary>
public sealed record StatusCount(NodeStatus Status, int Count);

/// <summary>One step, block or phase with everything there is about it.</summary>
/// <param name="View">Where it is.</param>
/// <param name="Node">What it is, as frozen.</param>
/// <param name="Record">Who did it, and what shows it.</param>
public sealed record NodeDetail(NodeView View, Node Node, StepRecord Record);

/// <summary>One host: what is done on it, and what is open on it.</summary>
public sealed record HostDetail(HostView View, ValueList<NodeDetail> Nodes, ValueList<BracketView> Brackets);

/// <summary>Lines that steps said.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Give this as <c>from</c> to go on.</param>
/// <param name="Newest">The number that the next line gets.</param>
public sealed record OutputPage(ValueList<OutputLine> Items, long Next, long Newest);

/// <summary>Lines of the story.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Give this as <c>from</c> to go on.</param>
/// <param name="Count">How many there are.</param>
public sealed record StoryPage(ValueList<StoryLine> Items, int Next, int Count);

/// <summary>Events of the journal.</summary>
/// <param name="Items">In order, typed as in the journal.</param>
/// <param name="Next">Give this as <c>after</c> to go on.</param>
/// <param name="Sequence">The last event there is.</param>
public sealed record EventPage(ValueList<Published.Happened> Items, long Next, long Sequence);
