using System.CommandLine;
using System.Text.Json;
using Lull.Cli.Following;
using Lull.Cli.Orders;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Cli.Commands;

/// <summary><c>lull open</c>: a plan on a site for a window becomes a draft in the service's store. Nothing is asked of anybody yet.</summary>
internal static class OpenCommand
{
    internal static Command Create(Screen screen)
    {
        var chosen = new PlanOnSite();
        Option<string?> store = Parameters.Store();
        Option<string?> start = Parameters.Start();
        var json = new Option<bool>("--json") { Description = "Write what was opened as one line of JSON." };
        var command = new Command("open", "Put a plan into the service's store as a draft, without starting anything.")
        {
            chosen.Plan,
            chosen.Site,
            store,
            start,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                CheckedPlan files = await chosen.ReadAsync(parsed, cancellation);
                Procedure? procedure = Compiled.Of(files, chosen.PathIn(parsed), parsed.GetValue(start), screen);
                if (procedure is null)
                {
                    return ExitCode.Refused;
                }

                Store at = Parameters.StoreOf(parsed.GetValue(store));
                using FarEngine? engine = FarEngine.Of(at);
                if (engine is null || !await engine.IsServiceAsync(cancellation))
                {
                    return NoService(at, screen);
                }

                if (Same(await engine.ListAsync(cancellation), procedure) is { } there)
                {
                    screen.Complain(
                        $"{there.Id} is the same plan on {procedure.Site} for the same window, and is {Names.OfStage(there.View!.Stage)}. Go on with that, or cancel it first."
                    );
                    return ExitCode.Refused;
                }

                MaintenanceId id = await engine.Door.PlanAsync(
                    new MaintenanceEvent.Planned(Machine.Rules, procedure, files.PlanText, files.Site!.Text),
                    cancellation
                );
                Say(id, procedure, parsed.GetValue(json), screen);
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>An engine that goes with what it runs would leave the draft to nobody.</summary>
    private static int NoService(Store store, Screen screen)
    {
        screen.Complain(
            $"No service is running on {store}, which would keep the draft for others. Start one with 'lull serve', or let 'lull run' do all of it here."
        );
        return ExitCode.NoEngine;
    }

    private static MaintenanceStatus? Same(IReadOnlyList<MaintenanceStatus> all, Procedure procedure) =>
        all.FirstOrDefault(one =>
            one.View is { Stage: < Stage.Closed } view
            && view.Revision == procedure.Revision
            && view.Site == procedure.Site
            && view.Clocks.Start == procedure.Window.Start
        );

    private static void Say(MaintenanceId id, Procedure procedure, bool asJson, Screen screen)
    {
        if (asJson)
        {
            screen.Raw.WriteLine(
                JsonSerializer.Serialize(
                    new Opened(
                        id,
                        procedure.Title,
                        procedure.Site,
                        procedure.Revision,
                        procedure.Window.Start,
                        procedure.Window.End
                    ),
                    LullJson.Options
                )
            );
            return;
        }

        DateTimeZone zone = Times.ZoneOf(procedure.Window.Zone);
        screen.Line(
            $"{id} is a draft: {procedure.Title} on {procedure.Site}, {procedure.Window.Start.Spoken(zone)} to {procedure.Window.End.Spoken(zone)}."
        );
        screen.Tell($"'lull propose --maintenance {id}' hands it in for approval.");
    }

    /// <summary>What was opened, for programs.</summary>
    private sealed record Opened(
        MaintenanceId Maintenance,
        string Title,
        string Site,
        string Revision,
        Instant Start,
        Instant End
    );
}
