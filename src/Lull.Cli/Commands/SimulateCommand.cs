using System.CommandLine;
using System.Globalization;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Core.Forecasts;
using Lull.Core.Procedures;
using Lull.Engine.Forecasts;

namespace Lull.Cli.Commands;

/// <summary><c>lull simulate</c>: how a plan will probably go.</summary>
internal static class SimulateCommand
{
    private const int MostRuns = 1_000_000;

    internal static Command Create(Screen screen)
    {
        var chosen = new PlanOnSite();
        Option<string?> zone = Parameters.Zone();
        Option<string?> start = Parameters.Start();
        var runs = new Option<int?>("--runs")
        {
            HelpName = "N",
            Description =
                $"How often to walk through the plan; {Forecast.UsualRuns} unless given, less for very large ones.",
        };
        runs.Validators.Add(result =>
        {
            // Read here and not by the option: a number that no int holds would be thrown, not said.
            if (
                result.Tokens is not [{ Value: var written }]
                || !int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted)
                || wanted is < 1 or > MostRuns
            )
            {
                result.AddError($"--runs takes a number from 1 to {MostRuns}.");
            }
        });
        var seed = new Option<ulong>("--seed")
        {
            HelpName = "N",
            Description = "The same seed gives the same forecast.",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Write the forecast as one line of JSON." };
        var command = new Command("simulate", "Forecast a plan: will it be done in time, and what decides that.")
        {
            chosen.Plan,
            chosen.Site,
            zone,
            start,
            runs,
            seed,
            json,
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
                    parsed.GetValue(runs) ?? Forecast.RunsOf(procedure),
                    parsed.GetValue(seed),
                    cancellation
                );
                if (parsed.GetValue(json))
                {
                    screen.Raw.WriteLine(ForecastText.Of(procedure, forecast));
                    return ExitCode.Done;
                }

                new ForecastView(procedure, forecast, viewer, screen.Width).Write(screen.Out);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
