using Lull.Core.Findings;
using Lull.Core.Plans;
using static Lull.Core.Tests.Findings.Draft;

namespace Lull.Core.Tests.Findings;

/// <summary>What the rules make of blocks, tracks and estimates.</summary>
public static class PlanShapeTests
{
    [Fact]
    public static void A_careful_plan_gives_no_findings() =>
        Lint.Check(Careful(), Production, Connectors, Instant.FromUtc(2026, 5, 1, 0, 0)).ShouldBeEmpty();

    [Fact]
    public static void A_careful_plan_gives_no_findings_without_site_and_connectors() =>
        Lint.Check(Careful(), site: null, Core.Actions.ActionCatalogue.Empty).ShouldBeEmpty();

    [Fact]
    public static void An_empty_plan_gives_no_findings() =>
        Lint.Check(Plan(), site: null, Core.Actions.ActionCatalogue.Empty).ShouldBeEmpty();

    [Fact]
    public static void Waiting_for_what_waits_is_an_order()
    {
        Plan plan = Plan(
            Tracks(
                Block("Balancer", Manual("Upgrade it") with { Id = "upgrade", Touches = ["sftp"] }),
                Manual("Tell the team") with
                {
                    Id = "told",
                    After = [new StepReference("upgrade", default)],
                },
                Block("Servers", Manual("Patch") with { Touches = ["sftp"] }) with
                {
                    After = [new StepReference("told", default)],
                }
            )
        );

        CodesOf(plan).ShouldNotContain("LULL1304", StringComparer.Ordinal);
    }

    [Fact]
    public static void Waiting_for_something_else_is_none()
    {
        Plan plan = Plan(
            Tracks(
                Manual("Upgrade the balancer") with
                {
                    Touches = ["sftp"],
                },
                Manual("Tell the team") with
                {
                    Id = "told",
                },
                Manual("Patch") with
                {
                    Touches = ["sftp"],
                    After = [new StepReference("told", default)],
                }
            )
        );

        CodesOf(plan).ShouldContain("LULL1304", StringComparer.Ordinal);
    }

    [Fact]
    public static void Steps_in_sequence_inside_one_track_do_not_overlap()
    {
        Plan plan = Plan(
            Tracks(
                Block(
                    "SFTP",
                    Manual("Upgrade the balancer") with
                    {
                        Touches = ["sftp"],
                    },
                    Manual("Patch") with
                    {
                        Touches = ["sftp"],
                    }
                ),
                Manual("Something else")
            )
        );

        CodesOf(plan).ShouldNotContain("LULL1304", StringComparer.Ordinal);
    }

    [Fact]
    public static void Two_tracks_that_share_a_thing_are_said_once()
    {
        Step[] both = [Manual("One") with { Touches = ["sftp"] }, Manual("Two") with { Touches = ["sftp"] }];

        Plan plan = Plan(Tracks(Block("A", both), Block("B", both)));

        CodesOf(plan).Count(code => code == "LULL1304").ShouldBe(1);
    }

    [Fact]
    public static void A_gateway_may_not_be_changed_while_servers_are_drained_through_it()
    {
        Plan plan = Plan(
            Tracks(
                Rolling(Web(1, 5), Manual("Patch")) with
                {
                    With = [Drain],
                },
                Manual("Apply the gateway's configuration") with
                {
                    Touches = ["edge"],
                }
            )
        );

        CodesOf(plan).ShouldContain("LULL1304", StringComparer.Ordinal);
    }

    [Fact]
    public static void Three_small_waves_together_can_break_a_floor()
    {
        Step Wave(int from, int to) =>
            Rolling(Web(from, to), Manual("Patch")) with
            {
                With = [Drain],
                Batches = [new Share.Count(2)],
            };

        CodesOf(Plan(Tracks(Wave(1, 3), Wave(4, 6)))).ShouldNotContain("LULL1306", StringComparer.Ordinal);
        CodesOf(Plan(Tracks(Wave(1, 3), Wave(4, 6), Wave(7, 10)))).ShouldContain("LULL1306", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(54, false)]
    [InlineData(55, true)]
    public static void Batches_are_counted_one_after_the_other(int minutes, bool tooLong)
    {
        // Ten hosts as 1, 2, 5 and 2: four batches and three pauses, which fill the nine hours of the window exactly at 108 minutes each.
        Plan plan = Plan(
            Rolling(Web(1, 10), Manual("Patch") with { Estimate = Takes(minutes * 2) }) with
            {
                Batches = [new Share.Count(1), new Share.Percent(25), new Share.Percent(50)],
                Pause = Duration.FromMinutes(36),
            }
        );

        CodesOf(plan).Contains("LULL1101", StringComparer.Ordinal).ShouldBe(tooLong);
    }

    [Fact]
    public static void What_is_not_done_is_not_found_fault_with()
    {
        Plan plan = Plan(
            Manual("Pull web servers 1 to 5 out of the pool") with
            {
                NotDoing = "Moved to June.",
            },
            Manual("Patch the proxies") with
            {
                Item = "proxy",
                NotBefore = At(0, 0),
            }
        ) with
        {
            Items =
            [
                Item("proxy", "Proxy servers") with
                {
                    State = ItemState.NotDoing,
                    Because = "Moved to June.",
                    Owner = "",
                },
            ],
        };

        Lint.Check(plan, Production, Connectors).ShouldBeEmpty();
    }

    private static Plan Careful() =>
        Plan(
            Rolling(
                Web(1, 10),
                Shell("backup-config /etc/engine") with
                {
                    Title = "Back up the configuration",
                },
                Shell("deploy engine 4.2") with
                {
                    Title = "Deploy the new revision",
                    Undo = [Shell("restore-config /etc/engine")],
                    Estimate = Takes(3),
                },
                new Step.Check(Call("http", "get", ("url", "{url}/health")), Hours(1), Duration.FromSeconds(5))
                {
                    Title = "Sanity check",
                }
            ) with
            {
                With = [Drain],
                Batches = [new Share.Count(1), new Share.Percent(25), new Share.Percent(50)],
                MaxUnavailable = new Share.Percent(20),
            },
            Manual("Look at the new servers", "Log in, open the dashboard, place a test order.") with
            {
                Role = "tester",
                EvidenceRequired = true,
            }
        ) with
        {
            Impact = new Impact(ImpactKind.Degraded, "Servers leave the load balancer one batch at a time."),
            Author = "ana",
            Roles = [new PlanRole("lead", "release-manager", default), new PlanRole("tester", "qa", default)],
            Approvals = [new ApprovalRule.ByRole("release-manager", 1)],
            Announcements =
            [
                new(
                    new AnnouncementTrigger.At(
                        new Core.Windows.TimeExpression.Relative("window.start", -14, Duration.Zero)
                    ),
                    ["customers"],
                    "planned",
                    default
                ),
            ],
        };

    private static IEnumerable<string> CodesOf(Plan plan) =>
        Lint.Check(plan, Production, Connectors).Select(finding => finding.Code);
}
