using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Tests.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>Watching after the change: how long, what calls for a roll back, who decides.</summary>
public sealed class SoakTests
{
    private static readonly Duration TwoDays = Duration.FromHours(48);

    private static readonly Soak Watching = new() { For = TwoDays, Severity = 1 };

    [Fact]
    public void Completion_is_told_at_the_last_return_and_the_end_two_days_later()
    {
        Told told = Told.Started(
            Rolled() with
            {
                Announcements = [Telling(LifeMoment.Deployed, "deployed"), Telling(LifeMoment.Closed, "finished")],
            }
        );

        told.GoesWell()[^2..].ShouldBe(["Close edge.drain web5", "Announce 0"]);
        told.State.Stage.ShouldBe(Stage.Soaking);
        told.Passes(TwoDays);

        told.GoesWell().ShouldBe(["Announce 1"]);
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_new_engine_does_not_begin_the_soak_again()
    {
        Told told = Soaking(Watching);
        told.Passes(Duration.FromHours(20));

        told.Says(new Input.TakeOver(2));
        told.Passes(Duration.FromHours(28) - Duration.FromSeconds(1));
        told.State.Stage.ShouldBe(Stage.Soaking);
        told.Passes(Duration.FromSeconds(1));

        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void An_incident_that_is_bad_enough_is_put_to_the_lead(int severity, bool isAsked)
    {
        Told told = Soaking(Watching);
        told.Passes(Duration.FromHours(30));

        told.Says(new Input.ReportIncident("ben", severity, "Orders fail."));

        told.State.Questions.Select(question => question.Kind).ShouldBe(isAsked ? [QuestionKind.SoakRule] : []);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_answers_and_it_is_rolled_back_or_at_once_where_the_plan_says_so(bool automatic)
    {
        Told told = Soaking(Watching with { Automatic = automatic });
        told.Says(new Input.ReportIncident("ben", 1, "Orders fail."));

        if (!automatic)
        {
            told.Question.Deadline.ShouldBe(told.Now + Watching.AnswerWithin);
            told.Passes(Watching.AnswerWithin);
        }

        told.State.Stage.ShouldBe(Stage.RollingBack);
    }

    [Fact]
    public void Only_the_lead_decides_about_a_roll_back()
    {
        Told told = Started(
            Rolled() with
            {
                Roles = [new PlanRole("lead", "release-manager", default)],
                Soak = Watching,
            }
        );
        told.Says(new Input.ReportIncident("ben", 1, "Orders fail."));

        told.Refusal(new Input.Answer("chitra", told.Question.Number, Choice.CarryOn, "I say so."))
            .ShouldBe("Only the lead, or the role of the step, decides this.");
        told.Answers(Choice.CarryOn);

        told.State.Stage.ShouldBe(Stage.Soaking);
    }

    [Fact]
    public void A_roll_back_long_after_the_window_needs_no_new_approval_and_is_told()
    {
        Plan plan = Rolled() with
        {
            Approvals = [new ApprovalRule.ByRole("cab", 1)],
            Announcements = [Telling(LifeMoment.RollingBack, "rolling-back")],
        };
        Told told = Told.Planned(plan);
        told.Says(new Input.Propose("chitra"));
        told.Says(new Input.Approve("ben", "cab", plan.Revision));
        told.Says(new Input.Start("ana"));
        told.Passes(Duration.FromHours(1));
        told.GoesWell();
        told.Passes(Duration.FromHours(30));
        told.Says(new Input.ReportIncident("ben", 1, "Orders fail."));

        told.Answers(Choice.RollBackAll);

        told.Now.ShouldBeGreaterThan(told.State.Window.End);
        told.UnderWay.ShouldBe(["Look edge.drain web5", "Announce 0"], ignoreOrder: true);
    }

    [Fact]
    public void After_a_roll_back_of_one_server_the_soak_begins_again_when_it_is_back()
    {
        Told told = Soaking(Watching);
        told.Passes(Duration.FromHours(30));

        told.RollsBack("web2");
        told.Passes(Minutes(5));
        told.GoesWell()[^1].ShouldBe("Close edge.drain web2");

        told.State.SoakUntil.ShouldBe(told.Now + TwoDays);
    }

    [Fact]
    public void A_server_that_is_rolled_back_after_the_soak_is_watched_as_long()
    {
        Told told = Soaking(Watching);
        told.Says(new Input.AddStep("ana", "Write it up", ""));
        told.Passes(TwoDays);
        told.State.Stage.ShouldBe(Stage.Deployed);

        told.RollsBack("web2");
        told.GoesWell();

        told.State.Stage.ShouldBe(Stage.Soaking);
        told.State.SoakUntil.ShouldBe(told.Now + TwoDays);
    }

    [Fact]
    public void What_failed_before_a_soak_began_again_does_not_count_in_it()
    {
        Told told = Soaking(
            Watching with
            {
                Watches =
                [
                    new Watch
                    {
                        Title = "Orders",
                        Check = Call("http.get", ("url", "http://shop/health")),
                        Every = Minutes(1),
                    },
                ],
                Failures = new FailureRate(2, Minutes(60)),
            }
        );
        told.Says(new Input.WatchLooked(0, Holds: false, "503"));
        told.RollsBack("web2");
        told.GoesWell();

        told.Says(new Input.WatchLooked(0, Holds: false, "503"));
        told.State.Questions.ShouldBeEmpty();

        told.Says(new Input.WatchLooked(0, Holds: false, "503"));
        told.Question.Kind.ShouldBe(QuestionKind.SoakRule);
    }

    [Fact]
    public void A_roll_back_of_everything_is_told_when_it_is_over_and_then_watched_as_long()
    {
        Told told = Started(
            Rolled() with
            {
                Announcements = [Telling(LifeMoment.RolledBack, "rolled-back"), Telling(LifeMoment.Closed, "finished")],
            }
        );
        told.Passes(Duration.FromHours(30));

        told.RollsBack();

        told.GoesWell()[^2..].ShouldBe(["Close edge.drain web1", "Announce 0"]);
        told.State.SoakUntil.ShouldBe(told.Now + TwoDays);
        told.Passes(TwoDays);
        told.GoesWell().ShouldBe(["Announce 1"]);
        told.State.Stage.ShouldBe(Stage.RolledBack);
    }

    private static Plan Rolled() =>
        Plan(
            Rolling("web", Run("deploy") with { Undo = [Run("restore")] }) with
            {
                Title = "Deploy to {host}",
                With = [Drain],
            }
        ) with
        {
            Soak = Watching,
        };

    private static Told Soaking(Soak soak) => Started(Rolled() with { Soak = soak });

    private static Told Started(Plan plan)
    {
        Told told = Told.Started(plan);
        told.GoesWell();
        told.State.Stage.ShouldBe(Stage.Soaking);
        return told;
    }

    private static Announcement Telling(LifeMoment moment, string message) =>
        new(new AnnouncementTrigger.When(moment), ["dailyops"], message, default);
}
