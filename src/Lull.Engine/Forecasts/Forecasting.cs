using Lull.Core.Forecasts;
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

    /// <summary>Preparation begins when it is let start; everything else with the window.</summary>
    public static Instant StartOf(Procedure procedure) =>
        procedure
            .Phases.Where(phase => phase.Kind == Core.Plans.PhaseKind.Prepare)
            .SelectMany(phase => procedure.Nodes.Where(node => node.Phase == procedure.Phases.ToList().IndexOf(phase)))
            .Select(node => node.NotBefore)
            .Where(at => at < procedure.Window.Start)
            .Min()
        ?? procedure.Window.Start;
}
