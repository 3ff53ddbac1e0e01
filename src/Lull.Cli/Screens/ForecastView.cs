using System.Globalization;
using Lull.Core.Forecasts;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Spectre.Console;

namespace Lull.Cli.Screens;

/// <summary>A forecast: will it be done in time, when, and what decides that.</summary>
internal sealed class ForecastView(Procedure procedure, ForecastResult forecast, DateTimeZone viewer, int width)
{
    private const int TightestGates = 5;
    private const int CriticalSteps = 12;

    /// <summary>A gate with less time than this left in a tenth of the runs is worth a look.</summary>
    private static readonly Duration Tight = Duration.FromMinutes(10);

    private readonly DateTimeZone _zone = Times.ZoneOf(procedure.Window.Zone);

    internal void Write(IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"[bold]{procedure.Title}[/] on {procedure.Site}");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]window {procedure.Window.Start.Spoken(_zone)} to {Clock(procedure.Window.End)} ({procedure.Window.Length.Spoken()}); {forecast.Runs} runs[/]"
        );
        console.WriteLine();
        WriteChance(console);
        WriteHistogram(console);
        WritePhases(console);
        WriteCriticalPath(console);
        WriteGates(console);
        WriteRoles(console);
    }

    private void WriteChance(IAnsiConsole console)
    {
        double percent = forecast.ChanceInWindow * 100;
        string colour =
            percent >= 95 ? "green"
            : percent >= 80 ? "yellow"
            : "red";
        string shown =
            percent is > 99.5 and < 100 ? "over 99 %"
            : percent is > 0 and < 0.5 ? "under 1 %"
            : $"{percent:0} %";
        console.MarkupLine($"Done inside the window in [bold {colour}]{shown}[/] of the runs.");
        if (forecast.Finish is { } finish)
        {
            console.MarkupLine(
                $"Done by {Moment(finish.P50)} in 50 %, {Moment(finish.P90)} in 90 %, {Moment(finish.P99)} in 99 %."
            );
        }

        if (forecast.Ended < forecast.Runs)
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"[red]{forecast.Runs - forecast.Ended} runs never came to an end: something in the plan waits for what cannot happen.[/]"
            );
        }

        if (forecast.PointOfNoReturn is { } point)
        {
            console.MarkupLine(
                $"Point of no return: {Moment(point)}, when undoing everything takes the rest of the window."
            );
            if (percent < 95 && forecast.Finish?.P50 <= procedure.Window.End)
            {
                console.MarkupLine(
                    "[yellow]The work itself would often fit, but not the time to undo it: what is undecided at the point of no "
                        + "return is rolled back. A longer window, less in one go, or a faster undo helps.[/]"
                );
            }
        }
        else if (percent < 95 && forecast.Finish?.P50 <= procedure.Window.End)
        {
            console.MarkupLine(
                "[yellow]The work itself would often fit, but some step would begin so late that at its slowest it would end after its "
                    + "due time, its phase or the window. The tightest moments below show where.[/]"
            );
        }

        console.WriteLine();
    }

    private string Moment(Instant at)
    {
        string utc = _zone == DateTimeZone.Utc ? "" : at.Utc();
        string theirs = viewer.SaysMoreThan(_zone) ? $"{at.ClockBeside(viewer, _zone)} {viewer.Id}" : "";
        string others = string.Join(", ", ((string[])[utc, theirs]).Where(other => other.Length > 0));
        return $"[bold]{Clock(at)}[/]" + (others.Length > 0 ? $" [grey]({others})[/]" : "");
    }

    /// <summary>On the window's first day the hour says it all.</summary>
    private string Clock(Instant at) => at.ClockBeside(_zone, procedure.Window.Start);

    private void WriteHistogram(IAnsiConsole console)
    {
        if (forecast.Histogram.Count == 0)
        {
            return;
        }

        int most = forecast.Histogram.Max(bar => bar.Count);
        int room = Math.Clamp(width - 24, 10, 60);
        console.MarkupLine("[bold]When it is over[/]");
        bool said = false;
        foreach (HistogramBar bar in forecast.Histogram)
        {
            if (!said && bar.From >= procedure.Window.End)
            {
                console.MarkupLineInterpolated($"  [red]{Clock(procedure.Window.End)}  ── end of the window ──[/]");
                said = true;
            }

            string colour = bar.From >= procedure.Window.End ? "red" : "green";
            int eighths = (int)((long)bar.Count * room * 8 / most);
            double percent = 100.0 * bar.Count / forecast.Ended;
            string share =
                bar.Count == 0 ? ""
                : percent < 0.1 ? " under 0.1 %"
                : $" {percent:0.#} %";
            string at = bar.Length < Duration.FromMinutes(1) ? bar.From.Second(_zone) : Clock(bar.From);
            console.MarkupLine($"  {at}  [{colour}]{Bar(eighths)}[/][grey]{share}[/]");
        }

        console.WriteLine();
    }

    private static string Bar(int eighths)
    {
        const string Parts = "▏▎▍▌▋▊▉";
        string full = new('█', eighths / 8);
        return eighths % 8 == 0 ? full : full + Parts[(eighths % 8) - 1];
    }

    private void WritePhases(IAnsiConsole console)
    {
        Table table = Table("Phases", "begins", "ends 50 %", "90 %", "99 %");
        foreach (PhaseForecast phase in forecast.Phases)
        {
            table.AddRow(
                phase.Kind.ToString().ToLowerInvariant(),
                Clock(phase.Begin),
                Clock(phase.End.P50),
                Clock(phase.End.P90),
                Clock(phase.End.P99)
            );
        }

        Write(table, console);
    }

    private void WriteCriticalPath(IAnsiConsole console)
    {
        Table table = Table("What decides the end", "in", "takes");
        CriticalStep[] shown =
        [
            .. forecast
                .CriticalPath.OrderByDescending(step => step.Share * step.Length.TotalSeconds)
                .Take(CriticalSteps)
                .OrderBy(step => step.Node),
        ];
        foreach (CriticalStep step in shown)
        {
            table.AddRow(Markup.Escape(Named(step.Node)), $"{step.Share * 100:0} %", step.Length.Spoken());
        }

        if (forecast.CriticalPath.Count > shown.Length)
        {
            table.AddRow($"[grey]and {forecast.CriticalPath.Count - shown.Length} shorter ones[/]", "", "");
        }

        Write(table, console);
    }

    private void WriteGates(IAnsiConsole console)
    {
        Table table = Table("Tightest moments", "at", "time left 50 %", "90 %");
        foreach (GateSlack gate in forecast.Gates.Take(TightestGates))
        {
            string what =
                gate.Node == 0 ? "end of the window"
                : gate.IsDeadline ? $"{Named(gate.Node)} must be over"
                : $"{Named(gate.Node)} may begin";
            string colour =
                gate.Tight < Duration.Zero ? "red"
                : gate.Tight < Tight ? "yellow"
                : "default";
            table.AddRow(
                Markup.Escape(what),
                Clock(gate.At),
                gate.Usual.Spoken(),
                $"[{colour}]{gate.Tight.Spoken()}[/]"
            );
        }

        Write(table, console);
    }

    private void WriteRoles(IAnsiConsole console)
    {
        Table table = Table("Work of people", "steps", "in all", "from", "until");
        foreach (RoleHours role in forecast.Roles)
        {
            table.AddRow(
                Markup.Escape(role.Role.Length > 0 ? role.Role : "anyone"),
                $"{role.Steps}",
                role.Work.Spoken(),
                Clock(role.From),
                Clock(role.Until)
            );
        }

        Write(table, console);
    }

    private string Named(int node)
    {
        Node named = procedure.Nodes[node];
        return named.Parent == 0 && named.Phase >= 0 ? PhaseName(procedure.Phases[named.Phase].Kind)
            : named.Host >= 0 && !named.Title.Contains(procedure.Hosts[named.Host].Name, StringComparison.Ordinal)
                ? $"{named.Title} ({procedure.Hosts[named.Host].Name})"
            : named.Title;
    }

    private static string PhaseName(PhaseKind kind) => $"the phase {kind.ToString().ToLowerInvariant()}";

    private static Table Table(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.None).AddColumn(new TableColumn($"[bold]{title}[/]").PadRight(3));
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn($"[grey]{column}[/]").RightAligned().NoWrap().PadRight(3));
        }

        return table;
    }

    private static void Write(Table table, IAnsiConsole console)
    {
        if (table.Rows.Count > 0)
        {
            console.Write(table);
            console.WriteLine();
        }
    }
}
