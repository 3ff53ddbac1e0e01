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
}
