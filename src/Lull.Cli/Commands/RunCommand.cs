using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Cli.Running;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Engine.Timers;

namespace Lull.Cli.Commands;

/// <summary><c>lull run</c>: a maintenance from its plan, or from where it was left, to its end.</summary>
internal static class RunCommand
{
    internal static Command Create(Screen screen)
    {
        var chosen = new PlanOnSite();
        Option<string?> store = Parameters.Store();
        Option<string?> by = Parameters.As();
        Option<string?> zone = Parameters.Zone();
        var start = new Option<string>("--start")
        {
            HelpName = "now|planned",
            Description = "Whether the window begins when the plan says, or now with the same length.",
            DefaultValueFactory = _ => "planned",
        };
        start.AcceptOnlyFromAmong("now", "planned");
        var unattended = new Option<bool>("--unattended")
        {
            Description = "Ask nothing here: people act from other terminals, questions end with their defaults.",
        };
        var json = new Option<bool>("--json") { Description = "Write every event as a line of JSON." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what each step would do." };
        var command = new Command("run", "Run a plan; run it again to go on where it was left.")
        {
            chosen.Plan,
            chosen.Site,
            store,
            by,
            zone,
            start,
            unattended,
            json,
            dry,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                DateTimeZone viewer = Parameters.ZoneOf(parsed.GetValue(zone));
                CheckedPlan files = await chosen.ReadAsync(parsed, cancellation);
                Procedure? procedure = Compiled.Of(files, chosen.PathIn(parsed), parsed.GetValue(start), screen);
                if (procedure is null)
                {
                    return ExitCode.Refused;
                }

                Site known = files.Site!;
                if (parsed.GetValue(dry))
                {
                    return await DryRun.WriteAsync(procedure, known, screen);
                }

                bool live = screen.HasKeys && !parsed.GetValue(unattended) && !parsed.GetValue(json);
                return await new Session(
                    new SessionParts
                    {
                        Store = Parameters.StoreOf(parsed.GetValue(store)),
                        Procedure = procedure,
                        PlanText = files.PlanText,
                        SiteText = known.Text,
                        By = Parameters.NameOf(parsed.GetValue(by)),
                        Clock = new RealClock(TimeProvider.System),
                        Viewer = viewer,
                        View =
                            live ? SessionView.Live
                            : parsed.GetValue(json) ? SessionView.Json
                            : SessionView.Plain,
                        Output = screen.Raw,
                    },
                    screen
                ).RunAsync(cancellation);
            }
        );
        return command;
    }
}
