using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Spectre.Console;

namespace Lull.Cli.Screens;

/// <summary>A procedure as bars over the clock: its phases, blocks and batches, the point of no return, the end of the window.</summary>
internal sealed class TimelineView(Procedure procedure, ForecastResult forecast, DateTimeZone viewer)
{
    private const int Deepest = 2;
    private const int WidestLabel = 34;
    private const int TickWidth = 10;

    private readonly DateTimeZone _zone = Times.ZoneOf(procedure.Window.Zone);
    private readonly Dictionary<int, NodeForecast> _times = forecast.Nodes.ToDictionary(node => node.Node);

    /// <summary>Writes it. What is prepared before the window is in the tree alone: it would leave no room for the rest.</summary>
    internal void Write(IAnsiConsole console)
    {
        TreeLine[] lines = [.. TreeLine.Of(procedure).Where(IsShown)];
        if (lines.Length == 0)
        {
            return;
        }

        Instant from = lines.Min(line => _times[line.Node.Number].Begin);
        Instant until = Instant.Max(
            Instant.Max(procedure.Window.End, lines.Max(line => _times[line.Node.Number].End)),
            from + Duration.FromMinutes(1)
        );
        int label = Math.Min(WidestLabel, lines.Max(line => Label(line).Length)) + 2;
        int width = Math.Clamp(console.Profile.Width, 60, 160) - label - 1;
        var scale = new Scale(from, until, width);

        console.WriteLine();
        WriteAxis(console, scale, label, _zone);
        if (viewer.SaysMoreThan(_zone))
        {
            WriteAxis(console, scale, label, viewer);
        }

        foreach (TreeLine line in lines)
        {
            WriteBar(console, scale, line, label);
        }

        string point = forecast.PointOfNoReturn is null ? "" : "[yellow]┊[/] point of no return   ";
        console.MarkupLine($"{new string(' ', label)}{point}[red]┃[/] end of the window");
    }

    private bool IsShown(TreeLine line) =>
        _times.ContainsKey(line.Node.Number)
        && procedure.Phases[line.Node.Phase].Kind != PhaseKind.Prepare
        && DepthOf(line) <= (line.Node.IsLeaf ? 1 : Deepest);

    private static int DepthOf(TreeLine line) => line.Branch.Length / 3;

    private string Label(TreeLine line) =>
        new string(' ', DepthOf(line) * 2)
        + (line.Node.Parent == 0 ? procedure.Phases[line.Node.Phase].Kind.ToString().ToLowerInvariant() : line.Title);

    private static void WriteAxis(IAnsiConsole console, Scale scale, int label, DateTimeZone zone)
    {
        // The axis shows minutes, so nothing shorter tells two ticks apart.
        Duration tick = ClockLengths.Shortest(one =>
            one >= Duration.FromMinutes(1) && scale.ColumnsOf(one) >= TickWidth
        );
        var line = new InkLine().Add(zone.Id, "grey").To(label);
        LocalDateTime first = scale.From.InZone(zone).LocalDateTime;
        long step = (long)tick.TotalSeconds;
        long second = (first.TimeOfDay.NanosecondOfDay / 1_000_000_000L + step - 1) / step * step;
        Instant day = scale.From;
        for (
            Instant at = scale.From + Duration.FromSeconds(second) - Duration.FromNanoseconds(first.NanosecondOfDay);
            at <= scale.Until;
            at += tick
        )
        {
            int column = label + scale.ColumnOf(at);
            string clock = at.ClockBeside(zone, day);
            if (column >= line.Width && column + clock.Length <= label + scale.Width)
            {
                line.To(column).Add(clock, "grey");
                day = at;
            }
        }

        console.MarkupLine(line.ToMarkup(console.Profile.Width));
    }

    private void WriteBar(IAnsiConsole console, Scale scale, TreeLine line, int label)
    {
        NodeForecast time = _times[line.Node.Number];
        int begin = scale.ColumnOf(time.Begin);
        int end = Math.Max(begin + 1, scale.ColumnOf(time.End));
        int window = scale.ColumnOf(procedure.Window.End);
        int point = forecast.PointOfNoReturn is { } moment ? scale.ColumnOf(moment) : -1;
        string name = Label(line);
        InkLine row = new InkLine()
            .Add(name.Length > label - 2 ? name[..(label - 3)] + "…" : name, line.Node.Parent == 0 ? "bold" : "default")
            .To(label);
        for (int column = 0; column <= scale.Width; column++)
        {
            (string sign, string style) =
                column >= begin && column < end ? (line.Node.IsLeaf ? "▬" : "█", StyleOf(line, column >= window))
                : column == window ? ("┃", "red")
                : column == point ? ("┊", "yellow")
                : (" ", "default");
            row.Add(sign, style);
        }

        console.MarkupLine(row.ToMarkup(console.Profile.Width));
    }

    private static string StyleOf(TreeLine line, bool isLate) =>
        isLate ? "red"
        : line.Node.Parent == 0 ? "grey"
        : line.Node.IsLeaf ? "green"
        : "blue";

    /// <summary>Instants on columns, from the first to the last.</summary>
    private sealed record Scale(Instant From, Instant Until, int Width)
    {
        internal int ColumnOf(Instant at) =>
            Math.Clamp((int)Math.Round((at - From).TotalSeconds / (Until - From).TotalSeconds * (Width - 1)), 0, Width);

        internal double ColumnsOf(Duration length) => length.TotalSeconds / (Until - From).TotalSeconds * (Width - 1);
    }
}
