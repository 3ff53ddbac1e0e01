using Lull.Core.Forecasts;
using Lull.Core.Procedures;

namespace Lull.Server.Pages.Maintenances;

/// <summary>Chooses what a timeline shows of a procedure: phases, their blocks, tracks and batches, not each step of each host. Pure.</summary>
internal static class ForecastRows
{
    private const int MostRows = 48;
    private const int MostBelow = 10;
    private const int Deepest = 3;

    /// <summary>A step decides the end when it did in so many of the runs.</summary>
    private const double OftenCritical = 0.5;

    /// <summary>In the order of the procedure, parents before what they hold.</summary>
    internal static IReadOnlyList<ForecastRow> Of(Procedure procedure, ForecastResult forecast)
    {
        Dictionary<int, NodeForecast> times = forecast.Nodes.ToDictionary(node => node.Node);
        var critical = new HashSet<int>();
        foreach (CriticalStep step in forecast.CriticalPath.Where(step => step.Share >= OftenCritical))
        {
            for (int node = step.Node; node >= 0 && critical.Add(node); node = procedure.Nodes[node].Parent) { }
        }

        var rows = new List<ForecastRow>();
        foreach (ProcedurePhase phase in procedure.Phases)
        {
            Add(procedure, phase.Node, 0, $"{phase.Kind}", times, critical, rows);
        }

        return rows;
    }

    private static void Add(
        Procedure procedure,
        int number,
        int depth,
        string name,
        Dictionary<int, NodeForecast> times,
        HashSet<int> critical,
        List<ForecastRow> rows
    )
    {
        Node node = procedure.Nodes[number];
        if (node.Kind == NodeKind.Scope && node.Children is [int body, ..])
        {
            Add(procedure, body, depth, name, times, critical, rows);
            return;
        }

        if (rows.Count >= MostRows || !times.TryGetValue(number, out NodeForecast time))
        {
            return;
        }

        rows.Add(new ForecastRow(number, depth, name, time.Begin, time.End, critical.Contains(number), node.NotBefore));
        if (depth >= Deepest || node.IsLeaf || node.Kind is NodeKind.Batch or NodeKind.HostTrack)
        {
            return;
        }

        foreach ((int place, int child) in node.Children.Take(MostBelow).Index())
        {
            Add(procedure, child, depth + 1, NameOf(procedure, child, place), times, critical, rows);
        }
    }

    private static string NameOf(Procedure procedure, int number, int place)
    {
        Node node = procedure.Nodes[number];
        if (node.Kind == NodeKind.Scope && node.Children is [int body, ..])
        {
            return NameOf(procedure, body, place);
        }

        return node.Kind != NodeKind.Batch ? Reports.Names.OfStep(procedure, number)
            : node.Children is [int only] && procedure.Nodes[only].Host is >= 0 and int host
                ? $"Batch {StepText.Number(place + 1)}: {procedure.Hosts[host].Name}"
            : $"Batch {StepText.Number(place + 1)}: {StepText.Number(node.Children.Count)} hosts";
    }
}

/// <summary>One row of a timeline.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Depth">How deep it stands.</param>
/// <param name="Name">For people.</param>
/// <param name="Begin">Mean.</param>
/// <param name="End">Mean.</param>
/// <param name="IsCritical">True when it, or a step inside, decides the end in most runs.</param>
/// <param name="Gate">A moment that it waits for; null when only order holds it back.</param>
public sealed record ForecastRow(
    int Node,
    int Depth,
    string Name,
    Instant Begin,
    Instant End,
    bool IsCritical,
    Instant? Gate
);
