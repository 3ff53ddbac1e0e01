using Lull.Cli.Following;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Engine.Timers;

namespace Lull.Cli.Running;

/// <summary>
/// Invented people of a demonstration: they approve, tick manual steps off after about as long as these take, sign items off,
/// answer questions after a look, and make the window longer when a slow machine needs it. Never used on a real site.
/// </summary>
internal sealed class UnattendedPeople(
    IDoor door,
    MaintenanceId id,
    IMaintenanceClock clock,
    Func<Question, State, CancellationToken, Task<(Choice Choice, string Reason)>> judge
) : IAsyncDisposable
{
    private static readonly Duration MoreTime = Duration.FromHours(4);

    /// <summary>How much longer a viewer has to tick a manual step before they do.</summary>
    internal TimeSpan LeavesTime { get; init; } = TimeSpan.Zero;

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly List<Task> _acts = [];

    /// <summary>Looks at what waits for somebody, and sees to what nobody has seen to yet. Never waits.</summary>
    internal void Look(Story story)
    {
        State state = story.State;
        if (state.IsOver)
        {
            return;
        }

        if (state.Stage == Stage.Proposed)
        {
            foreach (ProcedureApproval rule in state.Procedure.Approvals)
            {
                foreach (string holder in ApproversOf(state, rule))
                {
                    Act(
                        $"approve {rule.Role} {holder}",
                        Duration.FromMinutes(1),
                        new Input.Approve(holder, rule.Role, state.Procedure.Revision)
                    );
                }
            }
        }

        foreach (Node node in state.Procedure.Nodes)
        {
            if (state.StatusOf(node.Number) == NodeStatus.Running)
            {
                Attend(state, node);
            }
        }

        foreach (Question question in state.Questions)
        {
            AnswerLater(state, question);
        }

        SignOff(state);
        if (
            state is { Stage: Stage.InProgress, PointOfNoReturn: { } point }
            && point - clock.Now < Duration.FromHours(1)
        )
        {
            Act(
                $"extend {state.Window.End}",
                Duration.Zero,
                new Input.Extend(Lead(state), MoreTime, "This machine is slow today.")
            );
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_acts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Attend(State state, Node node)
    {
        string key = $"step {node.Number} {state.AttemptOf(node.Number)}";
        switch (node.Kind)
        {
            case NodeKind.Manual:
                string by = Someone(state, node.Role);
                if (LeavesTime == TimeSpan.Zero)
                {
                    Act($"{key} claim", Duration.Zero, new Input.Claim(by, node.Number));
                }

                Act(
                    key,
                    node.Estimate.Likely,
                    new Input.Tick(by, node.Number, Succeeded: true, "Looked, and all is well.")
                );
                break;
            case NodeKind.Approval:
                foreach (
                    string holder in HoldersOf(state, node.Role)
                        .Where(one => one != state.Procedure.Author)
                        .Take(node.Quorum)
                )
                {
                    Act($"{key} {holder}", node.Estimate.Likely, new Input.ApproveStep(holder, node.Number));
                }

                break;
            default:
                break;
        }
    }

    private void SignOff(State state)
    {
        for (int item = 0; item < state.Procedure.Items.Count; item++)
        {
            ProcedureItem plan = state.Procedure.Items[item];
            if (
                state.ItemOf(item) is ItemState.Open or ItemState.Doing
                && plan.Leaves.All(leaf => state.StatusOf(leaf) >= NodeStatus.Done)
                && (plan.Tester.Length > 0 || plan.Leaves.Count == 0)
            )
            {
                Act(
                    $"item {item}",
                    Duration.FromMinutes(1),
                    new Input.ChangeItem(Someone(state, plan.Tester), item, ItemState.Done, "Tested.")
                );
            }
        }
    }

    private void AnswerLater(State state, Question question)
    {
        if (_begun.Add($"question {question.Number}"))
        {
            _acts.Add(AnswerAsync(state, question));
        }
    }

    private async Task AnswerAsync(State state, Question question)
    {
        string lead = Lead(state);
        (Choice choice, string reason) = await judge(question, state, _stop.Token);
        await door.SendAsync(id, new Input.Answer(lead, question.Number, choice, reason), _stop.Token);
    }

    private void Act(string key, Duration after, Input order)
    {
        if (_begun.Add(key))
        {
            _acts.Add(ActAsync(after, order));
        }
    }

    private async Task ActAsync(Duration after, Input order)
    {
        TimeSpan more = order is Input.Tick ? LeavesTime : TimeSpan.Zero;
        await Task.Delay(clock.Real(after) + more, clock.Time, _stop.Token);
        await door.SendAsync(id, order, _stop.Token);
    }

    private static IEnumerable<string> ApproversOf(State state, ProcedureApproval rule) =>
        HoldersOf(state, rule.Role)
            .Where(holder => holder != state.Procedure.Author && state.Approvals.All(one => one.By != holder))
            .Take(rule.Quorum - state.Approvals.Count(one => one.Role == rule.Role));

    private static string Lead(State state) => Someone(state, "lead");

    private static string Someone(State state, string role) =>
        HoldersOf(state, role) is [var first, ..] ? first
        : role.Length > 0 ? role
        : "dana";

    private static ValueList<string> HoldersOf(State state, string role) =>
        state.Procedure.Roles.FirstOrDefault(one => one.Name == role || one.SiteRole == role)?.Holders ?? [];
}
