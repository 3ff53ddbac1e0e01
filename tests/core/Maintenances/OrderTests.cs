using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Tests.Procedures;
using Lull.Core.Windows;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What waits for what, told as maintenances of people and machines.</summary>
public sealed class OrderTests
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    [Fact]
    public void Nothing_of_a_section_starts_before_its_time_and_all_of_it_starts_then()
    {
        Told told = Told.Started(
            Beside(Look("apps"), Look("proxies"), Manual("Move the balancer")) with
            {
                Title = "Everything else",
                NotBefore = From(20),
            }
        );

        told.Passes(Minutes(20) - Second);
        told.UnderWay.ShouldBeEmpty();
        told.StatusOf("Move the balancer").ShouldBe(NodeStatus.Pending);
        told.Passes(Second);

        told.UnderWay.ShouldBe(["Step apps", "Step proxies"]);
        told.StatusOf("Move the balancer").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void A_wave_waits_for_the_tests_of_the_one_before_it_whatever_the_clock_says()
    {
        Told told = Told.Started(
            Wave("Wave 1", "web1", "web2") with
            {
                Id = "wave-1",
            },
            Manual("Smoke tests") with
            {
                Id = "smoke",
                Role = "qa",
            },
            Wave("Wave 2", "web3", "web4") with
            {
                NotBefore = From(30),
                After = [After("wave-1"), After("smoke")],
            }
        );
        told.GoesWell();

        told.Ticks("Smoke tests", succeeded: false, by: "chitra");
        told.Passes(Minutes(31));

        told.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        told.UnderWay.ShouldBeEmpty();
        told.Answers(Choice.Retry);
        told.Ticks("Smoke tests", by: "chitra");
        told.GoesWell()[..2].ShouldBe(["Look edge.drain web3", "Look edge.drain web4"]);
    }

    [Fact]
    public void A_server_is_watched_after_its_return_and_what_is_odd_there_keeps_the_next_one_as_it_is()
    {
        Told told = Told.Started(
            Rolling(
                "web",
                InOrder(Run("patch") with { Title = "Patch" }) with
                {
                    Title = "Out of the pool",
                    With = [Drain],
                },
                Manual("Watch {host} for ten minutes") with
                {
                    Role = "qa",
                }
            ) with
            {
                Title = "Servers",
                Over = Hosts("web1", "web2"),
            }
        );
        told.GoesWell()
            .ShouldBe(["Look edge.drain web1", "Open edge.drain web1", "Step Patch on web1", "Close edge.drain web1"]);

        told.Ticks("Watch web1 for ten minutes", succeeded: false, by: "chitra");

        told.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        told.UnderWay.ShouldBeEmpty();
        told.StatusOf("Patch", "web2").ShouldBe(NodeStatus.Pending);
    }

    [Fact]
    public void The_second_of_two_servers_waits_while_somebody_decides_about_the_first()
    {
        Told told = Told.Started(Wave("SFTP", "web1", "web2") with { Batches = [] });
        told.GoesWell(until: "Step Patch on web1");

        told.Fails("Step Patch on web1");

        told.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        told.UnderWay.ShouldBeEmpty();
        MaintenanceView
            .Of(told.State, told.Now)
            .Hosts.Select(host => (host.Name, host.IsOut))
            .ShouldBe([("web1", true), ("web2", false)]);
    }

    [Fact]
    public void A_track_goes_on_when_one_beside_it_fails()
    {
        Told told = Told.Started(
            Beside(
                InOrder(Look("Patch the app servers"), Look("Look at them")) with
                {
                    Title = "App servers",
                },
                InOrder(Look("Uninstall the chat bot"), Look("Install the chat bot")) with
                {
                    Title = "Chat bot",
                    Notes = "Does not depend on the app servers.",
                }
            )
        );

        told.Fails("Step Uninstall the chat bot");

        told.GoesWell().ShouldBe(["Step Patch the app servers", "Step Look at them"]);
        told.StatusOf("Install the chat bot").ShouldBe(NodeStatus.Pending);
        told.Question.Subject.ShouldBe(told.Leaf("Uninstall the chat bot").Number);
    }

    [Fact]
    public void Tests_of_the_whole_begin_when_every_item_is_settled_also_those_that_are_not_done()
    {
        string[] items = [.. Enumerable.Range(1, 22).Select(number => $"item-{number}")];
        Told told = Told.Started(
            Plan() with
            {
                Items =
                [
                    .. items.Select(item => new Item
                    {
                        Id = item,
                        Title = item,
                        State = item == "item-22" ? ItemState.NotDoing : ItemState.Open,
                        Because = "Waits for June.",
                    }),
                ],
                Phases =
                [
                    new Phase
                    {
                        Kind = PhaseKind.Change,
                        Steps = [Beside([.. items.Select(item => Manual($"Do {item}") with { Item = item })])],
                    },
                    new Phase { Kind = PhaseKind.Verify, Steps = [Manual("Smoke tests after all changes")] },
                ],
            }
        );
        foreach (string item in items[..20])
        {
            told.Ticks($"Do {item}");
        }

        told.StatusOf("Smoke tests after all changes").ShouldBe(NodeStatus.Pending);
        told.Says(new Input.Skip("ana", told.Leaf("Do item-21").Number, "The vendor is late."));

        items.Select(told.ItemOf).ShouldBeSubsetOf([ItemState.Done, ItemState.NotDoing]);
        told.StatusOf("Smoke tests after all changes").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void Regression_does_not_begin_when_the_tests_before_it_failed()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Verify, Steps = [Manual("Smoke tests"), Manual("Full regression")] },
                ],
            }
        );

        told.Ticks("Smoke tests", succeeded: false);
        told.StatusOf("Full regression").ShouldBe(NodeStatus.Pending);
        told.Answers(Choice.Retry);
        told.Ticks("Smoke tests");

        told.StatusOf("Full regression").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void What_comes_after_the_change_may_outlast_the_window_when_its_phase_says_so()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Patch")] },
                    new Phase
                    {
                        Kind = PhaseKind.Finish,
                        Until = From(240),
                        Steps = [Manual("Full regression") with { Estimate = Estimate.Of(Minutes(60)) }],
                    },
                ],
            }
        );
        told.Passes(Minutes(50));
        told.Ticks("Patch");
        told.Passes(Minutes(55));

        told.State.Questions.ShouldBeEmpty();
        told.Ticks("Full regression");
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void The_change_does_not_begin_while_something_of_the_preparation_is_open()
    {
        Told told = Told.Started(
            Plan() with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Prepare, Steps = [Look("The document is on the portal")] },
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Deploy")] },
                ],
            }
        );

        told.Fails("Step The document is on the portal");
        told.Question.Kind.ShouldBe(QuestionKind.StepFailed);
        told.StatusOf("Deploy").ShouldBe(NodeStatus.Pending);
        told.Answers(Choice.Retry);
        told.GoesWell();

        told.StatusOf("Deploy").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void A_plan_of_weeks_opens_at_its_kick_off_and_closes_with_its_last_notice()
    {
        Told told = Told.StartedAhead(
            Duration.FromDays(46),
            Plan() with
            {
                Phases =
                [
                    new Phase
                    {
                        Kind = PhaseKind.Prepare,
                        From = new TimeExpression.Relative("window.start", -45, Duration.Zero),
                        Steps = [Manual("Tell the cloud team") with { Role = "qa" }, Manual("Prepare the board")],
                    },
                    new Phase { Kind = PhaseKind.Change, Steps = [Manual("Deploy")] },
                ],
                Announcements = [Telling(LifeMoment.Closed, "finished")],
            }
        );

        told.StatusOf("Tell the cloud team").ShouldBe(NodeStatus.Pending);
        told.Passes(Duration.FromDays(1));
        told.Ticks("Tell the cloud team", by: "chitra");
        told.Passes(Duration.FromDays(30));
        told.Ticks("Prepare the board");
        told.StatusOf("Deploy").ShouldBe(NodeStatus.Pending);
        told.Passes(Duration.FromDays(15));
        told.Ticks("Deploy");

        told.State.Stage.ShouldBe(Stage.Concluding);
        told.GoesWell().ShouldBe(["Announce 0"]);
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void An_item_on_one_host_is_remediated_before_it_is_patched_each_under_its_ticket()
    {
        Told told = Told.Started(
            Plan(
                InOrder(
                    Run("remediate") with
                    {
                        Title = "Remediate",
                        Tickets = [new Ticket("OPS-2252", default)],
                    },
                    Run("patch") with
                    {
                        Title = "Patch",
                        Tickets = [new Ticket("INF-152", default)],
                    }
                ) with
                {
                    Item = "ledger",
                    On = Hosts("db-main"),
                    Title = "Ledger database",
                }
            ) with
            {
                Items =
                [
                    new Item
                    {
                        Id = "ledger",
                        Title = "Ledger database",
                        Tickets = [new Ticket("OPS-2252", default), new Ticket("INF-152", default)],
                    },
                ],
            }
        );

        told.ItemOf("ledger").ShouldBe(ItemState.Doing);
        told.Leaf("Remediate").Tickets.ShouldBe(["OPS-2252"]);
        told.GoesWell().ShouldBe(["Step Remediate on db-main", "Step Patch on db-main"]);
        told.ItemOf("ledger").ShouldBe(ItemState.Done);
    }

    [Fact]
    public void The_second_half_of_a_pool_waits_until_enough_of_the_first_is_back()
    {
        Told told = Told.Started(Beside(Wave("Wave 1", "web1", "web2"), Wave("Wave 2", "web3", "web4")));

        told.UnderWay.ShouldBe(["Look edge.drain web1", "Look edge.drain web2"]);
        told.Reports("Look edge.drain web1", "Open edge.drain web1", "Step Patch on web1", "Close edge.drain web1");

        told.UnderWay.ShouldBe(["Look edge.drain web2", "Look edge.drain web3"]);
    }

    [Fact]
    public void A_check_that_fails_keeps_its_own_host_out_and_asks_and_the_others_return()
    {
        Told told = Told.Started(
            Plan(
                Rolling("web", Get("http://shop-web{n}.example/crm") with { Title = "Load the page" }) with
                {
                    With = [Drain],
                    Batches = [new Share.Count(5)],
                }
            ),
            Lab with
            {
                Pools = [],
            }
        );
        told.Procedure.Nodes.Where(node => node.Kind == NodeKind.Check)
            .Select(node => node.Call!.Arguments.TextOf("url"))
            .ShouldBe(Enumerable.Range(1, 5).Select(n => $"http://shop-web{n}.example/crm"));
        for (int n = 1; n <= 5; n++)
        {
            told.Reports($"Look edge.drain web{n}", $"Open edge.drain web{n}");
        }

        told.Fails("Step Load the page on web3");
        told.GoesWell();

        told.Question.Text.ShouldStartWith("'Load the page' on web3: it failed");
        told.State.OwedBrackets.Select(number => told.Procedure.Brackets[number].Title).ShouldBe(["edge.drain web3"]);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(20, true)]
    public void A_second_try_that_would_be_over_too_late_is_asked_about_before_it_begins(int failsAfter, bool isAsked)
    {
        Told told = Told.Started(
            Run("install-updates") with
            {
                Title = "Install the updates",
                On = Hosts("db-main"),
                Estimate = new Estimate(Minutes(25), Minutes(25), Minutes(25)),
                Due = From(40),
            }
        );
        told.Passes(Minutes(failsAfter));
        told.Fails("Step Install the updates on db-main");

        told.Answers(Choice.Retry);

        told.UnderWay.Length.ShouldBe(isAsked ? 0 : 1);
        told.State.Questions.Select(question => question.Kind).ShouldBe(isAsked ? [QuestionKind.DoesNotFit] : []);
    }

    [Fact]
    public void A_wait_is_over_when_what_it_waits_for_holds()
    {
        Told told = Told.Started(
            new Step.Wait(Minutes(10), Call("http.get", ("url", "http://links.example/stable")))
            {
                Title = "Let the network settle",
            },
            Manual("Ping the gateway")
        );

        told.Leaf("Let the network settle").PassesAtTheEnd.ShouldBeTrue();
        told.Passes(Minutes(2));
        told.Reports("Step Let the network settle");

        told.StatusOf("Ping the gateway").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void Of_checks_on_many_hosts_in_both_directions_the_one_that_fails_is_named()
    {
        Told told = Told.Started(
            Get("ping gateway from {host}") with
            {
                Title = "Ping the gateway",
                On = Hosts("web"),
            },
            Get("ping {host} from gateway") with
            {
                Title = "Ping from the gateway",
                On = Hosts("web"),
            },
            Manual("Say that all is well")
        );

        told.Fails("Step Ping the gateway on web4");
        told.GoesWell();

        told.Question.Text.ShouldStartWith("'Ping the gateway' on web4: it failed");
        told.StatusOf("Ping from the gateway", "web1").ShouldBe(NodeStatus.Pending);
        told.Answers(Choice.Retry);
        told.GoesWell().Length.ShouldBe(6);
        told.StatusOf("Say that all is well").ShouldBe(NodeStatus.Running);
    }

    [Fact]
    public void What_no_longer_holds_right_before_a_deletion_spares_that_one_alone()
    {
        Told told = Told.Started(
            new Step.Approval("cab", 1) { Title = "Delete them now" },
            Rolling(
                "web",
                Get("http://{host}.example/backends") with
                {
                    Title = "It still has no backend",
                    OnFailure = OnFailure.Stop,
                },
                Run("delete") with
                {
                    Title = "Delete it",
                }
            ) with
            {
                Tolerate = new Share.Percent(100),
            }
        );
        told.UnderWay.ShouldBeEmpty();
        told.Says(new Input.ApproveStep("ben", told.Leaf("Delete them now").Number));
        told.GoesWell(until: "Step It still has no backend on web2");

        told.Fails("Step It still has no backend on web2");

        told.GoesWell().Count(done => done.StartsWith("Step Delete", StringComparison.Ordinal)).ShouldBe(3);
        told.State.WasAttempted(told.Leaf("Delete it", "web2").Number).ShouldBeFalse();
        told.StatusOf("It still has no backend", "web2").ShouldBe(NodeStatus.Failed);
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_text_is_written_then_approved_and_only_then_sent()
    {
        Told told = Told.Started(
            Manual("Write the text"),
            new Step.Approval("cab", 1) { Title = "The text is approved" },
            new Step.Announce(["customers"], "planned") { Title = "Send it" }
        );
        told.Ticks("Write the text");

        told.UnderWay.ShouldBeEmpty();
        told.Says(new Input.ApproveStep("ben", told.Leaf("The text is approved").Number));

        told.UnderWay.ShouldAllBe(what => what.StartsWith("Step Tell customers", StringComparison.Ordinal));
        told.UnderWay.Length.ShouldBe(2);
    }

    [Fact]
    public void Two_roles_must_approve_and_nobody_approves_in_both()
    {
        Plan plan = Plan(Manual("Run the pipeline")) with
        {
            Author = "chitra",
            Approvals = [new ApprovalRule.ByRole("release-manager", 1), new ApprovalRule.ByRole("cab", 1)],
        };
        Told told = Told.Planned(plan);
        told.Says(new Input.Propose("chitra"));
        told.Says(new Input.Approve("ana", "release-manager", plan.Revision));

        told.Refusal(new Input.Approve("ana", "cab", plan.Revision))
            .ShouldBe("ana has approved already; nobody's approval counts twice.");
        told.Refusal(new Input.Start("ana")).ShouldBe("Still missing: 1 approval(s) by cab.");
        told.Says(new Input.Approve("ben", "cab", plan.Revision));

        told.State.Approvals.ShouldBe([("release-manager", "ana"), ("cab", "ben")]);
        told.Says(new Input.Start("ana"));
    }

    [Fact]
    public void Without_a_rehearsal_of_this_revision_nothing_starts()
    {
        Told told = Told.Planned(Plan(Manual("Deploy")) with { Approvals = [new ApprovalRule.Rehearsal("staging")] });
        told.Says(new Input.Propose("ana"));

        told.Refusal(new Input.Start("ana")).ShouldBe("Still missing: a rehearsal of this revision on 'staging'.");
        told.Says(new Input.RehearsalFound("staging", "m-abcdefgh"));
        Machine
            .Decide(told.State, new Input.RehearsalFound("staging", "m-abcdefgh"), told.State.LastAt)
            .ShouldBeOfType<Decision.Accepted>()
            .Events.ShouldBeEmpty();

        told.Says(new Input.Start("ana"));
        told.State.Stage.ShouldBe(Stage.InProgress);
    }

    [Fact]
    public void Whoever_holds_a_role_that_month_does_all_of_its_steps()
    {
        Plan plan = Plan(
            Manual("Start patching") with
            {
                Role = "patching",
            },
            Manual("Smoke tests") with
            {
                Role = "patching",
            }
        ) with
        {
            Roles = [new PlanRole("patching", "qa", default)],
        };
        Site june = Lab with
        {
            People =
            [
                .. Lab.People.Where(person => person.Id != "chitra"),
                new Person("dev", "Dev Patel", ["qa"], "Asia/Kolkata", default),
            ],
        };

        foreach ((Site site, string holder, string other) in new[] { (Lab, "chitra", "dev"), (june, "dev", "chitra") })
        {
            Told told = Told.Started(plan, site);
            foreach (string title in (string[])["Start patching", "Smoke tests"])
            {
                told.Refusal(new Input.Tick(other, told.Leaf(title).Number, Succeeded: true, ""))
                    .ShouldBe($"'{title}' is for patching.");
                told.Ticks(title, by: holder);
            }

            told.State.Stage.ShouldBe(Stage.Closed);
        }
    }

    private static Announcement Telling(LifeMoment moment, string message) =>
        new(new AnnouncementTrigger.When(moment), ["dailyops"], message, default);

    private static TimeExpression.Relative From(int minutes) =>
        new TimeExpression.Relative("window.start", 0, Minutes(minutes));

    private static Step.Check Look(string title) => Get("http://shop.example") with { Title = title };

    /// <summary>These hosts at once, drained.</summary>
    private static Step.Rolling Wave(string title, params string[] hosts) =>
        Rolling(hosts[0], Run("patch") with { Title = "Patch" }) with
        {
            Title = title,
            Over = Hosts(hosts),
            Batches = [new Share.Count(hosts.Length)],
            With = [Drain],
        };
}
