using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>What some runs of a forecast measured. Handed from <see cref="Forecast.Sample"/> to <see cref="Forecast.Summarize"/>.</summary>
public sealed class ForecastSamples
{
    private readonly Procedure _procedure;

    internal ForecastSamples(Procedure procedure, ValueList<ForecastGate> gates, int count)
    {
        _procedure = procedure;
        Gates = gates;
        Count = count;
        Finishes = new List<Instant>(count);
        PointsOfNoReturn = new List<Instant>(count);
        Slacks = [.. gates.Select(_ => new List<Duration>(count))];
        PhaseBegins = [.. procedure.Phases.Select(_ => new List<Instant>(count))];
        PhaseEnds = [.. procedure.Phases.Select(_ => new List<Instant>(count))];
        OnChain = new int[procedure.Nodes.Count];
        Began = new long[procedure.Nodes.Count];
        Ended = new long[procedure.Nodes.Count];
        Settled = new int[procedure.Nodes.Count];
    }

    /// <summary>How many runs.</summary>
    public int Count { get; }

    internal ValueList<ForecastGate> Gates { get; }

    internal int InWindow { get; private set; }

    internal List<Instant> Finishes { get; }

    internal List<Instant> PointsOfNoReturn { get; }

    internal ValueList<List<Duration>> Slacks { get; }

    internal ValueList<List<Instant>> PhaseBegins { get; }

    internal ValueList<List<Instant>> PhaseEnds { get; }

    /// <summary>By node: in how many runs it decided the finish.</summary>
    internal int[] OnChain { get; }

    /// <summary>By node: milliseconds from the forecast's start to its beginning, summed over the runs in which it ended.</summary>
    internal long[] Began { get; }

    /// <summary>By node: the same to its end.</summary>
    internal long[] Ended { get; }

    /// <summary>By node: in how many runs it began and ended.</summary>
    internal int[] Settled { get; }

    internal void Add(State state, RunEnd end, CriticalChain chain)
    {
        InWindow += end.IsLate ? 0 : 1;
        if (end.Finish is not { } finish)
        {
            return;
        }

        Finishes.Add(finish);
        if (end.PointOfNoReturn is { } point)
        {
            PointsOfNoReturn.Add(point);
        }

        for (int gate = 0; gate < Gates.Count; gate++)
        {
            if (Gates[gate].SlackIn(_procedure, state) is { } slack)
            {
                Slacks[gate].Add(slack);
            }
        }

        for (int phase = 0; phase < _procedure.Phases.Count; phase++)
        {
            int node = _procedure.Phases[phase].Node;
            if (state.BeganAt(node) is { } began && state.EndedAt(node) is { } ended)
            {
                PhaseBegins[phase].Add(began);
                PhaseEnds[phase].Add(ended);
            }
        }

        Instant start = state.StartedAt ?? finish;
        for (int node = 0; node < Settled.Length; node++)
        {
            if (state.BeganAt(node) is { } began && state.EndedAt(node) is { } ended)
            {
                Settled[node]++;
                Began[node] += MillisecondsOf(began - start);
                Ended[node] += MillisecondsOf(ended - start);
            }
        }

        chain.Count(state, OnChain);
    }

    private static long MillisecondsOf(Duration duration) => (long)duration.TotalMilliseconds;
}
