using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
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
        (over.At - Written.Afternoon.Start).ShouldBeInRange(Duration.FromMinutes(55), Duration.FromMinutes(56));
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
        ours.ShouldBe(new Decision.Refused("'time-passed' comes from the engine alone."));
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
            For = Duration.FromMinutes(10),
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

        MaintenanceId id = await stage.BeginAsync(
            engine,
            Written.Procedure(plan => plan with { Soak = soak }, Written.Run("one"))
        );
        MaintenanceStatus status = await stage.FinishAsync(engine, id, seconds: 10);

        status.View!.Stage.ShouldBe(Core.Maintenances.Stage.Closed);
        looks.ShouldBeInRange(7, 11);
        stage.Events<MaintenanceEvent.WatchFailed>().Count().ShouldBe(2);
        stage.Events<MaintenanceEvent.WatchRecovered>().Count().ShouldBe(2);
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
}
