using Lull.Core.Maintenances;
using Lull.Core.Notices;
using Lull.Core.Plans;
using Lull.Core.Tests.Procedures;
using Lull.Core.Windows;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>Who is told what, when, and what happens when a channel is down.</summary>
public sealed class AnnouncementTests
{
    [Fact]
    public void When_one_of_three_channels_is_down_the_others_are_told_and_the_work_goes_on()
    {
        Told told = Told.Started(
            Plan(Rolling("web", Run("patch") with { Title = "Patch" })) with
            {
                Announcements =
                [
                    new(
                        new AnnouncementTrigger.When(LifeMoment.Started),
                        ["customers", "dailyops"],
                        "started",
                        default
                    ),
                ],
            }
        );

        told.Reports("Announce 0", "Announce 2");
        foreach (int pause in (int[])[5, 10, 20, 40])
        {
            told.Fails("Announce 1");
            told.Passes(Duration.FromSeconds(pause));
        }

        told.Fails("Announce 1");

        told.Question.Kind.ShouldBe(QuestionKind.NotDelivered);
        told.Question.Text.ShouldStartWith("The announcement to customers over chat.post could not be delivered.");
        MaintenanceView
            .Of(told.State, told.Now)
            .Deliveries.Select(delivery => delivery.Status)
            .ShouldBe([DeliveryStatus.Sent, DeliveryStatus.Waiting, DeliveryStatus.Sent]);
        told.GoesWell().ShouldContain("Step Patch on web5");
    }

    [Fact]
    public void Interested_parties_are_told_once_before_the_first_server_leaves_its_pool()
    {
        Told told = Told.Started(
            new Step.Announce(["customers", "dailyops"], "started") { Title = "Deployment commences" },
            Rolling("web", Run("deploy")) with
            {
                With = [Drain],
            }
        );

        string[] done = told.GoesWell();

        done[..3].ShouldAllBe(what => what.StartsWith("Step Tell ", StringComparison.Ordinal));
        done[3].ShouldBe("Look edge.drain web1");
        done[3..].ShouldAllBe(what => !what.StartsWith("Step Tell ", StringComparison.Ordinal));
    }

    [Fact]
    public void That_it_is_deployed_is_told_when_it_is_verified()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Deploy")] },
                    new Phase { Kind = PhaseKind.Verify, Steps = [Manual("Open one page of each service")] },
                ],
                Announcements =
                [
                    new(new AnnouncementTrigger.When(LifeMoment.Deployed), ["dailyops"], "deployed", default),
                ],
            }
        );
        told.Ticks("Deploy");

        told.UnderWay.ShouldBeEmpty();
        told.Ticks("Open one page of each service");

        told.UnderWay.ShouldBe(["Announce 0"]);
    }

    [Fact]
    public void A_hand_over_that_nobody_acknowledges_is_told_to_others_and_still_holds_the_next_step()
    {
        Told told = Told.Started(
            Plan(
                Manual("Follow up with the owner of the jobs") with
                {
                    Role = "qa",
                    Timeout = Minutes(15),
                },
                Manual("Go on")
            ) with
            {
                Announcements =
                [
                    new(new AnnouncementTrigger.When(LifeMoment.Overdue), ["dailyops"], "overdue", default),
                ],
            }
        );

        told.Passes(Minutes(15) - Duration.FromSeconds(1));
        told.UnderWay.ShouldBeEmpty();
        told.Passes(Duration.FromSeconds(1));

        told.UnderWay.ShouldBe(["Announce 0"]);
        Notice
            .Text(told.State, told.Procedure.Deliveries[0], new NoticeFacts("", ""))
            .ShouldBe("Overdue in Roll out engine 4.2: 'Follow up with the owner of the jobs' (for qa).");
        told.GoesWell();
        told.StatusOf("Go on").ShouldBe(NodeStatus.Pending);
        told.Ticks("Follow up with the owner of the jobs", by: "chitra");
        told.StatusOf("Go on").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void A_document_that_is_not_there_when_it_is_due_is_asked_for()
    {
        Told told = Told.StartedAhead(
            Duration.FromDays(10),
            Plan(Manual("Deploy")) with
            {
                Phases =
                [
                    new Phase
                    {
                        Kind = PhaseKind.Prepare,
                        Steps =
                        [
                            Manual("Attach the test document") with
                            {
                                Role = "qa",
                                EvidenceRequired = true,
                                Due = new TimeExpression.Relative("window.start", -1, Duration.Zero),
                            },
                        ],
                    },
                ],
                Announcements =
                [
                    new(new AnnouncementTrigger.When(LifeMoment.Overdue), ["dailyops"], "overdue", default),
                ],
            }
        );

        told.Passes(Duration.FromDays(9));

        told.State.IsOverdue(told.Leaf("Attach the test document").Number).ShouldBeTrue();
        told.UnderWay.ShouldBe(["Announce 0"]);
    }
}
