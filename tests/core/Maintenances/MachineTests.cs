using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Notices;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Tests.Procedures;
using Lull.Core.Windows;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>The machine by example. That its rules hold in every world is for the simulation to show.</summary>
public sealed class MachineTests
{
    private static Step.Action Deploy => Run("deploy") with { Title = "Deploy", Undo = [Run("restore")] };

    private static Step.Rolling OneByOne(params Step[] steps) =>
        Rolling("web", steps) with
        {
            Title = "Deploy to {host}",
            With = [Drain],
        };

    private static Announcement Telling(LifeMoment moment, string message) =>
        new(new AnnouncementTrigger.When(moment), ["dailyops"], message, default);

    private static Step.Sequence Wave(Step inside) =>
        InOrder(inside) with
        {
            Title = "Wave",
            With = [new Bracket(Call("alerts.silence", ("matchers", "shop")), default)],
        };

    [Fact]
    public void A_rolling_block_drains_works_and_returns_one_host_after_the_other()
    {
        Told told = Told.Started(OneByOne(Deploy));

        string[] done = told.GoesWell();

        done[..8]
            .ShouldBe([
                "Look edge.drain web1",
                "Open edge.drain web1",
                "Step Deploy on web1",
                "Close edge.drain web1",
                "Look edge.drain web2",
                "Open edge.drain web2",
                "Step Deploy on web2",
                "Close edge.drain web2",
            ]);
        told.State.Stage.ShouldBe(Stage.Closed);
        told.State.NeedsRecovery.ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_step_asks_and_is_tried_again_when_a_person_says_so()
    {
        Told told = Told.Started(OneByOne(Deploy));
        told.GoesWell(until: "Step Deploy on web1");
        told.Fails("Step Deploy on web1");

        told.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        told.Question.Default.ShouldBe(Choice.RollBackAll);
        told.Answers(Choice.Retry);

        told.UnderWay.ShouldBe(["Step Deploy on web1"]);
        told.GoesWell();
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_tolerated_host_is_returned_and_the_others_go_on()
    {
        Told told = Told.Started(
            OneByOne(Deploy with { OnFailure = OnFailure.Stop }) with
            {
                Tolerate = new Share.Count(1),
            }
        );
        told.GoesWell(until: "Step Deploy on web1");
        told.Fails("Step Deploy on web1");

        told.UnderWay.ShouldBe(["Close edge.drain web1"]);
        told.GoesWell().ShouldContain("Step Deploy on web5");
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_host_that_is_rolled_back_later_is_drained_again_for_it()
    {
        Told told = Told.Started(OneByOne(Deploy), Manual("Look at it"));
        told.GoesWell();
        int web1 = told.Procedure.At("change/deploy-to/web1").Number;

        told.Says(new Input.RollBack("ana", web1, "It is slow."));

        told.GoesWell()
            .ShouldBe([
                "Look edge.drain web1",
                "Open edge.drain web1",
                "Step undo of Deploy on web1",
                "Close edge.drain web1",
            ]);
        told.State.StatusOf(web1).ShouldBe(NodeStatus.Undone);
        HostView[] hosts = [.. MaintenanceView.Of(told.State, told.Now).Hosts.Where(host => !host.IsOut)];
        hosts.Select(host => host.Status).Distinct().ShouldBe([HostStatus.RolledBack, HostStatus.Back]);
    }

    [Fact]
    public void What_stood_around_a_host_is_opened_again_when_it_is_rolled_back_by_itself()
    {
        Told told = Told.Started(
            Wave(InOrder(OneByOne(Deploy)) with { Title = "Web", With = [Page] }),
            Manual("Look at it")
        );
        told.GoesWell();
        Node web1 = told.Procedure.Nodes.Single(node => node.Path.EndsWith("/web1", StringComparison.Ordinal));
        Machine
            .IfRolledBack(told.State, web1.Number)
            .ShouldStartWith(
                "Opens again alerts.silence shop; edge.page Back soon; edge.drain on web1. Undoes, newest first: 'undo of Deploy' on web1."
            );

        told.Says(new Input.RollBack("ana", web1.Number, "It is slow."));

        told.GoesWell()
            .ShouldBe([
                "Look alerts.silence shop",
                "Open alerts.silence shop",
                "Look edge.page Back soon",
                "Open edge.page Back soon",
                "Look edge.drain web1",
                "Open edge.drain web1",
                "Step undo of Deploy on web1",
                "Close edge.drain web1",
                "Close edge.page Back soon",
                "Close alerts.silence shop",
            ]);
        told.State.OwedBrackets.ShouldBeEmpty();
        told.State.StatusOf(web1.Number).ShouldBe(NodeStatus.Undone);
    }

    [Fact]
    public void What_stands_around_a_host_that_is_rolled_back_stays_open_until_that_is_over()
    {
        Told told = Told.Started(Wave(OneByOne(Deploy)));
        told.GoesWell(until: "Close edge.drain web5");
        Node web1 = told.Procedure.Nodes.Single(node => node.Path.EndsWith("/web1", StringComparison.Ordinal));
        told.Says(new Input.RollBack("ana", web1.Number, "It is slow."));

        told.Reports("Close edge.drain web5");

        told.UnderWay.ShouldNotContain("Close alerts.silence shop");
        told.GoesWell()[^2..].ShouldBe(["Close edge.drain web1", "Close alerts.silence shop"]);
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void Two_hosts_that_are_rolled_back_by_themselves_share_what_stands_around_them()
    {
        Told told = Told.Started(Wave(OneByOne(Deploy)), Manual("Look at it"));
        told.GoesWell();
        foreach (string host in (string[])["web1", "web2"])
        {
            Node track = told.Procedure.Nodes.Single(node => node.Path.EndsWith("/" + host, StringComparison.Ordinal));
            told.Says(new Input.RollBack("ana", track.Number, "It is slow."));
        }

        string[] done = told.GoesWell();

        done.Count(what => what == "Open alerts.silence shop").ShouldBe(1);
        done[^1].ShouldBe("Close alerts.silence shop");
        done.ShouldContain("Step undo of Deploy on web1");
        done.ShouldContain("Step undo of Deploy on web2");
    }

    [Fact]
    public void A_larger_roll_back_takes_over_what_was_opened_again_for_a_host()
    {
        Told told = Told.Started(Wave(OneByOne(Deploy)), Manual("Look at it"));
        told.GoesWell();
        Node web1 = told.Procedure.Nodes.Single(node => node.Path.EndsWith("/web1", StringComparison.Ordinal));
        told.Says(new Input.RollBack("ana", web1.Number, "It is slow."));
        told.GoesWell(until: "Open alerts.silence shop");

        told.Says(new Input.RollBack("ana", 0, "All of it is slow."));

        string[] done = told.GoesWell();
        done.Count(what => what == "Open alerts.silence shop").ShouldBe(1);
        done.Count(what => what.StartsWith("Step undo of Deploy", StringComparison.Ordinal)).ShouldBe(5);
        done[^1].ShouldBe("Close alerts.silence shop");
        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    [Fact]
    public void Who_hears_of_the_roll_back_of_one_host_hears_which_and_when_it_is_over()
    {
        Told told = Told.Started(
            Plan(OneByOne(Deploy), Manual("Look at it")) with
            {
                Announcements =
                [
                    Telling(LifeMoment.RollingBack, "rolling-back"),
                    Telling(LifeMoment.RolledBack, "rolled-back"),
                ],
            }
        );
        told.GoesWell();
        Node web1 = told.Procedure.Nodes.Single(node => node.Path.EndsWith("/web1", StringComparison.Ordinal));

        told.Says(new Input.RollBack("ana", web1.Number, "It is slow."));

        told.UnderWay.ShouldContain("Announce 0");
        Notice
            .Text(told.State, told.Procedure.Deliveries[0], new NoticeFacts("", ""))
            .ShouldBe("Rolling back: Roll out engine 4.2, only web1. What was changed is being put back.");
        told.GoesWell()[^1].ShouldBe("Announce 1");
        told.Events.OfType<MaintenanceEvent.PartRolledBack>().ShouldHaveSingleItem().Nodes.ShouldBe([web1.Number]);
    }

    [Fact]
    public void A_step_that_waits_for_one_that_never_comes_does_not_wait_for_ever()
    {
        Told told = Told.Started(
            Beside(
                InOrder(
                    Get("http://shop/copy") with
                    {
                        Title = "Copy",
                        OnFailure = OnFailure.Stop,
                    },
                    Get("http://shop/index") with
                    {
                        Title = "Index",
                        Id = "index",
                    }
                ),
                Get("http://shop/publish") with
                {
                    Title = "Publish",
                    After = [After("index")],
                }
            )
        );

        told.Fails("Step Copy");

        told.UnderWay.ShouldBeEmpty();
        told.Question.Kind.ShouldBe(QuestionKind.ChangeFailed);
        told.State.StatusOf(told.Procedure.Nodes.Single(node => node.Title == "Publish").Number)
            .ShouldBe(NodeStatus.Stopped);
    }

    [Fact]
    public void A_message_that_could_not_be_sent_does_not_take_its_host_out_of_service()
    {
        Told told = Told.Started(Rolling("web1", new Step.Announce(["dailyops"], "web1 is out") { Title = "Tell" }));
        while (told.State.Stage == Stage.InProgress)
        {
            told.Fails(told.UnderWay.Single());
            told.Passes(Minutes(1));
        }

        told.State.IsOut(0).ShouldBeFalse();
    }

    [Fact]
    public void What_a_host_holds_for_its_roll_back_is_closed_when_everything_is_stopped_meanwhile()
    {
        Told told = Told.Started(
            Rolling("web", Beside(Deploy, new Step.Sequence([Manual("Look at it")]) with { With = [Silence] })) with
            {
                Title = "Deploy to {host}",
                With = [Drain],
            }
        );
        told.Reports(
            "Look edge.drain web1",
            "Open edge.drain web1",
            "Look alerts.silence 10.0.0.1",
            "Open alerts.silence 10.0.0.1"
        );

        told.Says(new Input.RollBack("ana", told.Procedure.At("change/deploy-to/web1").Number, "It is slow."));
        told.Says(new Input.Abort("ana", "Not today."));

        told.GoesWell().ShouldContain("Close alerts.silence 10.0.0.1");
        told.State.Stage.ShouldBe(Stage.Aborted);
        told.State.OwedBrackets.ShouldBeEmpty();
    }

    [Fact]
    public void Undecided_at_the_point_of_no_return_means_roll_back()
    {
        Told told = Told.Started(OneByOne(Deploy), Manual("Look at it"));
        told.GoesWell();
        Instant point = told.State.PointOfNoReturn!.Value;

        told.Passes(point - told.Now - Duration.FromSeconds(1));
        told.State.Stage.ShouldBe(Stage.InProgress);
        told.Passes(Duration.FromSeconds(1));

        told.State.Stage.ShouldBe(Stage.RollingBack);
        told.GoesWell()[..3].ShouldBe(["Look edge.drain web5", "Open edge.drain web5", "Step undo of Deploy on web5"]);
        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    [Fact]
    public void An_abort_closes_what_is_open_the_last_opened_first()
    {
        Told told = Told.Started(OneByOne(Deploy) with { With = [Silence, Drain] });
        told.GoesWell(until: "Step Deploy on web1");

        told.Says(new Input.Abort("ana", "Not today."));

        told.GoesWell().ShouldBe(["Step Deploy on web1", "Close edge.drain web1", "Close alerts.silence 10.0.0.1"]);
        told.State.Stage.ShouldBe(Stage.Aborted);
    }

    [Fact]
    public void After_an_abort_what_did_not_happen_before_it_is_not_begun_again()
    {
        Told told = Told.Started(OneByOne(Deploy));
        told.GoesWell(until: "Open edge.drain web1");
        told.Says(new Input.TakeOver(2));
        told.Says(new Input.Abort("ana", "Not today."));

        told.IsSeen("Open edge.drain web1", new Observation.NotDone("in service", Evidence.None));

        told.UnderWay.ShouldBe(["Close edge.drain web1"]);
    }

    [Fact]
    public void What_somebody_else_had_opened_is_left_as_it_is()
    {
        Told told = Told.Started(OneByOne(Deploy));

        told.IsSeen("Look edge.drain web1", new Observation.Done("drained", Evidence.None));

        told.GoesWell().ShouldNotContain("Close edge.drain web1");
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_closing_that_fails_is_tried_again_after_growing_pauses_and_then_asked_about()
    {
        Told told = Told.Started(OneByOne(Deploy));
        told.GoesWell(until: "Close edge.drain web1");
        for (int pause = 5; pause <= 10; pause *= 2)
        {
            told.Fails("Close edge.drain web1");
            told.UnderWay.ShouldBeEmpty();
            told.Passes(Duration.FromSeconds(pause));
        }

        told.Fails("Close edge.drain web1");

        told.Question.Kind.ShouldBe(QuestionKind.NotClosed);
        told.Passes(Duration.FromSeconds(20));
        told.UnderWay.ShouldBe(["Close edge.drain web1"]);
        told.GoesWell();
        told.State.Questions.ShouldBeEmpty();
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void Approvals_of_the_author_of_strangers_and_of_older_revisions_do_not_count()
    {
        Plan plan = Plan(Manual("Do it")) with { Author = "ana", Approvals = [new ApprovalRule.ByRole("cab", 1)] };
        Told told = Told.Planned(plan);
        told.Says(new Input.Propose("ana"));

        told.Refusal(new Input.Approve("ana", "cab", plan.Revision)).ShouldNotBeNull();
        told.Refusal(new Input.Approve("chitra", "cab", plan.Revision)).ShouldNotBeNull();
        told.Refusal(new Input.Approve("ben", "cab", "an older one")).ShouldNotBeNull();
        told.State.Stage.ShouldBe(Stage.Proposed);
        told.Says(new Input.Approve("ben", "cab", plan.Revision));

        told.State.Stage.ShouldBe(Stage.Scheduled);
    }

    [Fact]
    public void Nothing_is_told_by_the_clock_while_an_approval_is_taken_back()
    {
        var soon = new TimeExpression.Relative("window.start", 0, Minutes(-30));
        Plan plan = Plan(Manual("Do it")) with
        {
            Author = "ana",
            Approvals = [new ApprovalRule.ByRole("cab", 1)],
            Announcements = [new Announcement(new AnnouncementTrigger.At(soon), ["dailyops"], "planned", default)],
        };
        Told told = Told.Planned(plan);
        told.Says(new Input.Propose("ana"));
        told.Says(new Input.Approve("ben", "cab", plan.Revision));
        told.Says(new Input.WithdrawApproval("ben", "cab", "Second thoughts."));

        told.Passes(Minutes(40));

        told.UnderWay.ShouldBeEmpty();
        told.Says(new Input.Approve("ben", "cab", plan.Revision));
        told.UnderWay.ShouldBe(["Announce 0"]);
    }

    [Fact]
    public void A_step_that_does_not_fit_asks_and_starts_once_the_window_is_longer()
    {
        Told told = Told.Started(Manual("First"), Manual("Second") with { Estimate = Estimate.Of(Minutes(50)) });
        int first = told.Procedure.At("change/first").Number;
        told.Says(new Input.Tick("ana", first, Succeeded: true, ""));
        told.Question.Kind.ShouldBe(QuestionKind.DoesNotFit);

        told.Says(new Input.Extend("ana", Duration.FromHours(1), "It takes longer."));

        told.State.Questions.ShouldBeEmpty();
        told.State.StatusOf(told.Procedure.At("change/second").Number).ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void After_a_crash_what_may_not_be_repeated_is_looked_at_and_then_asked_about()
    {
        Told told = Told.Started(OneByOne(Deploy));
        told.GoesWell(until: "Step Deploy on web1");

        told.Says(new Input.TakeOver(2));
        told.Request("Step Deploy on web1").Mode.ShouldBe(EffectMode.Observe);
        told.IsSeen("Step Deploy on web1", new Observation.NotDone("no trace", Evidence.None));

        told.Question.Kind.ShouldBe(QuestionKind.StepInconclusive);
        told.UnderWay.ShouldBeEmpty();
    }
}
