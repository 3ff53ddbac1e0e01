using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Tests.Kit;
using Stage = Lull.Engine.Tests.Kit.Stage;

namespace Lull.Engine.Tests.Conducting;

public sealed class RunTests
{
    [Fact]
    public async Task A_plan_runs_to_its_end_and_leaves_the_world_as_it_was()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();

        MaintenanceId id = await stage.BeginAsync(engine, Written.Procedure(Written.Rolling("web1", "web2")));
        MaintenanceStatus status = await stage.FinishAsync(engine, id);

        status.Trouble.ShouldBe("");
        status.View!.Stage.ShouldBe(Core.Maintenances.Stage.Closed);
        stage.World.Ran.Select(ran => ran.Command).ShouldBe(["deploy@web1", "deploy@web2"]);
        stage.World.Servers.ShouldBeEmpty();
        stage.World.Silences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_waits_for_its_time()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        Step.Wait wait = new(Duration.FromMinutes(45), null);

        MaintenanceId id = await stage.BeginAsync(engine, Written.Procedure(wait, Written.Run("late")));
        await stage.FinishAsync(engine, id, seconds: 20);

        Published.Happened over = stage
            .Seen.OfType<Published.Happened>()
            .Single(happened => happened.Event is MaintenanceEvent.WaitOver);
        (over.At - Written.Afternoon.Start).ShouldBeGreaterThanOrEqualTo(Duration.FromMinutes(55));
        stage.World.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_recorded_with_who_asked()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        MaintenanceId id = await engine.PlanAsync(
            Written.Procedure(Written.Run("one")),
            "plan",
            "site",
            CancellationToken.None
        );

        Decision decision = await engine.SendAsync(id, new Input.Start("sam"), CancellationToken.None);
        Decision ours = await engine.SendAsync(id, Input.TimePassed.Now, CancellationToken.None);

        MaintenanceStatus status = (await engine.StatusAsync(id, CancellationToken.None))!;
        string reason = decision.ShouldBeOfType<Decision.Refused>().Reason;
        Published.Happened last = status.Recent[^1];
        last.Actor.ShouldBe("sam");
        last.Event.ShouldBe(new MaintenanceEvent.Refused("start", "sam", reason));
        ours.ShouldBe(new Decision.Refused("'time-passed' comes from the engine alone.", RefusalCode.Malformed));
    }

    [Fact]
    public async Task Who_has_no_name_is_refused_and_stands_in_no_journal()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        MaintenanceId id = await engine.PlanAsync(
            Written.Procedure(Written.Run("one")),
            "plan",
            "site",
            CancellationToken.None
        );

        Decision decision = await engine.SendAsync(
            id,
            new Input.Start(new string('x', 100_000)),
            CancellationToken.None
        );

        decision.ShouldBeOfType<Decision.Refused>().Code.ShouldBe(RefusalCode.Malformed);
        (await engine.StatusAsync(id, CancellationToken.None))!
            .Recent.OfType<Published.Happened>()
            .ShouldNotContain(happened => happened.Event is MaintenanceEvent.Refused);
    }

    [Fact]
    public async Task A_watch_looks_while_soaking_and_is_heard_when_it_fails_and_when_it_holds_again()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        int looks = 0;
        stage.World.Instead(
            "apply http.get",
            _ => Task.FromResult<Outcome?>(++looks is 3 or 4 ? new Outcome.Failed("HTTP 503.", Evidence.None) : null)
        );
        var soak = new Soak
        {
            For = Duration.FromHours(100),
            Watches =
            [
                new Watch
                {
                    Title = "Front page",
                    Check = Written.Call("http.get", "front"),
                    Every = Duration.FromMinutes(1),
                },
            ],
        };

        await stage.BeginAsync(engine, Written.Procedure(plan => plan with { Soak = soak }, Written.Run("one")));
        await stage.PassUntilAsync(
            () => stage.Events<MaintenanceEvent.WatchRecovered>().Any(),
            "it fails and holds again",
            seconds: 10
        );

        looks.ShouldBeGreaterThanOrEqualTo(5);
        stage.Events<MaintenanceEvent.WatchFailed>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_comes_late_misses_nothing()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        MaintenanceId id = await stage.BeginAsync(engine, Written.Procedure(Written.Rolling("web1", "web2")));
        await stage.FinishAsync(engine, id);

        var late = new List<long>();
        await foreach (Published what in engine.SubscribeAsync(id, after: 5, CancellationToken.None))
        {
            late.Add(what.ShouldBeOfType<Published.Happened>().Sequence);
        }

        long[] live = [.. stage.Seen.OfType<Published.Happened>().Select(happened => happened.Sequence)];
        live.ShouldBe(Enumerable.Range(1, live.Length).Select(number => (long)number));
        late.ShouldBe(live.Skip(5));
    }

    [Fact]
    public async Task A_screen_shows_what_is_going_on_and_what_is_asked()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        var release = new TaskCompletionSource();
        stage.World.Instead(
            "apply shell.run",
            async _ =>
            {
                await release.Task;
                return new Outcome.Failed("exit code 3", Evidence.None);
            }
        );
        MaintenanceId id = await stage.BeginAsync(engine, Written.Procedure(Written.Rolling("web1", "web2")));
        await Until.HoldsAsync(() => stage.World.Calls.Contains("apply shell.run deploy"), "the first host is changed");

        MaintenanceView view = (await engine.StatusAsync(id, CancellationToken.None))!.View!;
        view.Hosts.Select(host => (host.Name, host.Status, host.IsOut))
            .ShouldBe([("web1", HostStatus.Changing, true), ("web2", HostStatus.InService, false)]);
        view.Brackets.Select(bracket => (bracket.Title, bracket.Status, bracket.Prior))
            .ShouldBe([
                ("alerts.silence web1", BracketStatus.Open, ""),
                ("edge.drain web1", BracketStatus.Open, "ready"),
            ]);
        view.Nodes.Single(node => node.Status == NodeStatus.Running && node.Kind == NodeKind.Action)
            .Host.ShouldBe("web1");
        view.Clocks.PointOfNoReturn.ShouldBe(view.Clocks.End - view.Clocks.Undoing);
        view.Questions.ShouldBeEmpty();

        release.SetResult();
        await Until.HoldsAsync(() => stage.Events<MaintenanceEvent.QuestionAsked>().Any(), "somebody is asked");
        view = (await engine.StatusAsync(id, CancellationToken.None))!.View!;
        view.Hosts[0].Status.ShouldBe(HostStatus.Failed);
        QuestionView question = view.Questions.ShouldHaveSingleItem();
        question.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        question.About.ShouldEndWith("/web1/shell-run-deploy");
        question.Choices.ShouldContain(new ChoiceView(Choice.Retry, "It is tried once more."));
    }

    [Fact]
    public async Task What_must_be_rehearsed_starts_once_the_same_revision_has_closed_on_the_other_site()
    {
        await using var stage = new Stage();
        await using MaintenanceEngine engine = await stage.OpenAsync();
        Procedure rehearsal = Written.Procedure(Written.Run("one")) with { Site = "staging" };
        Procedure other = rehearsal with { Revision = new string('1', 64) };
        Procedure procedure = Written.Procedure(Written.Run("one")) with { Rehearsals = ["staging"] };
        MaintenanceId before = await ProposeAsync();

        foreach (Procedure on in (Procedure[])[other, rehearsal])
        {
            (await StartAsync(before))
                .ShouldBeOfType<Decision.Refused>()
                .Reason.ShouldBe("Still missing: a rehearsal of this revision on 'staging'.");
            await stage.FinishAsync(engine, await stage.BeginAsync(engine, on));
        }

        MaintenanceId after = await ProposeAsync();
        (await StartAsync(after)).ShouldBeOfType<Decision.Accepted>();
        await Until.HoldsAsync(
            async () =>
                (await engine.StatusAsync(before, CancellationToken.None))!.View!.Stage
                == Core.Maintenances.Stage.Scheduled,
            "it is told of the rehearsal"
        );
        (await StartAsync(before)).ShouldBeOfType<Decision.Accepted>();

        async Task<MaintenanceId> ProposeAsync()
        {
            MaintenanceId id = await engine.PlanAsync(procedure, "plan", "site", CancellationToken.None);
            (
                await engine.SendAsync(id, new Input.Propose("sam"), CancellationToken.None)
            ).ShouldBeOfType<Decision.Accepted>();
            return id;
        }

        Task<Decision> StartAsync(MaintenanceId id) =>
            engine.SendAsync(id, new Input.Start("sam"), CancellationToken.None);
    }
}
