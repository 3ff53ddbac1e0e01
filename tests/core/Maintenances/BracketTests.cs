using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Tests.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What was opened is closed: on each way that a maintenance can take.</summary>
public sealed class BracketTests
{
    private const string Patch = "Step Patch on db-main";

    private static Step.Action Patching =>
        Run("patch") with
        {
            Title = "Patch",
            On = Hosts("db-main"),
            Undo = [Run("unpatch")],
            With = [Page],
        };

    public static TheoryData<string, Stage> Ways =>
        new()
        {
            { "it succeeds", Stage.Closed },
            { "it fails and is stopped", Stage.Aborted },
            { "a person aborts", Stage.Aborted },
            { "it is rolled back", Stage.RolledBack },
            { "the window is over", Stage.RolledBack },
            { "another engine takes over", Stage.Closed },
        };

    [Theory, MemberData(nameof(Ways))]
    public void Maintenance_mode_is_left_whatever_happens(string way, Stage end)
    {
        Told told = Told.Started(Plan(Patching) with { Rollback = new Rollback.Block([Manual("Restore the backup")]) });
        told.GoesWell(until: Patch);

        switch (way)
        {
            case "it fails and is stopped":
                told.Fails(Patch);
                told.Answers(Choice.Abort);
                break;
            case "a person aborts":
                told.Says(new Input.Abort("ana", "Not today."));
                break;
            case "it is rolled back":
                told.RollsBack();
                break;
            case "the window is over":
                told.Passes(Duration.FromHours(1));
                break;
            case "another engine takes over":
                told.Says(new Input.TakeOver(2));
                told.IsSeen(Patch, new Actions.Observation.Done("", Actions.Evidence.None));
                break;
            default:
                break;
        }

        string[] done = told.GoesWell();
        if (end == Stage.RolledBack)
        {
            done.ShouldNotContain("Close edge.page Back soon", "the roll back runs inside it");
            told.Ticks("Restore the backup");
            done = told.GoesWell();
        }

        done[^1].ShouldBe("Close edge.page Back soon");
        told.State.OwedBrackets.ShouldBeEmpty();
        told.State.Stage.ShouldBe(end);
    }

    [Fact]
    public void An_abort_resumes_both_groups_of_jobs_before_it_ends()
    {
        Told told = Told.Started(
            InOrder(Manual("Patch")) with
            {
                Title = "While no jobs run",
                With = [Paused("integrations"), Paused("engineering")],
            }
        );
        told.GoesWell();

        told.Says(new Input.Abort("ana", "It is six in the morning."));

        told.State.Stage.ShouldBe(Stage.Aborting);
        told.GoesWell().ShouldBe(["Close edge.page engineering", "Close edge.page integrations"]);
        told.State.Stage.ShouldBe(Stage.Aborted);
    }

    [Fact]
    public void The_all_clear_goes_out_when_everything_is_closed_and_not_before()
    {
        Told told = Told.Started(
            Plan(Patching) with
            {
                Announcements =
                [
                    new(new AnnouncementTrigger.When(LifeMoment.Closed), ["dailyops"], "finished", default),
                ],
            }
        );
        told.GoesWell(until: "Close edge.page Back soon");

        told.Fails("Close edge.page Back soon");
        told.UnderWay.ShouldBeEmpty();
        told.State.IsOver.ShouldBeFalse();
        told.Says(new Input.TakeOver(2));
        told.Passes(Duration.FromSeconds(5));

        told.GoesWell().ShouldBe(["Close edge.page Back soon", "Announce 0"]);
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    private static Bracket Paused(string jobs) => new(Call("edge.page", ("text", jobs)), default);
}
