using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Live;

namespace Lull.Server.Pages.WarRoom;

/// <summary>What goes on now and what comes next, few enough lines to be read. One pass over the nodes.</summary>
internal sealed record Work(
    IReadOnlyList<TrackView> Tracks,
    IReadOnlyList<NodeView> Now,
    int MoreNow,
    IReadOnlyList<NodeView> Next
)
{
    private const int MostNow = 24;
    private const int MostNext = 5;

    internal static Work Of(LiveSnapshot snapshot)
    {
        var now = new List<NodeView>();
        var next = new List<NodeView>();
        int more = 0;
        ValueList<NodeView> nodes = snapshot.View.Nodes;
        int[] all = new int[nodes.Count];
        int[] done = new int[nodes.Count];
        for (int number = nodes.Count - 1; number > 0; number--)
        {
            NodeView node = nodes[number];
            bool isLeaf = snapshot.Procedure.Nodes[number].IsLeaf;
            if (isLeaf && !node.IsUndo)
            {
                all[number] = 1;
                done[number] = node.Status >= NodeStatus.Done ? 1 : 0;
            }

            if (node.Parent >= 0)
            {
                all[node.Parent] += all[number];
                done[node.Parent] += done[number];
            }
        }

        foreach (NodeView node in nodes)
        {
            if (!snapshot.Procedure.Nodes[node.Number].IsLeaf)
            {
                continue;
            }

            switch (node.Status)
            {
                case NodeStatus.Asking:
                    now.Insert(0, node);
                    break;
                case NodeStatus.Running or NodeStatus.Undoing when now.Count < MostNow:
                    now.Add(node);
                    break;
                case NodeStatus.Running or NodeStatus.Undoing:
                    more++;
                    break;
                case NodeStatus.Waiting or NodeStatus.Pending when !node.IsUndo && next.Count < MostNext:
                    next.Add(node);
                    break;
                default:
                    break;
            }
        }

        return new Work(
            snapshot.View.Stage == Stage.RollingBack
                ? [RollBackOf(snapshot)]
                :
                [
                    .. nodes
                        .Where(node =>
                            IsTrack(snapshot.Procedure, node) && node.Status is NodeStatus.Running or NodeStatus.Undoing
                        )
                        .Select(node => new TrackView(
                            node.Title,
                            done[node.Number],
                            all[node.Number],
                            node.BeganAt,
                            node.Estimate
                        )),
                ],
            now,
            more,
            snapshot.View.Stage < Stage.Aborting ? next : []
        );
    }

    /// <summary>How much of what was done, and can be undone, is undone.</summary>
    private static TrackView RollBackOf(LiveSnapshot snapshot)
    {
        NodeView[] undoable =
        [
            .. snapshot.View.Nodes.Where(node =>
                node is { IsUndo: false, Status: > NodeStatus.Waiting and not NodeStatus.Skipped }
                && snapshot.Procedure.Nodes[node.Number] is { IsLeaf: true, Undo: >= 0 }
            ),
        ];
        return new TrackView(
            "Roll back",
            undoable.Count(node => node.Status == NodeStatus.Undone),
            undoable.Length,
            null,
            snapshot.View.Clocks.Undoing
        );
    }

    /// <summary>What a person would call a part of the work: a phase, a rolling block, or a block of a parallel one.</summary>
    private static bool IsTrack(Procedure procedure, NodeView node) =>
        !node.IsUndo
        && (
            node.Kind == NodeKind.Rolling
            || node.Parent == 0
            || (
                node is { Parent: > 0, Host.Length: 0 }
                && !procedure.Nodes[node.Number].IsLeaf
                && procedure.Nodes[node.Parent].Kind == NodeKind.Parallel
            )
        );
}

/// <summary>How far a part of the work is.</summary>
internal readonly record struct TrackView(string Title, int Done, int All, Instant? BeganAt, Duration Estimate);
