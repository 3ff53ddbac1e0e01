using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>Says how a maintenance will probably go: the machine that runs it for real, in virtual time, with sampled durations.</summary>
/// <remarks>
/// Every effect succeeds, people take as long as their steps are estimated to, and nobody has to wait for an approval longer than its
/// estimate. A run in which something would no longer fit the window counts as late from there on, and goes on as if the window
/// had been made longer, so that a forecast also says when it would be over.
/// </remarks>
public static class Forecast
{
    /// <summary>Enough runs for a share that is right to a percentage point.</summary>
    public const int UsualRuns = 10_000;

    private const int FewestRuns = 100;

    /// <summary>Nodes walked through in all: seconds, not an hour, for the largest plans.</summary>
    private const int MostNodes = 20_000_000;

    /// <summary>As many runs as asked for, fewer for a very large plan: what can be read from it does not get worse with its size.</summary>
    /// <param name="procedure">What will be done.</param>
    /// <param name="usual">How many for a plan of usual size.</param>
    public static int RunsOf(Procedure procedure, int usual = UsualRuns) =>
        Math.Min(usual, Math.Max(FewestRuns, MostNodes / Math.Max(1, procedure.Nodes.Count)));

    /// <summary>
    /// When a maintenance that has not begun is taken to be let start: preparation as soon as its phase opens; or, when it names no
    /// start, as soon as one of its steps may begin, and early enough for the first that is due. Everything else with the window.
    /// </summary>
    public static Instant StartOf(Procedure procedure)
    {
        Instant start = procedure.Window.Start;
        for (int phase = 0; phase < procedure.Phases.Count; phase++)
        {
            if (procedure.Phases[phase] is { Kind: PhaseKind.Prepare, From: var from })
            {
                start = Instant.Min(start, from ?? EarliestOf(procedure, phase) ?? start);
            }
        }

        return start;
    }

    private static Instant? EarliestOf(Procedure procedure, int phase)
    {
        Node[] nodes = [.. procedure.Nodes.Where(node => node.Phase == phase && node.NotDoing.Length == 0)];
        Duration worst = nodes
            .Where(node => node.IsLeaf)
            .Aggregate(Duration.Zero, (sum, node) => sum + node.Estimate.High);
        return nodes.SelectMany(node => new[] { node.NotBefore, node.Due - worst }).Min();
    }

    /// <summary>Samples and summarizes in one go.</summary>
    /// <param name="procedure">What will be done.</param>
    /// <param name="start">When it is let start; steps still wait for their phases and gates.</param>
    /// <param name="runs">How many times; at least 1.</param>
    /// <param name="seed">The same seed gives the same forecast.</param>
    public static ForecastResult Run(Procedure procedure, Instant start, int runs, ulong seed) =>
        Summarize(procedure, start, [Sample(procedure, start, 0, runs, seed)]);

    /// <summary>Some of the runs of a forecast. Pure: parts can be sampled beside each other and in any order.</summary>
    /// <param name="procedure">What will be done.</param>
    /// <param name="start">When it is let start.</param>
    /// <param name="firstRun">Number of the first run; runs of one forecast are numbered from 0.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="seed">The same for all parts.</param>
    public static ForecastSamples Sample(Procedure procedure, Instant start, int firstRun, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRun);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var gates = ForecastGate.Of(procedure);
        var samples = new ForecastSamples(procedure, gates, count);
        var walk = new VirtualRun(procedure);
        var chain = new CriticalChain(procedure);
        for (int run = 0; run < count; run++)
        {
            RunEnd end = walk.Walk(start, new Chance(seed, firstRun + run));
            samples.Add(walk.State, end, chain);
        }

        return samples;
    }

    /// <summary>What the runs say together. Parts may come in any order.</summary>
    public static ForecastResult Summarize(Procedure procedure, Instant start, IReadOnlyList<ForecastSamples> parts) =>
        new ForecastSummary(procedure, start, parts).Result();
}
