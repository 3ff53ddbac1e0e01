using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Tests.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What leads to a roll back, what it covers, and how it ends.</summary>
public sealed class RollBackTests
{
    private static readonly Announcement[] Notices =
    [
        Telling(LifeMoment.RollingBack, "rolling-back"),
        Telling(LifeMoment.RolledBack, "rolled-back"),
        Telling(LifeMoment.Recovery, "recovery"),
        Telling(LifeMoment.Closed, "finished"),
    ];

    private static Step.Action Deploy => Run("deploy") with { Title = "Deploy", Undo = [Run("restore")] };

    private static Step.Check Test => Get("{url}/health") with { Title = "Test" };

    [Fact]
    public void A_failed_test_rolls_back_before_the_next_server_is_touched()
    {
        Told told = Told.Started(OneByOne(Deploy, Test with { OnFailure = OnFailure.RollBackAll }));
        told.GoesWell(until: "Step Test on web2");

        told.Fails("Step Test on web2");

        told.State.Stage.ShouldBe(Stage.RollingBack);
        told.GoesWell()
            .ShouldBe([
                "Step undo of Deploy on web2",
                "Close edge.drain web2",
                "Look edge.drain web1",
                "Open edge.drain web1",
                "Step undo of Deploy on web1",
                "Close edge.drain web1",
            ]);
        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    [Fact]
    public void The_time_that_a_step_took_does_not_grow_while_it_is_undone()
    {
        Told told = Told.Started(OneByOne(Deploy, Test with { OnFailure = OnFailure.RollBackAll }));
        told.GoesWell(until: "Step Deploy on web1");
        told.Passes(Duration.FromMinutes(2));
        told.GoesWell(until: "Step Test on web1");
        int deploy = told.Leaf("Deploy", "web1").Number;
        Instant began = told.State.BeganAt(deploy)!.Value;
        Instant ended = told.State.EndedAt(deploy)!.Value;

        told.Fails("Step Test on web1");
        told.Passes(Duration.FromMinutes(5));

        told.State.StatusOf(deploy).ShouldBe(NodeStatus.Undoing);
        told.State.EndedAt(deploy).ShouldBe(ended);

        told.GoesWell();

        told.State.StatusOf(deploy).ShouldBe(NodeStatus.Undone);
        told.State.EndedAt(deploy).ShouldBe(ended);
        (ended - began).ShouldBe(Duration.FromMinutes(2));
    }

    [Fact]
    public void A_failed_test_is_put_to_a_person_with_every_scope_of_a_roll_back_and_undecided_means_all_of_it()
    {
        Told told = Told.Started(OneByOne(Deploy, Test));
        told.GoesWell(until: "Step Test on web2");

        told.Fails("Step Test on web2");

        told.Question.Choices.Where(choice =>
                choice is Choice.RollBackHost or Choice.RollBackBlock or Choice.RollBackAll
            )
            .ShouldBe([Choice.RollBackHost, Choice.RollBackBlock, Choice.RollBackAll]);
        told.Question.Default.ShouldBe(Choice.RollBackAll);
        told.Passes(told.State.PointOfNoReturn!.Value - told.Now);
        told.State.Stage.ShouldBe(Stage.RollingBack);
    }

    [Fact]
    public void Only_the_server_that_failed_is_rolled_back_when_the_plan_says_so()
    {
        Told told = Told.Started(
            OneByOne(Deploy, Test with { OnFailure = OnFailure.RollBack }) with
            {
                Tolerate = new Share.Count(1),
            }
        );
        told.GoesWell(until: "Step Test on web2");
        told.Fails("Step Test on web2");

        told.GoesWell()[..4]
            .ShouldBe([
                "Step undo of Deploy on web2",
                "Close edge.drain web2",
                "Look edge.drain web3",
                "Open edge.drain web3",
            ]);
        told.State.Stage.ShouldBe(Stage.Closed);
        told.Procedure.Nodes.Where(node =>
                node.Kind == NodeKind.HostTrack && told.State.StatusOf(node.Number) == NodeStatus.Undone
            )
            .Select(node => told.Procedure.Hosts[node.Host].Name)
            .ShouldBe(["web2"]);
    }

    [Fact]
    public void A_roll_back_of_a_server_has_its_own_test_before_the_server_returns()
    {
        Told told = Told.Started(
            OneByOne(Deploy) with
            {
                Rollback = [Run("put-back") with { Title = "Put back" }, Test],
            },
            Manual("Look at it")
        );
        told.GoesWell();

        told.RollsBack("web2");

        told.GoesWell()
            .ShouldBe([
                "Look edge.drain web2",
                "Open edge.drain web2",
                "Step Put back on web2",
                "Step Test on web2",
                "Close edge.drain web2",
            ]);
    }

    [Fact]
    public void When_the_test_of_a_roll_back_fails_the_server_stays_out_people_are_told_and_can_add_steps()
    {
        Told told = Told.Started(
            Plan(OneByOne(Deploy) with { Rollback = [Test] }, Manual("Look at it")) with
            {
                Announcements = [.. Notices],
            }
        );
        told.GoesWell();
        told.RollsBack("web2");
        told.GoesWell(until: "Step Test on web2");

        told.Fails("Step Test on web2");

        told.State.InRecovery.ShouldBeTrue();
        told.Question.Kind.ShouldBe(QuestionKind.UndoFailed);
        told.GoesWell().ShouldBe(["Announce 2"]);
        MaintenanceView.Of(told.State, told.Now).Hosts.Single(host => host.IsOut).Name.ShouldBe("web2");
        told.Says(new Input.AddStep("ana", "Write the recovery plan", "qa"));
        told.Answers(Choice.Retry);
        told.GoesWell().ShouldContain("Close edge.drain web2");
        told.Ticks("Look at it");
        told.State.Stage.ShouldBe(Stage.Deployed, "the step that was added is not done");
        told.Says(new Input.FinishAddedStep("chitra", 1, "It hangs in the hall."));
        told.GoesWell();
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_step_that_was_added_during_a_roll_back_is_done_before_the_end()
    {
        Told told = Told.Started(OneByOne(Deploy), Manual("Look at it"));
        told.GoesWell();
        told.RollsBack();
        told.Says(new Input.AddStep("ana", "Write the recovery plan", ""));

        told.GoesWell();
        told.State.Stage.ShouldBe(Stage.RollingBack);
        told.Says(new Input.FinishAddedStep("ana", 1, ""));

        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    [Fact]
    public void That_a_roll_back_begins_is_told_first_and_that_it_is_over_last()
    {
        Told told = Told.Started(Plan(OneByOne(Deploy), Manual("Look at it")) with { Announcements = [.. Notices] });
        told.GoesWell();

        told.RollsBack();

        told.UnderWay.ShouldContain("Announce 0");
        told.Procedure.Deliveries.Select(delivery => delivery.Audience).Distinct().ShouldBe(["dailyops"]);
        string[] done = told.GoesWell();
        done[^3..].ShouldBe(["Close edge.drain web1", "Announce 1", "Announce 3"]);
    }

    [Fact]
    public void Machines_that_were_stopped_are_started_again()
    {
        Told told = Told.Started(
            Run("stop") with
            {
                Title = "Stop the unused machines",
                On = Hosts("web1", "web2"),
                Undo = [Run("start") with { Title = "Start it again" }],
            },
            Manual("Look whether anybody misses them")
        );
        told.GoesWell();

        told.RollsBack();

        told.GoesWell()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["Step Start it again on web1", "Step Start it again on web2"]);
        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    private static Step.Rolling OneByOne(params Step[] steps) =>
        Rolling("web", steps) with
        {
            Title = "Deploy to {host}",
            With = [Drain],
        };

    private static Announcement Telling(LifeMoment moment, string message) =>
        new(new AnnouncementTrigger.When(moment), ["dailyops"], message, default);
}
