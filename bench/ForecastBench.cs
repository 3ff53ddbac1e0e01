using System.Diagnostics;
using System.Globalization;
using Lull.Core.Forecasts;
using Lull.Core.Procedures;

namespace Lull.Bench;

/// <summary>10,000 runs of a plan of 200 steps in virtual time, on one core and on all.</summary>
internal static class ForecastBench
{
    private const int Runs = 10_000;

    internal static void Run()
    {
        Procedure procedure = CoreBench.Chain(200, NodeKind.Sequence);
        _ = Forecast.Run(procedure, CoreBench.Start, 200, seed: 1);
        long begun = Stopwatch.GetTimestamp();
        _ = Forecast.Run(procedure, CoreBench.Start, Runs, seed: 1);
        double one = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        int cores = Environment.ProcessorCount;
        begun = Stopwatch.GetTimestamp();
        ForecastSamples[] parts =
        [
            .. Enumerable
                .Range(0, cores)
                .AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(cores)
                .Select(part =>
                    Forecast.Sample(procedure, CoreBench.Start, part * (Runs / cores), Runs / cores, seed: 1)
                ),
        ];
        _ = Forecast.Summarize(procedure, CoreBench.Start, parts);
        double all = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine("### Forecast: 10,000 runs of a plan of 200 steps");
        Console.WriteLine();
        Console.WriteLine("| cores | seconds | runs/s |");
        Console.WriteLine("|---:|---:|---:|");
        foreach ((int on, double seconds) in ((int, double)[])[(1, one), (cores, all)])
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {on} | {seconds:0.00} | {Runs / seconds:N0} |")
            );
        }

        Console.WriteLine();
    }
}
