using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What happens late in the life of a maintenance: more time, stops, pauses, roll backs.</summary>
public sealed class LateTests
{
    [Fact]
    public void A_longer_window_gives_a_question_after_the_change_more_time()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Patch")] },
                    new Phase { Kind = PhaseKind.Finish, Steps = [Manual("Start the jobs")] },
                ],
            }
        );
        told.Ticks("Patch");
        told.Ticks("Start the jobs", succeeded: false);
        told.Question.Deadline.ShouldBe(Afternoon.End);

        told.Says(new Input.Extend("ana", Minutes(60), "They look for the cause."));

        told.Question.Deadline.ShouldBe(Afternoon.End + Minutes(60));
        told.Passes(Minutes(61));
        told.State.Stage.ShouldBe(Stage.InProgress);
        told.Passes(Minutes(60));
        told.State.Stage.ShouldBeOneOf(Stage.Aborting, Stage.Concluding, Stage.Aborted);
    }

    [Fact]
    public void A_step_that_is_undone_after_its_time_is_not_overdue()
    {
        Told told = Told.Started(
            Beside(
                Manual("Patch") with
                {
                    Due = From(30),
                    Undo = [Manual("Unpatch")],
                },
                new Step.Wait(Minutes(25), Until: null)
            ),
            Manual("Look at it")
        );
        told.Passes(Minutes(20));
        told.Ticks("Patch");
        told.RollsBack();

        told.Passes(Minutes(15));

        told.StatusOf("Patch").ShouldBe(NodeStatus.Undoing);
        told.Events.OfType<MaintenanceEvent.StepOverdue>().ShouldBeEmpty();
        told.State.IsOverdue(told.Leaf("Patch").Number).ShouldBeFalse();
    }

    [Fact]
    public void A_step_that_was_added_is_done_before_the_end_also_after_an_abort()
    {
        Told told = Told.Started(Manual("Patch"));
        told.Says(new Input.AddStep("ana", "Call the shop", ""));

        told.Says(new Input.Abort("ana", "Enough."));
        told.State.Stage.ShouldBe(Stage.Aborting);

        told.Says(new Input.FinishAddedStep("ana", 1, "They know."));
        told.State.Stage.ShouldBe(Stage.Aborted);
    }

    [Fact]
    public void Nothing_is_added_when_only_people_are_left_to_be_told()
    {
        Told told = Told.Started(
            Plan(Manual("Patch")) with
            {
                Announcements =
                [
                    new Announcement(new AnnouncementTrigger.When(LifeMoment.Closed), ["dailyops"], "over", default),
                ],
            }
        );
        told.Ticks("Patch");
        told.State.Stage.ShouldBe(Stage.Concluding);

        told.Refusal(new Input.AddStep("ana", "Call the shop", ""))
            .ShouldBe("Nothing is left to do but to tell people; a note can be added.");
    }

    [Fact]
    public void It_is_not_paused_any_more_once_the_change_is_in_place()
    {
        Told told = Told.Started(
            Plan(Run("deploy") with { Title = "Deploy", On = Hosts("db-main") }) with
            {
                Soak = new Soak { For = Duration.FromHours(1) },
            }
        );
        told.Says(new Input.Pause("ana", "Wait."));

        told.Reports("Step Deploy on db-main");

        told.State.Stage.ShouldBe(Stage.Soaking);
        told.State.IsPaused.ShouldBeFalse();
    }

    [Fact]
    public void Two_states_that_go_on_differently_have_different_hashes()
    {
        Procedure procedure = Compiled(Plan(Manual("Patch") with { Undo = [Manual("Unpatch")] }));
        var planned = new MaintenanceEvent.Planned(Machine.Rules, procedure, "", "");
        State before = Machine.Begin(planned, Afternoon.Start);
        State after = Machine.Begin(planned, Afternoon.Start);

        Machine.Evolve(after, new MaintenanceEvent.RolledBack(), Afternoon.Start);

        after.Hash().ShouldNotBe(before.Hash(), "one would still say that it is rolled back");
    }

    private static TimeExpression.Relative From(int minutes) => new("window.start", 0, Minutes(minutes));
}
