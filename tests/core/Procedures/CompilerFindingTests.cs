using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;
using NodaTime.Text;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Procedures;

/// <summary>What the compiler has to say about plans that cannot run on a site, and that it never throws.</summary>
public sealed class CompilerFindingTests
{
    /// <summary>The longest that a plan can say of a step; at its longest it takes half as much again.</summary>
    private static readonly Estimate Decade = Estimate.Of(Duration.FromDays(3_660));

    [Fact]
    public void A_host_that_the_site_lacks_is_named_with_the_one_meant() =>
        Refused(Plan(Rolling("wb1", Manual("Look"))))
            .ShouldBe(["LULL0901: 'wb1' is not a host, group or pool of site 'lab'; did you mean 'web1'?"]);

    [Fact]
    public void A_selection_that_leaves_nobody_is_refused() =>
        Refused(
                Plan(
                    Manual("Look") with
                    {
                        On = new HostSelection(
                            [
                                new HostTerm.Named("web", default),
                                new HostTerm.Except(new HostTerm.Named("web", default)),
                            ],
                            default
                        ),
                    }
                )
            )
            .ShouldBe(["LULL0902: This names no host; name at least one host or a group that has one"]);

    [Fact]
    public void A_slice_past_the_end_of_a_group_is_refused() =>
        Refused(Plan(Manual("Look") with { On = Slice("web", 4, 6, "") }))
            .ShouldBe(["LULL0902: 'web' has no hosts 4 to 6: it has 5; count from 1, the lower number first"]);

    [Fact]
    public void A_range_far_too_long_is_refused_at_once() =>
        Refused(Plan(Manual("Look") with { On = Slice("ic-", 0, int.MaxValue, ".example") }))
            .ShouldBe(["LULL0902: 0 to 2147483647 is no range of hosts; write the lower number first"]);

    [Fact]
    public void Connections_and_actions_must_exist() =>
        Refused(
                Plan(
                    new Step.Action(Call("shel.run")) { Title = "One" },
                    new Step.Action(Call("edge.drin")) { Title = "Two" }
                )
            )
            .ShouldBe([
                "LULL0903: 'shel' is not a connection of site 'lab'; did you mean 'shell'?",
                "LULL0904: 'drin' is not an action of 'edge' (haproxy); did you mean 'drain'?",
            ]);

    [Fact]
    public void A_placeholder_that_nobody_knows_is_named_once_however_many_hosts_there_are() =>
        Refused(Plan(Rolling("web", Run("deploy {hosst}"))))
            .ShouldBe(["LULL0905: Nothing is called '{hosst}' here; did you mean 'host'?"]);

    [Fact]
    public void A_host_placeholder_needs_a_host() =>
        Refused(Plan(Manual("Look at {host}")))
            .ShouldBe([
                "LULL0906: '{host}' asks for a host, and there is none here; "
                    + "name the hosts with 'on:', or put the step into a rolling block",
            ]);

    [Fact]
    public void An_action_that_acts_on_a_host_needs_one() =>
        Refused(Plan(Run("uptime")))
            .ShouldBe([
                "LULL0906: 'shell.run' needs a host, and there is none here; "
                    + "name the hosts with 'on:', or put the step into a rolling block",
            ]);

    [Fact]
    public void A_host_without_the_value_asked_for_is_named() =>
        Refused(
                Plan(Manual("Call {phone}") with { On = Hosts("web1", "web2") }),
                Lab with
                {
                    Hosts =
                    [
                        new Host("web1", [new NamedText("phone", "1234")], default),
                        new Host("web2", [], default),
                    ],
                }
            )
            .ShouldBe(["LULL0914: Host 'web2' has no 'phone'; give the host a value 'phone' in the site"]);

    [Fact]
    public void A_step_that_nobody_named_cannot_be_waited_for() =>
        Refused(Plan(Manual("One") with { Id = "patch-sftp1" }, Manual("Two") with { After = [After("patch-sftp-1")] }))
            .ShouldBe(["LULL0907: 'patch-sftp-1' is not a step of this plan; did you mean 'patch-sftp1'?"]);

    [Theory]
    [InlineData(66, 0)]
    [InlineData(4_000, 0)]
    [InlineData(0, 66)]
    [InlineData(0, 4_000)]
    public void A_thousand_years_of_work_are_refused_where_they_are_passed(int works, int undos)
    {
        IEnumerable<Step> steps =
        [
            .. Enumerable.Range(1, works).Select(number => Manual($"Do {number}") with { Estimate = Decade }),
            .. Enumerable
                .Range(1, undos)
                .Select(number =>
                    Manual($"Do {number}") with
                    {
                        Estimate = Estimate.Of(Minutes(1)),
                        Undo = [Manual("Go back") with { Estimate = Decade, Where = new("plan.yaml", number, 1, 1) }],
                    }
                ),
        ];
        Plan plan = Plan([
            .. steps.Select((step, index) => step with { Where = new SourceSpan("plan.yaml", index + 1, 1, 1) }),
        ]);

        if (works + undos < 67)
        {
            Refused(plan).ShouldBeEmpty();
        }
        else
        {
            Compiler
                .Compile(plan, Lab, Written.Actions, Afternoon)
                .ShouldBeOfType<Compilation.Refused>()
                .Findings.Single()
                .ShouldSatisfyAllConditions(
                    finding => finding.Code.ShouldBe("LULL0916"),
                    finding => finding.Where.Line.ShouldBe(67)
                );
        }
    }

    [Fact]
    public void The_longest_plan_that_is_compiled_has_a_forecast()
    {
        Plan plan = Plan([
            .. Enumerable
                .Range(1, 33)
                .Select(number =>
                    Manual($"Do {number}") with
                    {
                        Estimate = Decade,
                        Undo = [Manual("Go back") with { Estimate = Decade }],
                    }
                ),
        ]);

        Procedure procedure = Compiled(plan);
        Forecast.Run(procedure, Forecast.StartOf(procedure), runs: 20, seed: 1).ChanceInWindow.ShouldBe(0);
    }

    [Theory]
    [InlineData("9998-12-31T23:00:00Z", "9999-01-01T01:00:00Z")]
    [InlineData("1000-12-03T21:00:00Z", "2026-12-03T22:00:00Z")]
    [InlineData("2026-12-03T21:00:00Z", "9999-12-31T23:59:59Z")]
    [InlineData("2499-12-31T23:00:00Z", "2500-01-01T00:00:01Z")]
    public void A_window_centuries_away_is_refused(string start, string end) =>
        Compiler
            .Compile(
                Plan(Manual("Look") with { NotBefore = new TimeExpression.Relative("window.end", 1, Duration.Zero) }),
                Lab,
                Written.Actions,
                new Window(
                    InstantPattern.General.Parse(start).Value,
                    InstantPattern.General.Parse(end).Value,
                    "America/Denver"
                )
            )
            .ShouldBeOfType<Compilation.Refused>()
            .Findings.ShouldContain(finding => finding.Code == "LULL0121");

    [Fact]
    public void A_circle_is_shown_step_by_step_and_where_it_is_written()
    {
        Plan plan = Plan(
            Beside(
                InOrder(Manual("A", "-") with { Id = "a", After = [After("d")] }, Manual("B") with { Id = "b" }) with
                {
                    Title = "Left",
                },
                InOrder(Manual("C") with { Id = "c", After = [After("b")] }, Manual("D") with { Id = "d" }) with
                {
                    Title = "Right",
                }
            ) with
            {
                Title = "Both",
            }
        );
        Refused(plan)
            .ShouldBe([
                "LULL0908: These steps wait for each other: 'change/both/left/a' waits for 'change/both/right/d'; "
                    + "'change/both/right/c' waits for 'change/both/left/b'; "
                    + "take one 'after:' away, or change the order of the steps",
            ]);
        Compiler
            .Compile(plan, Lab, Written.Actions, Afternoon)
            .ShouldBeOfType<Compilation.Refused>()
            .Findings[0]
            .Where.ShouldBe(new Common.SourceSpan("plan.yaml", 7, 13, 1));
    }

    [Fact]
    public void A_step_cannot_wait_for_the_block_it_stands_in() =>
        Refused(Plan(InOrder(Manual("A") with { After = [After("all")] }) with { Id = "all" }))
            .ShouldBe([
                "LULL0908: These steps wait for each other: 'change/all/a' waits for 'change/all'; "
                    + "take one 'after:' away, or change the order of the steps",
            ]);

    [Fact]
    public void Two_steps_cannot_share_an_id() =>
        Refused(Plan(Manual("One") with { Id = "patch" }, Manual("Two") with { Id = "patch" }))
            .ShouldBe(["LULL0909: Two steps have the id 'patch'; give one of them another id"]);

    [Fact]
    public void Audiences_roles_and_items_must_exist() =>
        Refused(
                Plan(
                    new Step.Announce(["costumers"], "hello"),
                    new Step.Approval("cabal", 1),
                    Manual("Patch") with
                    {
                        Item = "sftp",
                    }
                )
            )
            .ShouldBe([
                "LULL0910: 'costumers' is not an audience of site 'lab'; did you mean 'customers'?",
                "LULL0912: 'sftp' is not an item of this plan",
                "LULL0911: 'cabal' is not a role of this plan, and nobody holds it on site 'lab'",
            ]);

    [Fact]
    public void Blocks_nested_without_end_are_refused_instead_of_running_out_of_stack()
    {
        Step step = Manual("Deep");
        for (int depth = 0; depth < 5_000; depth++)
        {
            step = InOrder(step) with { Title = "In" };
        }

        Refused(Plan(step))
            .ShouldBe(["LULL0913: This is nested more than 100 blocks deep; put parts into blocks side by side"]);
    }

    [Fact]
    public void A_moment_that_is_still_to_be_decided_is_refused_and_the_window_given_is_not() =>
        Refused(Plan(Manual("Look") with { NotBefore = new TimeExpression.ToBeDecided() }))
            .ShouldHaveSingleItem()
            .ShouldStartWith("LULL0120: This moment is still to be decided");

    [Fact]
    public void A_wall_clock_time_that_happens_twice_is_refused_until_it_is_waived()
    {
        var twice = new TimeExpression.Wall(new LocalDateTime(2026, 11, 1, 1, 30), Zone: null);
        Plan plan = Plan(Manual("Look") with { NotBefore = twice });

        Refused(plan).ShouldHaveSingleItem().ShouldStartWith("LULL0112: ");
        Compiled(plan with { Waivers = [new Waiver("LULL0112", "The first one is meant.", default)] })
            .At("change/look")
            .NotBefore.ShouldBe(Instant.FromUtc(2026, 11, 1, 7, 30));
    }

    [Fact]
    public void A_bracket_without_a_host_and_without_its_name_is_refused() =>
        Refused(Plan(Manual("Patch") with { With = [new Bracket(Call("edge.drain", ("wait", "2m")), default)] }))
            .ShouldBe([
                "LULL0906: 'edge.drain' needs a host, and there is none here; name the hosts with 'on:', or put the step into a rolling block",
            ]);

    [Fact]
    public void What_the_connector_would_refuse_is_said_once_for_all_hosts_and_before_the_window()
    {
        var trying = new ActionCatalogue(
            Written.Actions.Kinds.Select(kind =>
                kind with
                {
                    Trial = _ =>
                        (call, host) =>
                            call.Arguments.TextOf("command") == "deploy to " + host?.Name ? "It is not ready." : null,
                }
            )
        );

        Compiler
            .Compile(Plan(Rolling("web", Run("deploy to {host}"))), Lab, trying, Afternoon)
            .ShouldBeOfType<Compilation.Refused>()
            .Findings.ShouldHaveSingleItem()
            .ToString()
            .ShouldContain("'shell.run' would fail at once: It is not ready");
    }

    [Fact]
    public void A_window_in_a_freeze_is_refused_until_it_is_waived_whatever_window_the_plan_announced()
    {
        Site frozen = Lab with
        {
            Freezes =
            [
                new Freeze("year-end", Afternoon.End - Minutes(1), Afternoon.End + Minutes(9), "Sales.", default),
            ],
        };
        Plan plan = Plan(Manual("Look"));

        Refused(plan, frozen).ShouldHaveSingleItem().ShouldStartWith("LULL1005: ");
        Compiled(plan with { Waivers = [new Waiver("window-in-freeze", "Sales agrees.", default)] }, frozen);
        Compiled(plan, frozen with { Freezes = [frozen.Freezes[0] with { From = Afternoon.End }] });
    }

    private static HostSelection Slice(string prefix, int from, int to, string suffix) =>
        new([new HostTerm.Range(prefix, from, to, 1, suffix, default)], default);
}
