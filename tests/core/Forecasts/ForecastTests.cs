using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Tests.Procedures;

namespace Lull.Core.Tests.Forecasts;

public sealed class ForecastTests
{
    private const ulong Seed = 7;

    private static readonly Instant Start = Written.Afternoon.Start;

    [Fact]
    public void Steps_of_one_length_end_when_the_sum_of_them_is_over()
    {
        ForecastResult forecast = Of(Taking("One", 10), Taking("Two", 20));

        forecast.Finish.ShouldBe(BandAt(30));
        forecast.ChanceInWindow.ShouldBe(1);
        forecast.Histogram.ShouldBe([new HistogramBar(At(30), Duration.FromSeconds(1), 200)]);
    }

    [Fact]
    public void Tracks_beside_each_other_end_with_the_longest_which_is_the_critical_path()
    {
        Procedure procedure = Written.Compiled(
            Written.Plan(Written.Beside(Taking("Short", 10), Taking("Long", 25)), Taking("Then", 5))
        );
        ForecastResult forecast = Forecast.Run(procedure, Start, 200, Seed);

        forecast.Finish.ShouldBe(BandAt(30));
        forecast
            .CriticalPath.Select(step => (procedure.Nodes[step.Node].Title, step.Share, step.Length))
            .ShouldBe([("Long", 1, Written.Minutes(25)), ("Then", 1, Written.Minutes(5))]);
    }

    [Fact]
    public void A_run_that_is_over_too_late_is_forecast_all_the_same()
    {
        ForecastResult forecast = Of(Taking("All of it", 50), Taking("Too much", 40));

        forecast.Finish.ShouldBe(BandAt(90));
        forecast.ChanceInWindow.ShouldBe(0);
        forecast
            .Gates[0]
            .ShouldBe(
                new GateSlack(0, Written.Afternoon.End, IsDeadline: true, -Written.Minutes(30), -Written.Minutes(30))
            );
    }

    [Fact]
    public void Preparation_is_let_start_when_its_phase_opens_or_its_first_step_may_begin()
    {
        Instant kickOff = Start - Duration.FromDays(30);
        Instant release = Start - Duration.FromDays(17);
        Procedure procedure = Prepared(Taking("Meet", 5), Taking("Release", 5));
        Procedure gated = With(procedure, "Release", node => node with { NotBefore = release });

        Forecast.StartOf(procedure).ShouldBe(Start);
        Forecast.StartOf(gated).ShouldBe(release);
        Forecast
            .StartOf(gated with { Phases = [gated.Phases[0] with { From = kickOff }, .. gated.Phases.Skip(1)] })
            .ShouldBe(kickOff);
    }

    [Fact]
    public void Preparation_is_let_start_early_enough_for_what_is_due_first()
    {
        Instant due = Start - Duration.FromDays(1);
        Procedure procedure = Prepared(Taking("Write", 5), Taking("Test", 15));

        Forecast
            .StartOf(With(procedure, "Test", node => node with { Due = due }))
            .ShouldBe(due - Duration.FromMinutes(20));
    }

    [Fact]
    public void A_gate_has_the_slack_between_the_work_before_it_and_its_moment()
    {
        Procedure procedure = Written.Compiled(Written.Plan(Taking("Before", 10), Taking("After", 5)));
        int after = procedure.Nodes.Single(node => node.Title == "After").Number;
        Procedure gated = procedure with
        {
            Nodes = [.. procedure.Nodes.Select(node => node.Number == after ? node with { NotBefore = At(40) } : node)],
        };
        ForecastResult forecast = Forecast.Run(gated, Start, 50, Seed);

        forecast.Finish.ShouldBe(BandAt(45));
        forecast.Gates.ShouldContain(
            new GateSlack(after, At(40), IsDeadline: false, Written.Minutes(30), Written.Minutes(30))
        );
        forecast.CriticalPath.Select(step => step.Node).ShouldBe([after]);
    }

    [Fact]
    public void Hours_are_counted_for_the_role_that_works()
    {
        ForecastResult forecast = Of(
            Taking("Look", 10) with
            {
                Role = "qa",
            },
            Taking("Look again", 20) with
            {
                Role = "qa",
            }
        );

        RoleHours qa = forecast.Roles.ShouldHaveSingleItem();
        (qa.Role, qa.Work, qa.Steps, qa.From, qa.Until).ShouldBe(("qa", Written.Minutes(30), 2, At(0), At(30)));
    }

    [Fact]
    public void What_must_be_undone_in_the_window_moves_the_point_of_no_return()
    {
        Step change = Taking("Change", 10) with { Undo = [Taking("Change back", 15)] };

        Of(change, Taking("Look", 5)).PointOfNoReturn.ShouldBe(Written.Afternoon.End - Written.Minutes(15));
    }

    [Fact]
    public void Parts_sampled_in_any_order_say_the_same_as_one()
    {
        Procedure procedure = Rolling(5);
        ForecastResult whole = Forecast.Run(procedure, Start, 90, Seed);
        ForecastResult parts = Forecast.Summarize(
            procedure,
            Start,
            [
                Forecast.Sample(procedure, Start, 60, 30, Seed),
                Forecast.Sample(procedure, Start, 0, 40, Seed),
                Forecast.Sample(procedure, Start, 40, 20, Seed),
            ]
        );

        parts.ShouldBe(whole);
        Forecast.Run(procedure, Start, 90, Seed + 1).ShouldNotBe(whole);
    }

    [Fact]
    public void Sampled_lengths_stay_inside_the_estimate_and_differ()
    {
        Step step = Written.Manual("Somehow") with
        {
            Estimate = new Estimate(Written.Minutes(5), Written.Minutes(10), Written.Minutes(30)),
        };
        ForecastResult forecast = Of(step);

        Band band = forecast.Finish.ShouldNotBeNull();
        band.P50.ShouldBeGreaterThan(At(5));
        band.P90.ShouldBeGreaterThan(band.P50);
        band.P99.ShouldBeGreaterThan(band.P90);
        band.P99.ShouldBeLessThan(At(30));
        forecast.Histogram.Sum(bar => bar.Count).ShouldBe(200);
    }

    [Fact]
    public void Brackets_take_their_time_on_every_host()
    {
        Procedure procedure = Rolling(40);

        ForecastResult forecast = Forecast.Run(procedure, Start, 20, Seed);

        procedure.Nodes.Count(node => node.IsLeaf).ShouldBe(200);
        forecast.Ended.ShouldBe(20);
        forecast.CriticalPath.Count.ShouldBe(200);
    }

    private static ForecastResult Of(params Step[] steps) =>
        Forecast.Run(Written.Compiled(Written.Plan(steps)), Start, 200, Seed);

    private static Step.Manual Taking(string title, int minutes) =>
        Written.Manual(title) with
        {
            Estimate = new Estimate(Written.Minutes(minutes), Written.Minutes(minutes), Written.Minutes(minutes)),
        };

    private static Procedure Rolling(int blocks) =>
        Written.Compiled(
            Written.Plan([
                .. Enumerable
                    .Range(0, blocks)
                    .Select(_ => Written.Rolling("web", Written.Run("patch")) with { With = [Written.Drain] }),
            ])
        );

    private static Instant At(int minutes) => Start + Written.Minutes(minutes);

    private static Band BandAt(int minutes) => new(At(minutes), At(minutes), At(minutes));

    private static Procedure Prepared(params Step[] steps) =>
        Written.Compiled(
            Written.Plan(Taking("Change", 5)) with
            {
                Phases =
                [
                    new Phase { Kind = PhaseKind.Prepare, Steps = [.. steps] },
                    new Phase { Kind = PhaseKind.Change, Steps = [Taking("Change", 5)] },
                ],
            }
        );

    private static Procedure With(Procedure procedure, string title, Func<Node, Node> change) =>
        procedure with
        {
            Nodes = [.. procedure.Nodes.Select(node => node.Title == title ? change(node) : node)],
        };
}
