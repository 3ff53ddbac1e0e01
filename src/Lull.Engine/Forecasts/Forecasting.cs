using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Engine.Forecasts;

/// <summary>A forecast on all cores.</summary>
public static class Forecasting
{
    /// <summary>Runs the procedure many times in virtual time; the same seed gives the same result on any machine.</summary>
    public static async Task<ForecastResult> RunAsync(
        Procedure procedure,
        Instant start,
        int runs,
        ulong seed,
        CancellationToken cancellation
    )
    {
        int parts = Math.Clamp(Environment.ProcessorCount, 1, runs);
        ForecastSamples[] samples = await Task.WhenAll(
            Enumerable
                .Range(0, parts)
                .Select(part =>
                {
                    int first = (int)((long)runs * part / parts);
                    int next = (int)((long)runs * (part + 1) / parts);
                    return Task.Run(() => Forecast.Sample(procedure, start, first, next - first, seed), cancellation);
                })
        );
        return Forecast.Summarize(procedure, start, samples);
    }

    /// <summary>
    /// Preparation begins when it is let start, and early enough for the first of its steps that is due; everything else with
    /// the window.
    /// </summary>
    public static Instant StartOf(Procedure procedure)
    {
        int prepare = procedure.Phases.ToList().FindIndex(phase => phase.Kind == PhaseKind.Prepare);
        if (prepare < 0)
        {
            return procedure.Window.Start;
        }

        Node[] nodes = [.. procedure.Nodes.Where(node => node.Phase == prepare)];
        Duration worst = nodes
            .Where(node => node.IsLeaf && node.NotDoing.Length == 0)
            .Aggregate(Duration.Zero, (sum, node) => sum + node.Estimate.High);
        return nodes
            .SelectMany(node => new[] { node.NotBefore, node.Due - worst })
            .Append(procedure.Phases[prepare].From)
            .Append(procedure.Window.Start)
            .Min()!
            .Value;
    }
}
