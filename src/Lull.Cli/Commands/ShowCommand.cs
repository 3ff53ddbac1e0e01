using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Core.Forecasts;
using Lull.Core.Procedures;
using Lull.Engine.Forecasts;

namespace Lull.Cli.Commands;

/// <summary><c>lull show</c>: a plan as it will run on a site, every batch and host written out.</summary>
internal static class ShowCommand
{
    /// <summary>Enough for the times in a tree, which are shown to the minute.</summary>
    private const int Runs = 200;

    internal static Command Create(Screen screen)
    {
        var chosen = new PlanOnSite();
        Option<string?> zone = Parameters.Zone();
        Option<string?> start = Parameters.Start();
        var command = new Command("show", "Show what a plan will do: the tree of steps and when each will begin.")
        {
            chosen.Plan,
            chosen.Site,
            zone,
            start,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                DateTimeZone viewer = Parameters.ZoneOf(parsed.GetValue(zone));
                Procedure? procedure = await chosen.CompileAsync(parsed, start, screen, cancellation);
                if (procedure is null)
                {
                    return ExitCode.Refused;
                }

                ForecastResult forecast = await Forecasting.RunAsync(
                    procedure,
                    Forecast.StartOf(procedure),
                    Forecast.RunsOf(procedure, Runs),
                    seed: 1,
                    cancellation
                );
                var view = new ProcedureView(procedure, forecast, viewer);
                view.WriteHead(screen.Out);
                view.WriteTree(screen.Out);
                new TimelineView(procedure, forecast, viewer).Write(screen.Out);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
