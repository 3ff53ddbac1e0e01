using Lull.Cli.Following;
using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Cli.Screens;

/// <summary>A maintenance that is under way, as lines: what runs, what waits for whom, hosts, tracks, clocks, open brackets, what happened.</summary>
/// <param name="story">The maintenance.</param>
/// <param name="forecast">How it was to go; null when nobody asked.</param>
/// <param name="viewer">The zone of the one who looks.</param>
internal sealed class MaintenancePanel(Story story, ForecastResult? forecast, DateTimeZone viewer)
{
    private static readonly Duration Close = Duration.FromMinutes(15);

    private readonly Dictionary<int, NodeForecast> _forecast = forecast?.Nodes.ToDictionary(node => node.Node) ?? [];

    /// <summary>A remark beside the clock, such as its scale; empty when there is none.</summary>
    internal string ClockRemark { get; init; } = "";

    private State State => story.State;

    private Procedure Procedure => story.State.Procedure;

    private DateTimeZone Zone => Times.ZoneOf(Procedure.Window.Zone);

    /// <summary>Everything, in at most so many lines: what is less urgent gives way.</summary>
    internal IReadOnlyList<InkLine> Lines(Instant now, int width, int height)
    {
        var lines = new List<InkLine>();
        MaintenanceView view = MaintenanceView.Of(State, now);
        Head(view, now, width, lines);
        Section(lines, height, Problems(view));
        Section(lines, height, Questions(view, now));
        Section(lines, height, People(view, now));
        Section(lines, height, Hosts(view, width));
        Section(lines, height - 8, Running(now, width));
        Section(lines, height - 6, Tracks(now, width));
        Section(lines, height - 4, Brackets(view, width));
        int room = Math.Max(3, height - lines.Count - 1);
        Section(lines, height, Events(room));
        return lines.Count > height ? lines[..height] : lines;
    }

    private void Head(MaintenanceView view, Instant now, int width, List<InkLine> lines)
    {
        string stage = view.IsPaused ? "paused" : Names.OfStage(view.Stage);
        string style =
            view.InRecovery || view.Stage is Stage.Aborting or Stage.RollingBack ? "bold red"
            : view.IsPaused || view.Stage < Stage.InProgress ? "bold yellow"
            : "bold green";
        lines.Add(
            new InkLine()
                .Add(view.Title, "bold")
                .Add($" on {view.Site}  ", "grey")
                .Add(view.InRecovery ? "recovery" : stage, style)
        );
        string theirs = viewer.SaysMoreThan(Zone) ? $" · {now.Clock(viewer)} {viewer.Id}" : "";
        string remark = ClockRemark.Length > 0 ? $"   {ClockRemark}" : "";
        lines.Add(
            new InkLine()
                .Add(now.Date(Zone), "bold")
                .Add($" {Zone.Id} · {now.Utc()}{theirs}", "grey")
                .Add(remark, "blue")
        );
        lines.Add(Clocks(view, now));
        lines.Add(Bar(width));
    }

    private static InkLine Clocks(MaintenanceView view, Instant now)
    {
        var line = new InkLine();
        if (view.Stage >= Stage.Closed)
        {
            return line.Add($"over: {(view.Ending is { } ending ? Names.OfEnding(ending) : "")}", "bold");
        }

        if (now < view.Clocks.Start)
        {
            line.Add("window opens in ", "grey").Add((view.Clocks.Start - now).Spoken()).Add("  ");
        }

        line.Add("window ends in ", "grey").Add(view.Clocks.LeftInWindow.Spoken(), Urgency(view.Clocks.LeftInWindow));
        if (view.Clocks.LeftToPointOfNoReturn is { } left)
        {
            line.Add("   point of no return ", "grey")
                .Add(
                    view.Clocks.IsPointOfNoReturnWaived ? "waived"
                        : left < Duration.Zero ? "past"
                        : $"in {left.Spoken()}",
                    Urgency(left)
                );
        }

        if (view.Clocks.SoakUntil is { } soak)
        {
            line.Add("   soak ends in ", "grey").Add((soak - now).Spoken());
        }

        return line;
    }

    private static string Urgency(Duration left) =>
        left < Duration.Zero ? "bold red"
        : left < Close ? "bold yellow"
        : "bold";

    private InkLine Bar(int width)
    {
        int all = 0;
        int settled = 0;
        foreach (Node node in Procedure.Nodes)
        {
            if (node is { IsLeaf: true, IsUndo: false })
            {
                all++;
                settled += State.StatusOf(node.Number) >= NodeStatus.Done ? 1 : 0;
            }
        }

        int room = Math.Clamp(width - 24, 10, 60);
        int full = all == 0 ? room : settled * room / all;
        return new InkLine()
            .Add(new string('━', full), "green")
            .Add(new string('┄', room - full), "grey")
            .Add($"  {settled} of {all} steps");
    }

    private IEnumerable<InkLine> Problems(MaintenanceView view)
    {
        if (story.Trouble.Length > 0)
        {
            yield return new InkLine().Add("! ", "bold red").Add(story.Trouble, "red");
        }

        foreach (string left in view.NeedsRecovery)
        {
            yield return new InkLine().Add("left for people: ", "bold red").Add(left, "red");
        }

        foreach (
            ApprovalView approval in view.Approvals.Where(one =>
                one.By.Count < one.Quorum && view.Stage < Stage.Scheduled
            )
        )
        {
            yield return new InkLine()
                .Add("approval ", "bold yellow")
                .Add($"{approval.By.Count} of {approval.Quorum} by {approval.Role}")
                .Add("   lull approve", "grey");
        }
    }

    private static IEnumerable<InkLine> Questions(MaintenanceView view, Instant now)
    {
        foreach (QuestionView question in view.Questions)
        {
            string until = question.DecidedAt is { } at
                ? $"  (in {(at - now).Spoken()}: {Names.OfChoice(question.Question.Default)})"
                : "";
            yield return new InkLine()
                .Add($"? {question.Question.Number} ", "bold yellow")
                .Add(question.Question.Text, "yellow")
                .Add(until, "grey");
            yield return new InkLine()
                .Add("    ")
                .Add(string.Join("  ", question.Choices.Select(choice => Names.OfChoice(choice.Choice))));
        }
    }

    private IEnumerable<InkLine> People(MaintenanceView view, Instant now)
    {
        foreach (WaitingView waiting in view.Waiting)
        {
            string who =
                waiting.ClaimedBy.Length > 0 ? $"{waiting.ClaimedBy} is at it"
                : waiting.Role.Length > 0 ? $"for {waiting.Role}"
                : "for anyone";
            string evidence = waiting.EvidenceRequired ? ", with evidence" : "";
            string since = State.BeganAt(waiting.Node) is { } began ? $"  {(now - began).Spoken()}" : "";
            yield return new InkLine()
                .Add($"☞ {waiting.Node} ", "bold yellow")
                .Add(waiting.Title, "bold")
                .Add($"  {who}{evidence}", "yellow")
                .Add(since, "grey");
            if (waiting.Instruction.Length > 0 && waiting.Instruction != waiting.Title)
            {
                yield return new InkLine().Add("    ").Add(waiting.Instruction, "grey");
            }
        }

        foreach (AddedStep added in view.AddedSteps.Where(step => !step.IsDone))
        {
            yield return new InkLine()
                .Add($"☞ a{added.Number} ", "bold yellow")
                .Add(added.Title, "bold")
                .Add(added.Role.Length > 0 ? $"  for {added.Role}, added" : "  for anyone, added", "yellow");
        }
    }

    private static IEnumerable<InkLine> Hosts(MaintenanceView view, int width)
    {
        if (view.Hosts.Count == 0)
        {
            yield break;
        }

        int cell = view.Hosts.Max(host => host.Name.Length) + 4;
        int columns = Math.Max(1, width / cell);
        for (int first = 0; first < view.Hosts.Count; first += columns)
        {
            var line = new InkLine();
            foreach (HostView host in view.Hosts.Skip(first).Take(columns))
            {
                int from = line.Width;
                string ink = Inks.Of(host.Status);
                line.Add($"{Inks.SignOf(host.Status)} ", $"bold {ink}").Add(host.Name, ink).To(from + cell);
            }

            yield return line;
        }

        HostStatus[] shown = [.. view.Hosts.Select(host => host.Status).Distinct().Order()];
        var legend = new InkLine();
        foreach (HostStatus status in shown)
        {
            legend.Add($"{Inks.SignOf(status)} {Names.Kebab(status.ToString()).Replace('-', ' ')}   ", "grey");
        }

        yield return legend;
    }

    private IEnumerable<InkLine> Running(Instant now, int width)
    {
        foreach (EffectRequest effect in Machine.Outstanding(State))
        {
            (string what, Instant? began, Duration usual) = effect.Purpose switch
            {
                EffectPurpose.Step => (
                    Names.OfStep(Procedure, effect.Subject),
                    State.BeganAt(effect.Subject),
                    Procedure.Nodes[effect.Subject].Estimate.Likely
                ),
                EffectPurpose.Announce => (
                    $"telling {Procedure.Deliveries[effect.Subject].Audience}",
                    (Instant?)null,
                    Duration.Zero
                ),
                EffectPurpose.Look or EffectPurpose.Open => (
                    $"opening {Names.OfBracket(Procedure, effect.Subject)}",
                    null,
                    Duration.Zero
                ),
                EffectPurpose.Close => ($"closing {Names.OfBracket(Procedure, effect.Subject)}", null, Duration.Zero),
            };
            string time = began is { } at ? $"{(now - at).Spoken()} of ~{usual.Spoken()}" : "";
            string look = effect.Mode == EffectMode.Observe ? "  looking whether it happened" : "";
            yield return new InkLine()
                .Add("▸ ", "green")
                .Add(what)
                .Add(look, "yellow")
                .AtRight(time, "grey", Math.Min(width, 78));
        }
    }

    private IEnumerable<InkLine> Tracks(Instant now, int width)
    {
        foreach (Node node in Procedure.Nodes)
        {
            if (!IsTrack(node) || State.StatusOf(node.Number) != NodeStatus.Running)
            {
                continue;
            }

            (int done, int all) = CountBelow(node);
            int full = all == 0 ? 0 : done * 16 / all;
            var line = new InkLine()
                .Add(new string('━', full), "green")
                .Add(new string('┄', 16 - full), "grey")
                .Add($" {done}/{all} ", "grey")
                .Add(node.Title);
            if (State.BeganAt(node.Number) is { } began)
            {
                string usual = _forecast.TryGetValue(node.Number, out NodeForecast planned)
                    ? $" of ~{(planned.End - planned.Begin).Spoken()}"
                    : "";
                line.AtRight($"{(now - began).Spoken()}{usual}", "grey", Math.Min(width, 78));
            }

            yield return line;
        }
    }

    /// <summary>What a person would call a part of the work: a rolling block, or a block of a parallel one.</summary>
    private bool IsTrack(Node node) =>
        !node.IsUndo
        && (
            node.Kind == NodeKind.Rolling
            || (
                !node.IsLeaf
                && node.Parent > 0
                && node.Host < 0
                && Procedure.Nodes[node.Parent].Kind == NodeKind.Parallel
            )
        );

    private (int Done, int All) CountBelow(Node top)
    {
        int done = 0;
        int all = 0;
        var todo = new Stack<Node>([top]);
        while (todo.TryPop(out Node? node))
        {
            if (node.IsLeaf)
            {
                all++;
                done += State.StatusOf(node.Number) >= NodeStatus.Done ? 1 : 0;
            }

            foreach (int child in node.Children)
            {
                todo.Push(Procedure.Nodes[child]);
            }
        }

        return (done, all);
    }

    private static IEnumerable<InkLine> Brackets(MaintenanceView view, int width)
    {
        BracketView[] open =
        [
            .. view.Brackets.Where(bracket =>
                bracket.Status
                    is not (
                        BracketStatus.Queued
                        or BracketStatus.Looking
                        or BracketStatus.LookFailed
                        or BracketStatus.WaitingForFloor
                    )
            ),
        ];
        if (open.Length == 0)
        {
            yield break;
        }

        var line = new InkLine().Add($"open brackets {open.Length}: ", "blue");
        foreach (BracketView bracket in open)
        {
            string host =
                bracket.Host.Length > 0 && !bracket.Title.Contains(bracket.Host, StringComparison.Ordinal)
                    ? $" {bracket.Host}"
                    : "";
            string piece = $"{bracket.Title}{host}  ";
            if (line.Width + piece.Length > width)
            {
                yield return line;
                line = new InkLine().Add("    ");
            }

            line.Add(
                piece,
                bracket.Status is BracketStatus.ClosingFailed or BracketStatus.MaybeOpen or BracketStatus.Disowned
                    ? "red"
                    : "default"
            );
        }

        yield return line;
    }

    private IEnumerable<InkLine> Events(int room) =>
        story.Lines.Where(line => line.Tone != Tone.Quiet).TakeLast(room).Select(line => OfEvent(line, Zone));

    /// <summary>One thing that happened: when, what, by whom.</summary>
    internal static InkLine OfEvent(StoryLine line, DateTimeZone zone) =>
        new InkLine()
            .Add(line.At.Second(zone) + "  ", "grey")
            .Add(line.Text, Inks.Of(line.Tone))
            .Add(line.By.Length > 0 ? $"  {line.By}" : "", "blue");

    private static void Section(List<InkLine> lines, int height, IEnumerable<InkLine> section)
    {
        InkLine[] all = [.. section];
        int room = height - lines.Count - 1;
        if (all.Length == 0 || room < 1)
        {
            return;
        }

        lines.Add(new InkLine());
        lines.AddRange(all.Length <= room ? all : all.Take(room - 1));
        if (all.Length > room)
        {
            lines.Add(new InkLine().Add($"  and {all.Length - room + 1} more", "grey"));
        }
    }
}
