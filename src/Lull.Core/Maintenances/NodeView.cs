using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>A node on a screen.</summary>
/// <param name="Number">Its number, by which commands name it.</param>
/// <param name="Path">Its stable name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Parent">The node it stands in; -1 for the root.</param>
/// <param name="Title">For people.</param>
/// <param name="Host">Its host; empty when it has none.</param>
/// <param name="Role">Who does it; empty for the machine or anyone.</param>
/// <param name="IsUndo">Part of an undo or of the plan's roll back.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Attempt">Tries so far.</param>
/// <param name="BeganAt">Null before.</param>
/// <param name="EndedAt">Null before.</param>
/// <param name="Elapsed">How long it took, or has taken so far; null before it began.</param>
/// <param name="Estimate">How long it takes, most likely.</param>
/// <param name="ClaimedBy">Who does a manual step; empty when nobody said so.</param>
public sealed record NodeView(
    int Number,
    string Path,
    NodeKind Kind,
    int Parent,
    string Title,
    string Host,
    string Role,
    bool IsUndo,
    NodeStatus Status,
    int Attempt,
    Instant? BeganAt,
    Instant? EndedAt,
    Duration? Elapsed,
    Duration Estimate,
    string ClaimedBy
)
{
    internal static NodeView Of(State state, Node node, Instant now)
    {
        Instant? began = state.BeganAt(node.Number);
        Instant? ended = state.EndedAt(node.Number);
        return new NodeView(
            node.Number,
            node.Path,
            node.Kind,
            node.Parent,
            node.Title,
            node.Host < 0 ? "" : state.Procedure.Hosts[node.Host].Name,
            node.Role,
            node.IsUndo,
            state.StatusOf(node.Number),
            state.AttemptOf(node.Number),
            began,
            ended,
            (ended ?? now) - began,
            node.Estimate.Likely,
            state.ClaimedBy(node.Number)
        );
    }
}

/// <summary>A step that waits for people.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Path">Its stable name.</param>
/// <param name="Title">For people.</param>
/// <param name="Instruction">What to do; empty for approvals.</param>
/// <param name="Role">Whose turn it is; empty means anyone.</param>
/// <param name="ClaimedBy">Who is at it; empty when nobody said so.</param>
/// <param name="IsApproval">True when it is approved, not ticked.</param>
/// <param name="ApprovedBy">Who has approved it so far.</param>
/// <param name="Quorum">How many must approve it; 0 for manual steps.</param>
/// <param name="EvidenceRequired">True when ticking it needs evidence.</param>
/// <param name="Links">Addresses that help.</param>
/// <param name="Notes">Anything people should know.</param>
/// <param name="Due">When it must be finished; null when only the phase's end counts.</param>
public sealed record WaitingView(
    int Node,
    string Path,
    string Title,
    string Instruction,
    string Role,
    string ClaimedBy,
    bool IsApproval,
    ValueList<string> ApprovedBy,
    int Quorum,
    bool EvidenceRequired,
    ValueList<string> Links,
    string Notes,
    Instant? Due
)
{
    internal static WaitingView Of(State state, Node node) =>
        new(
            node.Number,
            node.Path,
            node.Title,
            node.Text,
            node.Role,
            state.ClaimedBy(node.Number),
            node.Kind == NodeKind.Approval,
            [.. state.ApprovedAt(node.Number).Order(StringComparer.Ordinal)],
            node.Kind == NodeKind.Approval ? node.Quorum : 0,
            node.EvidenceRequired,
            node.Links,
            node.Notes,
            node.Due
        );
}
