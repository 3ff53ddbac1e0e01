using Lull.Core.Findings;
using Lull.Core.Plans;
using static Lull.Core.Tests.Findings.Draft;

namespace Lull.Core.Tests.Findings;

/// <summary>The check of a plan counts hosts and time as the machine does that will run it.</summary>
public static class CountingTests
{
    private const string BatchBreaksFloor = "LULL1307";

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public static void Of_a_floor_in_per_cent_a_part_of_a_host_counts_as_a_whole_one(int batch, bool isFound) =>
        Lint.Check(
                Plan(Patching() with { Batches = [new Share.Count(batch)] }),
                Production with
                {
                    Pools = [Production.Pools[0] with { Floor = new Share.Percent(45) }],
                },
                Connectors
            )
            .Any(finding => finding.Code == BatchBreaksFloor)
            .ShouldBe(isFound);

    [Fact]
    public static void Hosts_that_are_taken_one_by_one_do_not_break_a_floor_together() =>
        Lint.Check(Plan(Patching() with { Batches = [new Share.Count(10)], AtOnce = 2 }), Production, Connectors)
            .ShouldNotContain(finding => finding.Code == BatchBreaksFloor);

    [Fact]
    public static void Tracks_are_undone_one_after_the_other() =>
        Found("window-cannot-hold-rollback", Plan(Tracks(Undoable("First"), Undoable("Second")))).ShouldBeTrue();

    [Fact]
    public static void The_undo_of_a_block_takes_the_place_of_those_inside_it() =>
        Found(
                "window-cannot-hold-rollback",
                Plan(Block("Both", Undoable("First"), Undoable("Second")) with { Undo = [Manual("Restore")] })
            )
            .ShouldBeFalse();

    [Fact]
    public static void Hosts_that_are_taken_one_by_one_take_their_time_one_after_the_other() =>
        Lint.Check(
                Plan(
                    Rolling(Web(1, 10), Manual("Patch") with { Estimate = Takes(60) }) with
                    {
                        Batches = [new Share.Count(10)],
                        AtOnce = 1,
                    }
                ),
                Production,
                Connectors
            )
            .ShouldContain(finding =>
                finding.Message.StartsWith("By the estimates the change phase ends", StringComparison.Ordinal)
            );

    private static Step.Rolling Patching() => Rolling(Web(1, 10), Manual("Patch")) with { With = [Drain] };

    private static Step Undoable(string title) =>
        Manual(title) with
        {
            Estimate = Takes(60),
            Undo = [Manual($"Undo {title}") with { Estimate = Takes(250) }],
        };

    private static bool Found(string rule, Plan plan) =>
        Lint.Check(plan, Production, Connectors).Any(finding => finding.Code == FindingCatalogue.Find(rule)!.Code);
}
