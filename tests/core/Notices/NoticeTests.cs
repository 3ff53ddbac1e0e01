using System.Runtime.CompilerServices;
using Lull.Core.Maintenances;
using Lull.Core.Notices;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Tests.Findings;
using Lull.Core.Tests.Maintenances;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Notices;

/// <summary>What notices say. <c>LULL_ACCEPT=1</c> rewrites the golden files.</summary>
public sealed class NoticeTests
{
    [Fact]
    public void A_notice_of_a_rolling_release_has_its_seven_fields() =>
        Says(
            Plan(
                new Step.Announce(["customers"], "started") { Title = "Tell interested parties" },
                Rolling(
                    "web",
                    Run("backup") with
                    {
                        Title = "Back up the configuration",
                    },
                    Run("deploy {host}") with
                    {
                        Title = "Deploy the new revision to {host}",
                        Undo = [Run("restore") with { Title = "Restore the backup" }],
                    },
                    Get("{url}/health") with
                    {
                        Title = "Test it",
                    }
                ) with
                {
                    Title = "Deploy to {host}",
                    With = [Silence, Drain],
                    Batches = [new Share.Count(1), new Share.Count(2)],
                    Pause = Minutes(5),
                },
                Manual("Leave it out") with
                {
                    NotDoing = "Not this time.",
                }
            ) with
            {
                Impact = new Impact(ImpactKind.Degraded, "Medium; servers leave the pool one after the other."),
            }
        );

    [Fact]
    public void A_notice_of_work_in_maintenance_mode_tells_the_plan_s_own_roll_back() =>
        Says(
            Plan(
                InOrder(
                    Manual("Back up its configuration"),
                    Manual("Apply the patches") with
                    {
                        On = Hosts("web1", "web2"),
                    }
                ) with
                {
                    Title = "Mail system",
                    With = [Page],
                }
            ) with
            {
                Impact = new Impact(ImpactKind.Outage, "The mail system is not available."),
                Rollback = new Rollback.Block([Manual("Restore the backup"), Manual("Test it")]),
            }
        );

    [Theory]
    [InlineData("{from} to {until}", "1400 MST to 1500 MST")]
    [InlineData("{date}, {duration}", "Thursday 3 December 2026, 00:01:00")]
    public void Times_have_four_digits_and_the_zone_and_lengths_are_computed(string text, string said) =>
        Text(Told.Planned(Plan(Manual("Look"))), text).ShouldBe(said);

    [Fact]
    public void A_roll_back_that_there_is_none_of_says_why() =>
        Text(
                Told.Planned(
                    Plan(Manual("Look")) with
                    {
                        Rollback = new Rollback.None("Updates cannot be taken back."),
                    }
                ),
                "{rollback}"
            )
            .ShouldBe("None: Updates cannot be taken back.");

    [Fact]
    public void The_last_message_counts_items_and_steps_by_how_they_ended()
    {
        Told told = Told.Started(
            Plan(
                Manual("Patch") with
                {
                    Item = "apps",
                },
                Manual("Move it") with
                {
                    Item = "sftp",
                },
                Manual("Look") with
                {
                    OnFailure = OnFailure.Continue,
                }
            ) with
            {
                Items =
                [
                    new Item { Id = "apps", Title = "App servers" },
                    new Item
                    {
                        Id = "sftp",
                        Title = "SFTP",
                        State = ItemState.NotDoing,
                        Because = "Retired.",
                    },
                ],
            }
        );
        told.Ticks("Patch");
        told.Ticks("Look", succeeded: false);

        Text(told, "finished")
            .ShouldBe(
                """
                Done: Roll out engine 4.2.
                Items: 1 done, 1 not doing, 0 open. Steps: 1 done, 1 left out, 1 failed.
                Journal 7990d6a472f1
                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void A_message_in_a_block_names_the_hosts_that_the_block_is_about()
    {
        Told told = Told.Started(
            InOrder(
                new Step.Announce(["dailyops"], "{hosts} are out of the pool '{site}'.") { Title = "Tell the team" },
                Run("patch")
            ) with
            {
                Title = "Wave 1",
                On = Hosts("web1", "web2"),
                With = [Drain],
            }
        );
        told.GoesWell(until: "Step Tell dailyops over chat.post");
        Node delivery = told.Leaf("Tell dailyops over chat.post");

        told.UnderWay.ShouldBe(["Step Tell dailyops over chat.post"]);
        Text(told, delivery.Text).ShouldBe("web1, web2 are out of the pool 'lab'.");
        told.Says(new Input.TakeOver(2));
        told.Request("Step Tell dailyops over chat.post").Mode.ShouldBe(EffectMode.Observe);
        told.IsSeen("Step Tell dailyops over chat.post", new Actions.Observation.Done("", Actions.Evidence.None));

        told.GoesWell().ShouldNotContain("Step Tell dailyops over chat.post");
    }

    [Fact]
    public void What_came_of_it_is_told_with_items_and_steps_counted_and_where_the_report_is()
    {
        Told told = Told.Started(
            Plan(Manual("Patch") with { Item = "web" }, Manual("Test")) with
            {
                Items =
                [
                    new Item { Id = "web", Title = "Web servers" },
                    new Item
                    {
                        Id = "dns",
                        Title = "DNS machines",
                        State = ItemState.NotDoing,
                        Because = "Gone.",
                    },
                ],
            }
        );
        told.Ticks("Patch");
        told.Ticks("Test");

        Text(told, "{outcome}. {results} Report: {report}")
            .ShouldBe(
                "Done. Items: 1 done, 1 not doing, 0 open. Steps: 2 done, 0 left out, 0 failed. "
                    + "Report: https://lull.example.org/maintenances/m-abcdefgh/report"
            );
    }

    [Fact]
    public void The_last_message_counts_what_was_undone_and_what_never_came()
    {
        Told told = Told.Started(
            Run("deploy") with
            {
                On = Hosts("db-main"),
                Undo = [Run("restore")],
            },
            Manual("Test"),
            Manual("Tell the shop")
        );
        told.GoesWell();
        told.RollsBack();
        told.GoesWell();

        Text(told, "{results}").ShouldBe("Steps: 0 done, 0 left out, 0 failed, 1 undone, 2 not done.");
    }

    [Fact]
    public void What_could_not_be_put_back_or_closed_is_not_told_to_be()
    {
        Told told = Told.Started(
            Run("deploy") with
            {
                On = Hosts("db-main"),
                Undo = [Manual("Restore")],
                With = [Page],
            }
        );
        told.GoesWell(until: "Close edge.page Back soon");
        told.RollsBack();
        Text(told, "rolled-back").ShouldBe("Rolled back: Roll out engine 4.2. What was changed is as it was before.");
        told.GoesWell();
        told.Ticks("Restore", succeeded: false);
        told.Answers(Choice.Leave);
        told.Fails("Close edge.page Back soon");
        told.Says(new Input.Disown("ana", told.State.OwedBrackets.Single(), "I do it by hand."));

        Text(told, "rolled-back")
            .ShouldBe("Rolled back: Roll out engine 4.2. Not all of it could be put back; people see to the rest.");
        Text(told, "aborted")
            .ShouldBe(
                "Stopped: Roll out engine 4.2. Not everything that was opened for it is closed; people see to the rest."
            );
        Text(told, "finished")
            .ShouldStartWith("Rolled back: Roll out engine 4.2. Something of it still needs work; people see to it.\n");
    }

    private static string Text(Told told, string message) =>
        Notice.Text(
            told.State,
            new ProcedureDelivery(
                null,
                null,
                "customers",
                Call("chat.post"),
                message,
                Actions.RepeatClass.Keyed,
                default
            ),
            new NoticeFacts("7990d6a472f1", "https://lull.example.org/maintenances/m-abcdefgh/report")
        );

    private static void Says(Plan plan, [CallerMemberName] string name = "", [CallerFilePath] string here = "") =>
        Accepted.CheckFile(
            Path.Combine(Path.GetDirectoryName(here)!, "Golden", name + ".txt"),
            Text(Told.Planned(plan), "notice") + "\n"
        );
}
