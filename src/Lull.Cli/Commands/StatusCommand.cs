using System.CommandLine;
using System.Text.Json;
using Lull.Cli.Following;
using Lull.Cli.Orders;
using Lull.Cli.Screens;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Spectre.Console;

namespace Lull.Cli.Commands;

/// <summary><c>lull status</c>: what is under way, and every step with the number that commands take.</summary>
internal static class StatusCommand
{
    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        Option<string?> maintenance = Parameters.Maintenance();
        Option<string?> zone = Parameters.Zone();
        var steps = new Option<bool>("--steps") { Description = "List every step with its number." };
        var json = new Option<bool>("--json") { Description = "Write everything as one line of JSON." };
        var command = new Command(
            "status",
            "Say what a maintenance does and waits for; when no engine runs, how it stood."
        )
        {
            store,
            maintenance,
            zone,
            steps,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                Store at = Parameters.StoreOf(parsed.GetValue(store));
                using FarEngine? engine = FarEngine.Of(at);
                LastState? last = engine is null
                    ? await LastState.OfAsync(at, parsed.GetValue(maintenance), cancellation)
                    : null;
                if (engine is null && last is null)
                {
                    return OrderCommand.NoEngine(at, screen);
                }

                MaintenanceStatus status =
                    last?.Status ?? await engine!.FindAsync(parsed.GetValue(maintenance), cancellation);
                int code = last is null ? ExitCode.Done : ExitCode.NoEngine;
                if (parsed.GetValue(json))
                {
                    screen.Raw.WriteLine(JsonSerializer.Serialize(status, LullJson.Options));
                    return code;
                }

                if (status.View is not { } view)
                {
                    screen.Complain(status.Trouble);
                    return ExitCode.CannotRecord;
                }

                Story story = last?.Story ?? await engine!.StoryAsync(status, cancellation);
                story.Take(new Published.Trouble(status.Trouble));
                Write(story, view.At, Parameters.ZoneOf(parsed.GetValue(zone)), screen);
                if (parsed.GetValue(steps))
                {
                    WriteSteps(story.State, screen);
                }

                return code;
            }
        );
        return command;
    }

    private static void Write(Story story, Instant now, DateTimeZone viewer, Screen screen)
    {
        var panel = new MaintenancePanel(story, forecast: null, viewer);
        foreach (InkLine line in panel.Lines(now, screen.Width, height: 60))
        {
            screen.Out.MarkupLine(line.ToMarkup(screen.IsTerminal ? screen.Width : int.MaxValue));
        }
    }

    private static void WriteSteps(State state, Screen screen)
    {
        screen.Line();
        foreach (TreeLine line in TreeLine.Of(state.Procedure))
        {
            NodeStatus status = state.StatusOf(line.Node.Number);
            string ink =
                status is NodeStatus.Done ? "green"
                : status is NodeStatus.Failed or NodeStatus.Unreachable or NodeStatus.Inconclusive ? "red"
                : status is NodeStatus.Running or NodeStatus.Asking ? "yellow"
                : "grey";
            screen.Out.MarkupLine(
                $"{line.Node.Number, 4}  [{ink}]{Names.Kebab(status.ToString()), -12}[/] [grey]{line.Branch}[/]{Markup.Escape(Inert.OfLine(line.Title))}"
                    + (line.Node.IsLeaf ? $"  [grey]{Markup.Escape(line.Node.Path)}[/]" : "")
            );
        }
    }
}
