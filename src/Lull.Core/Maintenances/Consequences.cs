using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>What a choice or an order would set going, as sentences that are read before it is given.</summary>
internal static class Consequences
{
    /// <summary>So many are named one by one; more are counted.</summary>
    private const int Named = 5;

    internal static string Of(State state, Question question, Choice choice)
    {
        Node? node =
            question.Kind
                is QuestionKind.StepFailed
                    or QuestionKind.StepInconclusive
                    or QuestionKind.DoesNotFit
                    or QuestionKind.UndoFailed
            && question.Subject >= 0
            && question.Subject < state.Procedure.Nodes.Count
                ? state.NodeAt(question.Subject)
                : null;
        return choice switch
        {
            Choice.Retry => "It is tried once more.",
            Choice.CountAsDone => "You vouch that it is done; what waits for it goes on.",
            Choice.Skip => "It is left out; what waits for it goes on.",
            Choice.GiveUpHost => "The rest is not done on this host; what is open on it is closed, the others go on.",
            Choice.LeaveHostOut => "This host stays out of service as your duty; the others go on.",
            Choice.RollBackHost when node is { Track: >= 0 } => $"{OfRollBack(state, node.Track)} The others go on.",
            Choice.RollBackHost => "What was done on this host is undone; the others go on.",
            Choice.RollBackBlock when node is { Rolling: >= 0 } => OfRollBack(state, node.Rolling),
            Choice.RollBackBlock => "What was done in this block is undone, newest first.",
            Choice.RollBackAll => OfRollBack(state, 0),
            Choice.Abort => OfAbort(state),
            Choice.StartAnyway when question.Kind == QuestionKind.PoolFloor =>
                "It goes out of service although its pool then has too few hosts.",
            Choice.StartAnyway => "It starts although it does not fit.",
            Choice.Leave => "It stays as it is, as your duty; the rest goes on.",
            Choice.CarryOn => "Everything goes on as if nothing had happened.",
        };
    }

    /// <summary>Rolling back a node: what is opened again, what is undone, how long it takes.</summary>
    internal static string OfRollBack(State state, int top)
    {
        var undone = new List<(string Title, int Host)>();
        var reopened = new List<BracketNode>();
        Duration time = Duration.Zero;
        for (int around = state.ScopeAround(top); around >= 0; around = state.ScopeAround(around))
        {
            reopened.InsertRange(0, Reopened(state, around));
            time += state.NodeAt(around).Undoing;
        }

        time += Undo(state, top, undone, reopened);
        if (undone.Count == 0)
        {
            return "Nothing that was done so far has an undo; what is open is closed.";
        }

        string opens = reopened.Count == 0 ? "" : $"Opens again {OnHosts(state, reopened.Select(Titled))}. ";
        string undoes = $"Undoes, newest first: {OnHosts(state, undone.Select(one => ($"'{one.Title}'", one.Host)))}.";
        return $"{opens}{undoes} Then closes what is open. About {Questions.Say(top == 0 ? state.Undoing : time)}.";
    }

    /// <summary>Collects what is undone in a node, newest first, and what is opened again for it; gives how long that takes.</summary>
    private static Duration Undo(
        State state,
        int number,
        List<(string Title, int Host)> undone,
        List<BracketNode> reopened
    )
    {
        Node node = state.NodeAt(number);
        if (!node.CanUndo || state.StatusOf(number) is NodeStatus.Pending or NodeStatus.Undone)
        {
            return Duration.Zero;
        }

        if (node.Undo >= 0)
        {
            // It takes the place of all undos inside it.
            if (!state[number].Has(NodeFlags.Attempted | NodeFlags.Touched))
            {
                return Duration.Zero;
            }

            undone.AddRange(StepsBelow(state.Procedure, node.Undo).Select(step => (step.Title, node.Host)));
            return state.NodeAt(node.Undo).Estimate.High;
        }

        var times = new List<Duration>();
        for (int child = node.Children.Count - 1; child >= 0; child--)
        {
            times.Add(Undo(state, node.Children[child], undone, reopened));
        }

        if (node.Kind == NodeKind.Scope)
        {
            reopened.AddRange(Reopened(state, number));
            times.Add(node.Undoing);
        }

        Duration sum = times.Aggregate(Duration.Zero, static (sum, time) => sum + time);
        return node.Kind == NodeKind.Batch
            ? Duration.Min(sum, times.Max() * ((times.Count + Math.Max(1, node.Limit) - 1) / Math.Max(1, node.Limit)))
            : sum;
    }

    /// <summary>The brackets of a block that were open before and are closed now.</summary>
    private static IEnumerable<BracketNode> Reopened(State state, int scope) =>
        state
            .NodeAt(scope)
            .Brackets.Where(bracket => state.Bracket(bracket) is { Status: BracketStatus.Closed, Holding: > 0 })
            .Select(state.BracketAt);

    /// <summary>Aborting: what is closed, what stays.</summary>
    internal static string OfAbort(State state)
    {
        BracketNode[] open = [.. state.OwedBrackets.Select(state.BracketAt)];
        int done = state.Procedure.Nodes.Count(node =>
            node is { IsLeaf: true, IsUndo: false, Kind: NodeKind.Action or NodeKind.Manual }
            && state.StatusOf(node.Number) == NodeStatus.Done
        );
        string closes = open.Length == 0 ? "Nothing is open." : $"Closes {OnHosts(state, open.Select(Titled))}.";
        return $"Nothing new starts. {closes} What was done stays as it is: {done} {(done == 1 ? "step" : "steps")}.";
    }

    /// <summary>Numbers are in the order of the plan, so a subtree is one run of them.</summary>
    private static int LastBelow(Procedure procedure, int top)
    {
        int last = top;
        while (procedure.Nodes[last].Children.Count > 0)
        {
            last = procedure.Nodes[last].Children[^1];
        }

        return last;
    }

    /// <summary>The leaves of a subtree, in the order of the plan.</summary>
    private static IEnumerable<Node> StepsBelow(Procedure procedure, int top) =>
        procedure.Nodes.Skip(top).Take(LastBelow(procedure, top) - top + 1).Where(node => node.IsLeaf);

    private static (string Title, int Host) Titled(BracketNode bracket) => (bracket.Title, bracket.Host);

    /// <summary>Each title once, with the hosts that it is for: <c>edge.drain on web4, web3 and 2 more; jobs paused</c>.</summary>
    private static string OnHosts(State state, IEnumerable<(string Title, int Host)> all)
    {
        string[] titles =
        [
            .. all.Select(one => (Host: NameOf(state, one.Host), one.Title))
                .Select(one => (one.Host, Title: WithoutHost(one.Title, one.Host)))
                .GroupBy(one => one.Title, StringComparer.Ordinal)
                .Select(title =>
                    title.Where(one => one.Host.Length > 0).Select(one => one.Host).Distinct().ToList()
                        is { Count: > 0 } hosts
                        ? $"{title.Key} on {List(hosts, ", ")}"
                        : title.Key
                ),
        ];
        return List(titles, "; ");
    }

    private static string NameOf(State state, int host) => host < 0 ? "" : state.Procedure.Hosts[host].Name;

    private static string WithoutHost(string title, string host) =>
        host.Length > 0 && title.EndsWith($" {host}", StringComparison.Ordinal) ? title[..^(host.Length + 1)] : title;

    private static string List(IReadOnlyCollection<string> all, string between) =>
        string.Join(between, all.Take(Named)) + (all.Count > Named ? $" and {all.Count - Named} more" : "");
}
