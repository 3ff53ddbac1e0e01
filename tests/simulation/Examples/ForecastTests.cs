using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Examples;

/// <summary>A forecast walks the machine that runs a maintenance: given the same times, both go the same way.</summary>
public sealed class ForecastTests
{
    /// <summary>Reports arrive a millisecond after what they tell of, and people decide in whole seconds.</summary>
    private static readonly Duration Grain = Duration.FromSeconds(2);

    public static TheoryData<string> Names => [.. Example.All.Select(example => example.Name)];

    [Theory, MemberData(nameof(Names))]
    public void An_example_in_which_nothing_is_uncertain_goes_as_its_forecast_says(string name)
    {
        Example example = Certain(Example.Named(name));
        State lived = new CrashMatrix(new Story(example, Course.AsPlanned)).Calm.Watched;

        ForecastResult forecast = Forecast.Run(example.Procedure, lived.StartedAt!.Value, runs: 1, seed: 1);

        forecast.ChanceInWindow.ShouldBe(1);
        forecast.Nodes.Select(node => node.Node).ShouldBe(Settled(lived));
        foreach (NodeForecast node in forecast.Nodes)
        {
            string path = example.Procedure.Nodes[node.Node].Path;
            Apart(node.Begin, lived.BeganAt(node.Node)!.Value).ShouldBeLessThan(Grain, $"{path} begins");
            Apart(node.End, lived.EndedAt(node.Node)!.Value).ShouldBeLessThan(Grain, $"{path} ends");
        }
    }

    /// <summary>The example with estimates that leave nothing open.</summary>
    private static Example Certain(Example example) =>
        example with
        {
            Procedure = example.Procedure with
            {
                Nodes = [.. example.Procedure.Nodes.Select(node => node with { Estimate = Likely(node.Estimate) })],
                Brackets =
                [
                    .. example.Procedure.Brackets.Select(bracket =>
                        bracket with
                        {
                            Estimate = Likely(bracket.Estimate),
                        }
                    ),
                ],
            },
        };

    private static Estimate Likely(Estimate estimate) => new(estimate.Likely, estimate.Likely, estimate.Likely);

    /// <summary>What began and ended: what was left out did neither.</summary>
    private static IEnumerable<int> Settled(State state) =>
        state
            .Procedure.Nodes.Select(node => node.Number)
            .Where(node => state.BeganAt(node) is not null && state.EndedAt(node) is not null);

    private static Duration Apart(Instant one, Instant other) => one > other ? one - other : other - one;
}
