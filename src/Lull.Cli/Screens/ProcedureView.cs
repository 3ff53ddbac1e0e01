using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Spectre.Console;

namespace Lull.Cli.Screens;

/// <summary>A procedure before it runs: what it is, when, and every step with the time it will probably begin.</summary>
internal sealed class ProcedureView(Procedure procedure, ForecastResult forecast, DateTimeZone viewer)
{
    /// <summary>The column in which facts begin.</summary>
    private const int FactsAt = 11;

    private readonly DateTimeZone _zone = Times.ZoneOf(procedure.Window.Zone);
    private readonly IReadOnlyList<DateTimeZone> _others = TeamZones.Of(procedure, viewer);
    private readonly int _width = forecast
        .Nodes.Select(node => BeginsOf(procedure, node.Begin).Length)
        .Append(BeginsOf(procedure, procedure.Window.Start).Length)
        .Max();
    private readonly int _otherWidth = WidestOther(procedure, forecast, viewer);
    private readonly Dictionary<int, NodeForecast> _times = forecast.Nodes.ToDictionary(node => node.Node);

    /// <summary>Title, site, window in every zone that matters, impact, and who must agree.</summary>
    internal void WriteHead(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"[bold]{procedure.Title}[/]");
        void Fact(string name, string text)
        {
            foreach (string line in text.Wrapped(console.Profile.Width - FactsAt))
            {
                console.MarkupLineInterpolated($"[grey]{name.PadRight(FactsAt - 1)}[/] {line}");
                name = "";
            }
        }

        Fact("site", procedure.Site);
        Fact("revision", procedure.Revision[..Math.Min(12, procedure.Revision.Length)]);
        Fact("window", $"{procedure.Window.Start.Spoken(_zone)}, {procedure.Window.Length.Spoken()}");
        Fact("", $"to {procedure.Window.End.Spoken(_zone)}");
        foreach (DateTimeZone zone in _others)
        {
            Fact("", $"{procedure.Window.Start.Date(zone)} to {procedure.Window.End.Date(zone)} {zone.Id}");
        }

        if (procedure.Impact.Statement.Length > 0)
        {
            Fact("impact", procedure.Impact.Statement);
        }

        string approvals = string.Join(
            ", ",
            procedure
                .Approvals.Select(approval =>
                    approval.Quorum == 1 ? approval.Role : $"{approval.Quorum} of {approval.Role}"
                )
                .Concat(procedure.Rehearsals.Select(site => $"a rehearsal on {site}"))
        );
        Fact("approvals", approvals.Length == 0 ? "none" : approvals);
        Fact("roll back", procedure.NoRollbackBecause.Length > 0 ? $"none: {procedure.NoRollbackBecause}" : "yes");
        if (procedure.Soak is { } soak)
        {
            Fact(
                "soak",
                $"{soak.For.Spoken()}, {soak.Watches.Count} {(soak.Watches.Count == 1 ? "watch" : "watches")}"
            );
        }
    }

    /// <summary>The tree with the time at which each node will probably begin, in the plan's zone and in every other that matters.</summary>
    internal void WriteTree(IAnsiConsole console)
    {
        console.WriteLine();
        console.MarkupLineInterpolated(
            $"[grey]begins, probably ({string.Join("   ", _others.Select(zone => zone.Id).Prepend(_zone.Id))}), takes[/]"
        );
        foreach (TreeLine line in TreeLine.Of(procedure))
        {
            Write(line, console);
        }
    }

    private void Write(TreeLine line, IAnsiConsole console)
    {
        Node node = line.Node;
        string times = _times.TryGetValue(node.Number, out NodeForecast time)
            ? $"{BeginsOf(time.Begin)}  {(time.End - time.Begin).Spoken(), 6}"
            : new string(' ', _width + (_others.Count * (2 + _otherWidth)) + 8);
        string style =
            node.Parent == 0 ? "bold"
            : node.IsLeaf ? "default"
            : "blue";
        console.MarkupLine(
            new InkLine()
                .Add($"{times}  {line.Branch}", "grey")
                .Add(TitleOf(line), style)
                .Add(DetailsOf(line), "grey")
                .ToMarkup(console.Profile.Width)
        );
    }

    /// <summary><c>14:00</c>, with its date where that is not the window's, then the same moment elsewhere, with the weekday where it is another day.</summary>
    private string BeginsOf(Instant at) =>
        string.Concat(
            _others
                .Select(zone => "  " + at.ClockBeside(zone, _zone).PadRight(_otherWidth))
                .Prepend(BeginsOf(procedure, at).PadLeft(_width))
        );

    /// <summary><c>14:00</c>, or with its day when that is not the one on which the window opens.</summary>
    private static string BeginsOf(Procedure procedure, Instant at) =>
        at.ClockBeside(Times.ZoneOf(procedure.Window.Zone), procedure.Window.Start);

    /// <summary>Room for <c>04:30</c>, or for <c>Sun 04:30</c> when any step begins on another day elsewhere.</summary>
    private static int WidestOther(Procedure procedure, ForecastResult forecast, DateTimeZone viewer)
    {
        DateTimeZone own = Times.ZoneOf(procedure.Window.Zone);
        IReadOnlyList<DateTimeZone> others = TeamZones.Of(procedure, viewer);
        return forecast
            .Nodes.SelectMany(node => others.Select(zone => node.Begin.ClockBeside(zone, own).Length))
            .DefaultIfEmpty()
            .Max();
    }

    private string TitleOf(TreeLine line) =>
        line.Node is { Parent: 0, Phase: >= 0 } phase
            ? procedure.Phases[phase.Phase].Kind.ToString().ToLowerInvariant()
            : line.Title;

    private string DetailsOf(TreeLine line)
    {
        Node node = line.Node;
        var parts = new List<string>();
        switch (node.Kind)
        {
            case NodeKind.Manual or NodeKind.Approval:
                parts.Add(node.Role.Length > 0 ? node.Role : "anyone");
                break;
            case NodeKind.Action or NodeKind.Check or NodeKind.Delivery:
                parts.Add($"{node.Call}");
                break;
            case NodeKind.Wait:
                parts.Add($"wait {node.Within.Spoken()}");
                break;
            case NodeKind.Rolling:
                int batches = node.Children.Count(child => procedure.Nodes[child].Kind == NodeKind.Batch);
                parts.Add($"rolling, {batches} {(batches == 1 ? "batch" : "batches")}");
                break;
            case NodeKind.Parallel:
                parts.Add("beside each other");
                break;
            default:
                break;
        }

        if (line.Brackets.Count > 0)
        {
            parts.Add(
                $"with {string.Join(", ", line.Brackets.Select(bracket => procedure.Brackets[bracket].Call.ToString()))}"
            );
        }

        if (node.NotBefore is { } gate)
        {
            parts.Add($"not before {gate.Everywhere(_zone, TeamZones.Of(procedure, node, viewer))}");
        }

        if (node.Due is { } due && node.IsLeaf)
        {
            parts.Add($"due {due.Everywhere(_zone, TeamZones.Of(procedure, node, viewer))}");
        }

        if (node.Tickets.Count > 0)
        {
            parts.Add(string.Join(" ", node.Tickets));
        }

        if (node.Undo >= 0)
        {
            parts.Add("can be undone");
        }

        if (node.NotDoing.Length > 0)
        {
            parts.Add($"not doing: {node.NotDoing}");
        }

        return parts.Count == 0 ? "" : $"  {string.Join(" · ", parts)}";
    }
}
