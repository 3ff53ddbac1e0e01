using Lull.Core.Procedures;

namespace Lull.Core.Forecasts;

/// <summary>Puts the parts of a forecast together.</summary>
internal sealed class ForecastSummary
{
    private const int Bars = 16;

    /// <summary>Steps that decide less often than in this share of the runs are noise.</summary>
    private const double LeastShare = 0.05;

    private readonly Procedure _procedure;
    private readonly Instant _start;
    private readonly IReadOnlyList<ForecastSamples> _parts;
    private readonly int _runs;
    private readonly Instant[] _finishes;

    internal ForecastSummary(Procedure procedure, Instant start, IReadOnlyList<ForecastSamples> parts)
    {
        _procedure = procedure;
        _start = start;
        _parts = parts;
        _runs = parts.Sum(part => part.Count);
        _finishes = [.. parts.SelectMany(part => part.Finishes).Order()];
    }

    internal ForecastResult Result()
    {
        ValueList<NodeForecast> nodes = Nodes();
        Instant[] points = [.. _parts.SelectMany(part => part.PointsOfNoReturn).Order()];
        return new ForecastResult
        {
            Start = _start,
            Runs = _runs,
            Ended = _finishes.Length,
            Finish = _finishes.Length == 0 ? null : BandOf(_finishes),
            ChanceInWindow = (double)_parts.Sum(part => part.InWindow) / _runs,
            Histogram = Histogram(),
            CriticalPath = CriticalPath(),
            Roles = Roles(nodes),
            Gates = Gates(),
            PointOfNoReturn = points.Length == 0 ? null : At(points, 50),
            Phases = Phases(),
            Nodes = nodes,
        };
    }

    private ValueList<HistogramBar> Histogram()
    {
        if (_finishes.Length == 0)
        {
            return [];
        }

        Duration length = ClockLengths.Shortest(one => Bucket(_finishes[^1], one) - Bucket(_finishes[0], one) < Bars);
        long first = Bucket(_finishes[0], length);
        var counts = new int[(int)(Bucket(_finishes[^1], length) - first) + 1];
        foreach (Instant finish in _finishes)
        {
            counts[(int)(Bucket(finish, length) - first)]++;
        }

        return
        [
            .. counts.Select(
                (count, bar) =>
                    new HistogramBar(
                        Instant.FromUnixTimeSeconds((first + bar) * (long)length.TotalSeconds),
                        length,
                        count
                    )
            ),
        ];
    }

    private static long Bucket(Instant at, Duration length) =>
        (long)Math.Floor((double)at.ToUnixTimeSeconds() / length.TotalSeconds);

    private ValueList<CriticalStep> CriticalPath()
    {
        var steps = new List<CriticalStep>();
        for (int node = 0; node < _procedure.Nodes.Count; node++)
        {
            double share =
                _finishes.Length == 0 ? 0 : (double)_parts.Sum(part => part.OnChain[node]) / _finishes.Length;
            if (share >= LeastShare)
            {
                steps.Add(new CriticalStep(node, share, Mean(node, end: true) - Mean(node, end: false)));
            }
        }

        return [.. steps];
    }

    private ValueList<RoleHours> Roles(ValueList<NodeForecast> nodes) =>
        [
            .. nodes
                .Where(node => _procedure.Nodes[node.Node].Kind is NodeKind.Manual or NodeKind.Approval)
                .GroupBy(node => _procedure.Nodes[node.Node].Role, StringComparer.Ordinal)
                .Select(role => new RoleHours(
                    role.Key,
                    role.Aggregate(Duration.Zero, (sum, node) => sum + (node.End - node.Begin)),
                    role.Count(),
                    role.Min(node => node.Begin),
                    role.Max(node => node.End)
                ))
                .OrderByDescending(role => role.Work)
                .ThenBy(role => role.Role, StringComparer.Ordinal),
        ];

    private ValueList<GateSlack> Gates()
    {
        var slacks = new List<GateSlack>();
        ValueList<ForecastGate> gates = _parts[0].Gates;
        for (int gate = 0; gate < gates.Count; gate++)
        {
            Duration[] measured = [.. _parts.SelectMany(part => part.Slacks[gate]).OrderDescending()];
            if (measured.Length > 0)
            {
                slacks.Add(
                    new GateSlack(
                        gates[gate].Node,
                        gates[gate].At,
                        gates[gate].Kind == GateSide.Closes,
                        At(measured, 50),
                        At(measured, 90)
                    )
                );
            }
        }

        return [.. slacks.OrderBy(slack => slack.Tight).ThenBy(slack => slack.Node)];
    }

    private ValueList<PhaseForecast> Phases()
    {
        var phases = new List<PhaseForecast>();
        for (int phase = 0; phase < _procedure.Phases.Count; phase++)
        {
            Instant[] begins = [.. _parts.SelectMany(part => part.PhaseBegins[phase]).Order()];
            Instant[] ends = [.. _parts.SelectMany(part => part.PhaseEnds[phase]).Order()];
            if (ends.Length > 0)
            {
                phases.Add(new PhaseForecast(_procedure.Phases[phase].Kind, At(begins, 50), BandOf(ends)));
            }
        }

        return [.. phases];
    }

    private ValueList<NodeForecast> Nodes()
    {
        var nodes = new List<NodeForecast>();
        for (int node = 0; node < _procedure.Nodes.Count; node++)
        {
            if (_parts.Any(part => part.Settled[node] > 0))
            {
                nodes.Add(new NodeForecast(node, _start + Mean(node, end: false), _start + Mean(node, end: true)));
            }
        }

        return [.. nodes];
    }

    private Duration Mean(int node, bool end)
    {
        long settled = _parts.Sum(part => (long)part.Settled[node]);
        long sum = _parts.Sum(part => end ? part.Ended[node] : part.Began[node]);
        return settled == 0 ? Duration.Zero : Duration.FromMilliseconds(sum / settled);
    }

    private static Band BandOf(Instant[] sorted) => new(At(sorted, 50), At(sorted, 90), At(sorted, 99));

    /// <summary>The smallest value that so many per cent of the values do not exceed.</summary>
    private static T At<T>(T[] sorted, int percent) =>
        sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100.0) - 1, 0, sorted.Length - 1)];
}
