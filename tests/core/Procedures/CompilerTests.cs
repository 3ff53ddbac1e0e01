using System.Diagnostics;
using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Procedures;

/// <summary>Single rules of compilation that the golden trees do not show.</summary>
public sealed class CompilerTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{host} is number {n} at {address}", "web3 is number 3 at 10.0.0.3")]
    [InlineData("{{host}} stays", "{host} stays")]
    [InlineData("""{"a":{"b":"{host}"}}""", """{"a":{"b":"web3"}}""")]
    [InlineData("echo ${HOME} {host}", "echo ${HOME} web3")]
    [InlineData("awk '{print $1}' {", "awk '{print $1}' {")]
    [InlineData("{edge.url}/x", "http://edge.example/x")]
    [InlineData("restore {backup}", "restore {backup}")]
    public void Templates_are_filled_in(string written, string filled)
    {
        Procedure procedure = Compiled(
            Plan(
                Run("back-up") with
                {
                    On = Hosts("web3"),
                    Makes = "backup",
                },
                Run(written) with
                {
                    On = Hosts("web3"),
                    Id = "it",
                }
            )
        );
        procedure.At("change/it/web3").Call!.Arguments.TextOf("command").ShouldBe(filled);
    }

    [Theory]
    [InlineData("web12", "12")]
    [InlineData("shop-web03", "3")]
    [InlineData("rack00", "0")]
    [InlineData("db-main", "1")]
    public void The_number_of_a_host_is_the_end_of_its_name_or_its_place(string host, string number)
    {
        Site site = Lab with { Hosts = [new Host(host, [], default)], Groups = [], Pools = [] };
        Compiled(Plan(Manual("Number {n}") with { On = Hosts(host), Id = "it" }), site)
            .At("change/it/" + host)
            .Title.ShouldBe("Number " + number);
    }

    [Theory]
    [InlineData("", "1 1 1 1 1")]
    [InlineData("1 25%", "1 1 1 1 1")]
    [InlineData("1 50%", "1 2 2")]
    [InlineData("9", "5")]
    [InlineData("0 100%", "1 4")]
    public void Batches_cover_all_hosts_and_the_last_size_repeats(string written, string sizes)
    {
        ValueList<Share> shares =
        [
            .. written
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(share =>
                    share.EndsWith('%')
                        ? (Share)new Share.Percent(int.Parse(share[..^1], null))
                        : new Share.Count(int.Parse(share, null))
                ),
        ];
        Procedure procedure = Compiled(Plan(Rolling("web", Manual("Look")) with { Batches = shares }));
        string.Join(' ', procedure.Nodes.Where(node => node.Kind is NodeKind.Batch).Select(node => node.Children.Count))
            .ShouldBe(sizes);
    }

    [Fact]
    public void Inside_a_host_track_an_id_means_the_same_host_and_outside_it_the_whole_block()
    {
        Procedure procedure = Compiled(
            Plan(
                Rolling("web", Manual("One") with { Id = "one" }, Manual("Two") with { After = [After("one")] }) with
                {
                    Id = "roll",
                    Batches = [new Share.Count(2)],
                },
                Manual("Last") with
                {
                    After = [After("one")],
                }
            )
        );
        procedure.At("change/roll/web4/two").After.ShouldBe([procedure.At("change/roll/web4/one").Number]);
        procedure.At("change/last").After.ShouldBe([procedure.At("change/roll").Number]);
    }

    [Fact]
    public void A_roll_back_of_a_host_stands_inside_its_brackets_and_replaces_the_undos_of_its_steps()
    {
        Procedure procedure = Compiled(
            Plan(
                Rolling("web", Manual("Patch") with { Undo = [Manual("Unpatch")] }) with
                {
                    Id = "roll",
                    With = [Drain],
                    Batches = [new Share.Count(2)],
                    Rollback = [Manual("Put back") with { Estimate = Estimate.Of(Minutes(20)) }],
                }
            )
        );
        Node steps = procedure.At("change/roll/web1/steps");
        procedure.Nodes[steps.Parent].Kind.ShouldBe(NodeKind.Scope);
        procedure.Nodes[steps.Undo].Path.ShouldBe("change/roll/web1/undo");
        steps.Undoing.ShouldBe(Minutes(30), "at worst");
        procedure.At("change/roll/web1/patch").Undoing.ShouldBe(Duration.Zero);
    }

    [Fact]
    public void An_undo_without_a_title_is_called_after_the_step_that_it_undoes()
    {
        Procedure procedure = Compiled(
            Plan(
                Manual("Deploy to {host}") with
                {
                    Id = "deploy",
                    On = Hosts("web1"),
                    Undo = [Run("restore --force")],
                },
                Manual("Switch {n}") with
                {
                    Id = "switch",
                    On = Hosts("web1"),
                    Undo = [Run("one"), Run("two") with { Title = "Switch back" }, Manual("Look"), Run("four")],
                }
            )
        );

        Titles("change/deploy/web1").ShouldBe(["undo of Deploy to web1"]);
        Titles("change/switch/web1")
            .ShouldBe(["undo of Switch 1, 1 of 4", "Switch back", "Look", "undo of Switch 1, 4 of 4"]);

        IEnumerable<string> Titles(string undone) =>
            procedure.Nodes[procedure.At(undone).Undo].Children.Select(child => procedure.Nodes[child].Title);
    }

    [Fact]
    public void What_stands_in_a_block_of_an_undo_is_called_after_the_block_or_the_step_that_is_undone()
    {
        Procedure procedure = Compiled(
            Plan(
                Manual("Deploy") with
                {
                    Id = "deploy",
                    On = Hosts("web1"),
                    Undo = [Run("stop"), Beside(Run("restore --force"), InOrder(Run("one"), Run("two")))],
                },
                Manual("Switch") with
                {
                    Id = "switch",
                    On = Hosts("web1"),
                    Undo = [Beside(Run("restore"), Run("restart")) with { Title = "Put back" }],
                },
                Manual("Roll") with
                {
                    Id = "roll",
                    Undo = [Rolling("web1", Run("restore {host}"))],
                }
            )
        );

        Calls("change/deploy")
            .ShouldBe([
                "undo of Deploy, 1 of 2",
                "undo of Deploy, 2 of 2, 1 of 2",
                "undo of Deploy, 2 of 2, 2 of 2, 1 of 2",
                "undo of Deploy, 2 of 2, 2 of 2, 2 of 2",
            ]);
        Calls("change/switch").ShouldBe(["Put back, 1 of 2", "Put back, 2 of 2"]);
        Calls("change/roll").ShouldBe(["undo of Roll"]);

        IEnumerable<string> Calls(string undone) =>
            procedure
                .Nodes.Where(node =>
                    node.Kind == NodeKind.Action && node.Path.StartsWith($"{undone}/", StringComparison.Ordinal)
                )
                .Select(node => node.Title);
    }

    [Fact]
    public void A_bracket_that_takes_its_hosts_name_is_opened_for_each_host_when_the_plan_leaves_the_name_out()
    {
        var drain = new Bracket(Call("edge.drain", ("wait", "2m")), default);
        Procedure procedure = Compiled(Plan(Rolling("web", Manual("Patch")) with { Id = "roll", With = [drain] }));

        procedure
            .Brackets.Select(each => procedure.Hosts[each.Host].Name)
            .ShouldBe(["web1", "web2", "web3", "web4", "web5"]);
    }

    [Fact]
    public void A_bracket_that_names_its_host_counts_for_that_host()
    {
        var drain = new Bracket(Call("edge.drain", ("server", "web2")), default);
        Procedure procedure = Compiled(Plan(Manual("Patch") with { With = [drain] }));

        procedure.Hosts[procedure.Brackets.ShouldHaveSingleItem().Host].Name.ShouldBe("web2");
    }

    [Fact]
    public void A_bracket_that_names_another_host_counts_for_that_one_also_inside_a_rolling_block()
    {
        var spare = new Bracket(Call("edge.drain", ("server", "web5")), default);
        Procedure procedure = Compiled(Plan(Rolling("web1", Manual("Patch") with { With = [spare] })));

        procedure.Hosts[procedure.Brackets.ShouldHaveSingleItem().Host].Name.ShouldBe("web5");
    }

    [Fact]
    public void Without_a_roll_back_nothing_is_kept_free_for_undoing()
    {
        Procedure procedure = Compiled(
            Plan(Manual("Patch") with { Undo = [Manual("Unpatch")], With = [Page] }) with
            {
                Rollback = new Rollback.None("The vendor says so."),
            }
        );
        procedure.NoRollbackBecause.ShouldBe("The vendor says so.");
        procedure.Nodes.All(node => node.Undoing == Duration.Zero).ShouldBeTrue();
        procedure.Nodes[0].CanUndo.ShouldBeTrue();
    }

    [Fact]
    public void A_step_without_host_in_a_block_with_hosts_is_done_once() =>
        Compiled(Plan(InOrder(Manual("Tell")) with { On = Hosts("web"), Title = "All" }))
            .At("change/all/tell")
            .Kind.ShouldBe(NodeKind.Manual);

    [Fact]
    public void Items_that_are_not_done_leave_out_their_steps_with_their_brackets()
    {
        Procedure procedure = Compiled(
            Plan(
                InOrder(Manual("Patch") with { With = [Page], Undo = [Manual("Unpatch")] }) with
                {
                    Item = "sftp",
                    Title = "SFTP",
                },
                Manual("Look")
            ) with
            {
                Items =
                [
                    new Item { Id = "web", Title = "Web" },
                    new Item
                    {
                        Id = "sftp",
                        Title = "SFTP",
                        State = ItemState.NotDoing,
                        Because = "Retired.",
                        Tickets = [new Ticket("OPS-7", default)],
                    },
                ],
            }
        );
        procedure.At("change/sftp/patch/with").NotDoing.ShouldBe("Retired.");
        procedure
            .At("change/sftp/patch")
            .ShouldSatisfyAllConditions(
                node => node.NotDoing.ShouldBe("Retired."),
                node => node.Undo.ShouldBe(-1),
                node => procedure.Items[1].Leaves.ShouldBe([node.Number])
            );
        procedure.Items[1].Tickets.ShouldBe(["OPS-7"]);
        procedure.Items[0].Leaves.ShouldBeEmpty();
        procedure.At("change").Estimate.Likely.ShouldBe(Minutes(5), "only the second step is done");
    }

    [Fact]
    public void Moments_are_counted_from_the_window_that_is_given()
    {
        Procedure procedure = Compiled(
            Plan(
                InOrder(Manual("Look") with { Due = Start(minutes: 40) }, Manual("Look again")) with
                {
                    Title = "Early",
                    NotBefore = Start(minutes: 10),
                    Due = Start(minutes: 30),
                    With = [Page],
                }
            ) with
            {
                Announcements =
                [
                    new Announcement(new AnnouncementTrigger.At(Start(days: -14)), ["customers"], "planned", default),
                    new Announcement(
                        new AnnouncementTrigger.When(LifeMoment.Closed),
                        ["dailyops"],
                        "finished",
                        default
                    ),
                ],
            }
        );
        procedure.At("change/early/with").NotBefore.ShouldBe(Afternoon.Start + Minutes(10));
        procedure
            .At("change/early/look")
            .Due.ShouldBe(Afternoon.Start + Minutes(30), "the block around it is due earlier");
        procedure.At("change/early/look-again").Due.ShouldBe(Afternoon.Start + Minutes(30));
        procedure
            .Deliveries.Select(each => (each.At, each.When, each.Audience))
            .ShouldBe([
                (Instant.FromUtc(2026, 11, 19, 21, 0), null, "customers"),
                (Instant.FromUtc(2026, 11, 19, 21, 0), null, "customers"),
                (null, LifeMoment.Closed, "dailyops"),
            ]);
    }

    [Fact]
    public void Only_hosts_that_are_touched_are_kept_but_pools_count_all_members_and_round_their_floor_up()
    {
        Procedure procedure = Compiled(Plan(Manual("Look") with { On = Hosts("db-main", "web2") }));
        procedure.Hosts.Select(host => host.Name).ShouldBe(["db-main", "web2"]);
        procedure.Hosts[0].Pools.ShouldBeEmpty();
        procedure.Hosts[1].Pools.ShouldBe([0]);
        procedure.Pools.ShouldBe([new ProcedurePool("shop", 5, 3)]);
        procedure.Connections.ShouldBeEmpty();
    }

    [Fact]
    public void Roles_of_the_plan_and_of_the_site_are_filled_with_people()
    {
        Procedure procedure = Compiled(
            Plan(Manual("Look") with { Role = "tester" }) with
            {
                Roles = [new PlanRole("tester", "qa", default)],
                Approvals = [new ApprovalRule.ByRole("cab", 2), new ApprovalRule.Rehearsal("staging")],
            }
        );
        procedure.Roles.ShouldBe([
            new ProcedureRole("tester", "qa", ["chitra"]) { Zones = ["Asia/Kolkata"] },
            new ProcedureRole("cab", "cab", ["ana", "ben"]) { Zones = ["America/New_York", "Europe/London"] },
        ]);
        procedure.Approvals.ShouldBe([new ProcedureApproval("cab", 2)]);
        procedure.Rehearsals.ShouldBe(["staging"]);
    }

    [Fact]
    public void A_role_that_gets_another_label_keeps_its_people_and_its_steps()
    {
        Procedure before = Compiled(
            Plan(Manual("Look") with { Role = "tester" }) with
            {
                Roles = [new PlanRole("tester", "qa", default)],
            }
        );
        Procedure after = Compiled(
            Plan(Manual("Look") with { Role = "CLOUD QA" }) with
            {
                Roles = [new PlanRole("CLOUD QA", "qa", default)],
            }
        );

        after.Roles.Single().Holders.ShouldBe(before.Roles.Single().Holders);
        after
            .Nodes.Single(node => node.Role == "CLOUD QA")
            .Path.ShouldBe(before.Nodes.Single(node => node.Role == "tester").Path);
    }

    [Fact]
    public void Watches_are_written_out_for_each_host() =>
        Compiled(
            Plan(Manual("Look")) with
            {
                Soak = new Soak
                {
                    For = Duration.FromHours(48),
                    Watches =
                    [
                        new Watch
                        {
                            Title = "{host} answers",
                            Check = Call("http.get", ("url", "{url}/health")),
                            Every = Minutes(1),
                            On = Hosts("web1", "web2"),
                        },
                    ],
                },
            }
        )
            .Soak!.Watches.Select(watch => (watch.Title, watch.Host, watch.Call.Arguments.TextOf("url")))
            .ShouldBe([
                ("web1 answers", 0, "http://10.0.0.1:8080/health"),
                ("web2 answers", 1, "http://10.0.0.2:8080/health"),
            ]);

    [Fact]
    public void Time_outs_and_repeatability_come_from_the_action_unless_the_step_says_otherwise()
    {
        Procedure procedure = Compiled(
            Plan(
                Run("one") with
                {
                    On = Hosts("web1"),
                    Id = "one",
                },
                Run("two") with
                {
                    On = Hosts("web1"),
                    Id = "two",
                    Timeout = Minutes(2),
                },
                Get("{edge.url}") with
                {
                    Id = "three",
                }
            )
        );
        procedure.At("change/one/web1").Timeout.ShouldBe(Minutes(20));
        procedure.At("change/one/web1").Repeat.ShouldBe(RepeatClass.Opaque);
        procedure.At("change/two/web1").Timeout.ShouldBe(Minutes(2));
        procedure.At("change/three").Timeout.ShouldBe(Minutes(2), "a check may take as long as it may take to hold");
    }

    [Fact]
    public void Paths_of_other_steps_and_hosts_stay_when_a_batch_or_a_step_is_added()
    {
        Step.Rolling before = Rolling("web", Manual("One"), Manual("Two")) with { Id = "roll" };
        Step.Rolling after = Rolling("web", Manual("Zero"), Manual("One"), Manual("Two")) with
        {
            Id = "roll",
            Batches = [new Share.Count(3)],
        };
        Leaves(before).Except(Leaves(after), StringComparer.Ordinal).ShouldBeEmpty();

        static IEnumerable<string> Leaves(Step step) =>
            Compiled(Plan(step)).Nodes.Where(node => node.IsLeaf).Select(node => node.Path);
    }

    [Fact]
    public void Paths_stay_unique_when_steps_and_hosts_have_the_names_of_our_own_nodes()
    {
        Site site = Lab with
        {
            Hosts = [new Host("with", [], default), new Host("undo", [], default)],
            Groups = [],
            Pools = [],
        };
        Procedure procedure = Compiled(
            Plan(
                Manual("Same") with
                {
                    On = Hosts("with", "undo"),
                    With = [Page],
                    Undo = [Manual("Undo")],
                },
                InOrder(Manual("Undo"), Manual("Undo"), Manual("undo-2")) with
                {
                    Title = "Same",
                    Undo = [Manual("Undo")],
                },
                Rolling("with", Manual("Steps"), Manual("With")) with
                {
                    Title = "Same",
                    With = [Drain],
                    Rollback = [Manual("Undo")],
                }
            ),
            site
        );
        procedure
            .Nodes.GroupBy(node => node.Path, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .ShouldBeEmpty();
        procedure.At("change/same").Kind.ShouldBe(NodeKind.Parallel);
        procedure.At("change/same-2").Kind.ShouldBe(NodeKind.Sequence);
        procedure.At("change/same-3").Kind.ShouldBe(NodeKind.Rolling);
    }

    [Fact]
    public void A_hundred_thousand_steps_cost_ten_times_as_much_as_ten_thousand()
    {
        var watch = Stopwatch.StartNew();
        long few = MemoryFor(hosts: 200);
        long many = MemoryFor(hosts: 2_000);

        many.ShouldBeLessThan(12 * few);
        watch.Elapsed.ShouldBeLessThan(
            TimeSpan.FromMinutes(2),
            "it takes a second or two, or minutes if it were square in the steps"
        );

        static long MemoryFor(int hosts)
        {
            Site site = Lab with
            {
                Hosts = [.. Enumerable.Range(1, hosts).Select(n => new Host($"app{n}", [], default))],
                Groups = [new HostGroup("app", [.. Enumerable.Range(1, hosts).Select(n => $"app{n}")], default)],
                Pools = [],
            };
            Step[] steps =
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(n =>
                        Run($"part {n} on {{host}}") with
                        {
                            Id = $"s{n}",
                            After = n == 0 ? [] : [After($"s{n - 1}")],
                        }
                    ),
            ];
            Plan plan = Plan(Rolling("app", steps) with { Batches = [new Share.Percent(10)] });
            long before = GC.GetAllocatedBytesForCurrentThread();
            Compiled(plan, site).Nodes.Count(node => node.IsLeaf).ShouldBe(50 * hosts);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static TimeExpression.Relative Start(int days = 0, int minutes = 0) =>
        new TimeExpression.Relative("window.start", days, Minutes(minutes));
}
