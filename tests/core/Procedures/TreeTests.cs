using System.Runtime.CompilerServices;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Tests.Findings;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Procedures;

/// <summary>Whole trees, as a reviewer sees them. <c>LULL_ACCEPT=1</c> rewrites the golden files.</summary>
public sealed class TreeTests
{
    [Fact]
    public void A_canary_rollout_is_written_out_batch_by_batch() =>
        Renders(
            Plan(
                Rolling(
                    "web",
                    Run("backup-config") with
                    {
                        Title = "Back up the configuration",
                        Makes = "backup",
                    },
                    Run("deploy engine 4.2 {n}") with
                    {
                        Title = "Deploy the new revision",
                        Estimate = Estimate.Of(Minutes(3)),
                        Undo = [Run("restore {backup}")],
                    },
                    Get("{url}/health") with
                    {
                        Title = "Sanity check",
                    }
                ) with
                {
                    Title = "Deploy to {host}",
                    Batches = [new Share.Count(1), new Share.Percent(40)],
                    MaxUnavailable = new Share.Percent(20),
                    Pause = Minutes(5),
                    With = [Silence, Drain, Page],
                },
                Manual("Look at the new servers", "Open {edge.url}, place a test order.") with
                {
                    Role = "qa",
                    EvidenceRequired = true,
                }
            )
        );

    [Fact]
    public void Steps_of_a_block_with_hosts_are_done_once_for_each_host_that_they_mention() =>
        Renders(
            Plan(
                InOrder(
                    Manual("Tell the team"),
                    Run("uptime"),
                    Get("{url}/health") with
                    {
                        Undo = [Run("restart")],
                    },
                    Get("{edge.url}")
                ) with
                {
                    Title = "Look at {host}",
                    On = Hosts("web1", "db-main"),
                    AtOnce = 1,
                    With = [Drain, Page with { CloseOrder = 1 }, Silence with { On = Hosts("web5") }],
                },
                Manual("Sit beside it") with
                {
                    On = Hosts("db-main"),
                }
            )
        );

    [Fact]
    public void Tracks_wait_for_each_other_and_announcements_reach_every_channel() =>
        Renders(
            Plan(
                Beside(
                    InOrder(Manual("One") with { Id = "one" }, Manual("Three") with { After = [After("two")] }) with
                    {
                        Title = "Left",
                    },
                    Manual("Two") with
                    {
                        Id = "two",
                        After = [After("one")],
                        Estimate = Estimate.Of(Minutes(20)),
                    }
                ) with
                {
                    Title = "Both sides",
                },
                new Step.Announce(["customers", "dailyops"], "half-time") { Title = "Say so" },
                new Step.Approval("cab", 2),
                new Step.Wait(Minutes(3), Until: null),
                new Step.Wait(Minutes(30), Call("http.get", ("url", "{edge.url}/ready")))
                {
                    Title = "Wait for the cache",
                },
                Manual("Not this time") with
                {
                    NotDoing = "The vendor is late.",
                    With = [Page],
                }
            )
        );

    [Fact]
    public void A_roll_back_of_its_own_stands_beside_the_phases() =>
        Renders(
            Plan(Manual("Freeze"), Manual("Switch")) with
            {
                Rollback = new Rollback.Block([
                    Manual("Switch back"),
                    Run("restart") with
                    {
                        On = Hosts("web1", "web2"),
                    },
                ]),
            }
        );

    private static void Renders(Plan plan, [CallerMemberName] string name = "", [CallerFilePath] string here = "") =>
        Accepted.CheckFile(
            Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".txt"),
            ProcedureText.Render(Compiled(plan))
        );
}
