using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>The time that is kept free for undoing: for what was done, whatever came first and whoever waits for whom.</summary>
public sealed class TimeToUndoTests
{
    private static readonly Estimate TenMinutes = new(Minutes(10), Minutes(10), Minutes(10));

    private static Step.Manual PutBack { get; } =
        Manual("Put it back") with
        {
            Estimate = new Estimate(Minutes(30), Minutes(30), Minutes(30)),
        };

    private static Step.Action Deploy { get; } =
        Run("deploy") with
        {
            Title = "Deploy",
            On = Hosts("db-main"),
            Estimate = TenMinutes,
        };

    /// <summary>What a change may begin with and changes nothing itself.</summary>
    public static TheoryData<string> Beginnings => ["approval", "wait", "skipped"];

    [Theory, MemberData(nameof(Beginnings))]
    public void The_plan_s_own_roll_back_is_kept_free_from_the_first_change_on_whatever_comes_before(string beginning)
    {
        Told told = Told.Started(Plan(First(beginning), Deploy) with { Rollback = new Rollback.Block([PutBack]) });

        GoPast(told, beginning);

        told.UnderWay.ShouldBe(["Step Deploy on db-main"]);
        told.State.Undoing.ShouldBe(Minutes(30));
        told.State.PointOfNoReturn.ShouldBe(Afternoon.End - Minutes(30));
    }

    [Theory, MemberData(nameof(Beginnings))]
    public void The_undo_of_a_block_is_kept_free_from_its_first_change_on_whatever_comes_before(string beginning)
    {
        Told told = Told.Started(InOrder(First(beginning), Deploy) with { Title = "Release", Undo = [PutBack] });

        GoPast(told, beginning);

        told.UnderWay.ShouldBe(["Step Deploy on db-main"]);
        told.State.Undoing.ShouldBe(Minutes(30));
    }

    [Fact]
    public void A_step_does_not_start_when_its_block_could_not_be_undone_in_time()
    {
        Told told = Told.Started(Plan(First("approval"), Deploy) with { Rollback = new Rollback.Block([PutBack]) });

        told.Passes(Minutes(21));
        GoPast(told, "approval");

        told.UnderWay.ShouldBeEmpty();
        told.Question.Kind.ShouldBe(QuestionKind.DoesNotFit);
    }

    [Fact]
    public void One_host_of_a_batch_takes_its_whole_time_to_be_undone()
    {
        Told told = AllAtOnce(Minutes(0));
        told.Reports("Look edge.drain web1", "Open edge.drain web1");

        told.UnderWay.ShouldContain("Step Deploy on web1");
        told.State.Undoing.ShouldBeGreaterThanOrEqualTo(Minutes(30));
    }

    [Fact]
    public void Hosts_of_a_batch_are_undone_beside_each_other_and_take_no_longer_than_one()
    {
        Told told = AllAtOnce(Minutes(0));
        for (int n = 1; n <= 5; n++)
        {
            told.Reports($"Look edge.drain web{n}", $"Open edge.drain web{n}");
        }

        told.UnderWay.Length.ShouldBe(5);
        told.State.Undoing.ShouldBeLessThan(Minutes(32));
    }

    [Fact]
    public void The_first_host_of_a_batch_does_not_start_when_it_could_not_be_undone_in_time()
    {
        Told told = AllAtOnce(Minutes(21));
        told.Reports("Look edge.drain web1", "Open edge.drain web1");

        told.UnderWay.ShouldNotContain("Step Deploy on web1");
        told.Question.Kind.ShouldBe(QuestionKind.DoesNotFit);
    }

    [Fact]
    public void A_preparation_that_begins_inside_the_window_leaves_time_to_undo_it()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Prepare, Steps = [Deploy with { Undo = [PutBack] }] },
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Switch over")] },
                ],
            }
        );
        told.UnderWay.ShouldBe(["Step Deploy on db-main"]);
        told.Passes(Minutes(9));
        told.Fails("Step Deploy on db-main");
        told.Passes(Minutes(12));

        told.Answers(Choice.Retry);

        told.UnderWay.ShouldBeEmpty();
        told.Question.Kind.ShouldBe(QuestionKind.DoesNotFit);
    }

    private static Step First(string beginning) =>
        beginning switch
        {
            "approval" => new Step.Approval("qa", 1) { Title = "Go" },
            "wait" => new Step.Wait(Minutes(1), Until: null) { Title = "Go" },
            _ => Manual("Go"),
        };

    private static void GoPast(Told told, string beginning)
    {
        int first = told.Leaf("Go").Number;
        switch (beginning)
        {
            case "approval":
                told.Says(new Input.ApproveStep("chitra", first));
                break;
            case "wait":
                told.Passes(Minutes(1));
                break;
            default:
                told.Says(new Input.Skip("ana", first, "No need."));
                break;
        }
    }

    private static Told AllAtOnce(Duration after)
    {
        Told told = Told.Started(
            Plan(
                Rolling("web", Deploy with { On = null, Undo = [PutBack] }) with
                {
                    With = [Drain with { Estimate = new Estimate(Duration.Zero, Duration.Zero, Duration.Zero) }],
                    Batches = [new Share.Count(5)],
                }
            ),
            Lab with
            {
                Pools = [],
            }
        );
        told.Passes(after);
        return told;
    }
}
