using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>A host on a screen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">What is going on with it.</param>
/// <param name="IsOut">True when it counts as not in service.</param>
/// <param name="Doing">The step that says so; empty when none does.</param>
public sealed record HostView(string Name, HostStatus Status, bool IsOut, string Doing)
{
    /// <summary>One pass over nodes and brackets; of all that is true of a host, the most urgent is shown.</summary>
    internal static ValueList<HostView> AllOf(State state)
    {
        Procedure procedure = state.Procedure;
        var shown = new (HostStatus Status, string Doing)[procedure.Hosts.Count];
        foreach (Node node in procedure.Nodes)
        {
            if (node.Host >= 0)
            {
                Show(shown, node.Host, StatusOf(node, state), node.Title);
            }
        }

        foreach (BracketNode bracket in procedure.Brackets)
        {
            if (bracket is { Host: >= 0, TakesOutOfService: true })
            {
                Show(shown, bracket.Host, StatusOf(state.Bracket(bracket.Number).Status), bracket.Title);
            }
        }

        return
        [
            .. procedure.Hosts.Select(
                (host, number) =>
                    new HostView(host.Name, shown[number].Status, state.IsOut(number), shown[number].Doing ?? "")
            ),
        ];
    }

    private static void Show((HostStatus Status, string Doing)[] shown, int host, HostStatus status, string doing)
    {
        if (status > shown[host].Status)
        {
            shown[host] = (status, doing);
        }
    }

    private static HostStatus StatusOf(Node node, State state) =>
        state.StatusOf(node.Number) switch
        {
            NodeStatus.Running or NodeStatus.Undoing when node.IsLeaf => node.Kind == NodeKind.Check
                ? HostStatus.Checking
                : HostStatus.Changing,
            NodeStatus.Asking => state.OutcomeOf(node.Number) is NodeStatus.Inconclusive or NodeStatus.Unreachable
                ? HostStatus.Unknown
                : HostStatus.Failed,
            NodeStatus.Failed when !state.HasPassed(node.Number) => HostStatus.Failed,
            NodeStatus.Inconclusive or NodeStatus.Unreachable when !state.HasPassed(node.Number) => HostStatus.Unknown,
            NodeStatus.Done when node.Kind == NodeKind.HostTrack => HostStatus.Back,
            NodeStatus.Undone when node.Kind == NodeKind.HostTrack => HostStatus.RolledBack,
            _ => HostStatus.InService,
        };

    private static HostStatus StatusOf(BracketStatus status) =>
        status switch
        {
            BracketStatus.Looking or BracketStatus.Opening => HostStatus.Draining,
            BracketStatus.Open or BracketStatus.MaybeOpen or BracketStatus.FoundSo or BracketStatus.Disowned =>
                HostStatus.Out,
            BracketStatus.Closing or BracketStatus.ClosingFailed => HostStatus.Returning,
            BracketStatus.Closed or BracketStatus.WaitingForFloor or BracketStatus.Queued or BracketStatus.LookFailed =>
                HostStatus.InService,
        };
}

/// <summary>What is going on with a host, the least urgent first.</summary>
public enum HostStatus
{
    /// <summary>Serving as ever, as far as this maintenance is concerned.</summary>
    InService,

    /// <summary>Finished, and serving again.</summary>
    Back,

    /// <summary>What had been done to it was undone, and it serves again.</summary>
    RolledBack,

    /// <summary>Out of service, with nothing being done to it just now.</summary>
    Out,

    /// <summary>Being taken out of service.</summary>
    Draining,

    /// <summary>Being put back into service.</summary>
    Returning,

    /// <summary>Being looked at.</summary>
    Checking,

    /// <summary>Being changed.</summary>
    Changing,

    /// <summary>Something failed on it.</summary>
    Failed,

    /// <summary>Nobody knows how it is.</summary>
    Unknown,
}

/// <summary>A bracket on a screen.</summary>
/// <param name="Number">Its number, by which it can be taken over.</param>
/// <param name="Title">For people.</param>
/// <param name="Host">Its host; empty when it has none.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Prior">What will be put back, in words, such as <c>ready</c>; empty when unknown.</param>
/// <param name="Attempt">Tries of what is under way.</param>
public sealed record BracketView(int Number, string Title, string Host, BracketStatus Status, string Prior, int Attempt)
{
    internal static ValueList<BracketView> AllOf(State state) =>
        [
            .. state
                .Procedure.Brackets.Select(plan => (Plan: plan, Held: state.Bracket(plan.Number)))
                .Where(bracket => bracket.Held.Status != BracketStatus.Closed)
                .Select(bracket => new BracketView(
                    bracket.Plan.Number,
                    bracket.Plan.Title,
                    bracket.Plan.Host < 0 ? "" : state.Procedure.Hosts[bracket.Plan.Host].Name,
                    bracket.Held.Status,
                    bracket.Held.Found,
                    bracket.Held.Attempt
                )),
        ];
}
