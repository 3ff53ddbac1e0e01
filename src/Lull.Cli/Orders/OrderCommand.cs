using System.CommandLine;
using Lull.Cli.Commands;
using Lull.Cli.Following;
using Lull.Cli.Screens;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;
using Lull.Engine.Journal;
using Spectre.Console;

namespace Lull.Cli.Orders;

/// <summary>What all commands have in common that ask a running engine for something from a second terminal.</summary>
internal static class OrderCommand
{
    /// <summary>A command that sends one input and says what came of it.</summary>
    /// <param name="screen">Where to say it.</param>
    /// <param name="name">As typed.</param>
    /// <param name="description">For help.</param>
    /// <param name="own">Its own arguments and options.</param>
    /// <param name="input">The input, from what was typed, the maintenance so far, and who asks.</param>
    internal static Command Create(
        Screen screen,
        string name,
        string description,
        IReadOnlyList<Symbol> own,
        Func<ParseResult, Story, string, Input> input
    )
    {
        Option<string?> store = Parameters.Store();
        Option<string?> maintenance = Parameters.Maintenance();
        Option<string?> by = Parameters.As();
        var command = new Command(name, description);
        foreach (Symbol symbol in own)
        {
            switch (symbol)
            {
                case System.CommandLine.Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                default:
                    break;
            }
        }

        command.Options.Add(store);
        command.Options.Add(maintenance);
        command.Options.Add(by);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                Store at = Parameters.StoreOf(parsed.GetValue(store));
                using FarEngine? engine = FarEngine.Of(at);
                if (engine is null)
                {
                    return NoEngine(at, screen);
                }

                MaintenanceStatus status = await engine.FindAsync(parsed.GetValue(maintenance), cancellation);
                Story story = await engine.StoryAsync(status, cancellation);
                string asker = Parameters.NameOf(parsed.GetValue(by));
                Decision decision = await engine.Door.SendAsync(status.Id, input(parsed, story, asker), cancellation);
                if (decision is Decision.Refused refused)
                {
                    screen.Complain($"{refused.Reason}{HowToGiveIt(refused.Code, asker)}");
                    return
                        refused.Code is RefusalCode.Unavailable
                        && await IsInTroubleAsync(engine, status.Id, cancellation)
                        ? ExitCode.CannotRecord
                        : ExitCode.Refused;
                }

                Say((Decision.Accepted)decision, story, screen);
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>Says that nobody is there to ask.</summary>
    internal static int NoEngine(Store store, Screen screen)
    {
        screen.Complain(
            IsClosedToUs(store)
                ? $"{store} may not be looked into by {Environment.UserName}. Ask as the user whom it belongs to (sudo -u NAME lull …), or name another store with --store."
                : $"No engine is running on {store}. Start one with 'lull serve' or 'lull run', or name another store with --store."
        );
        return ExitCode.NoEngine;
    }

    /// <summary>True when the store is there, and only its owner sees what is in it.</summary>
    private static bool IsClosedToUs(Store store)
    {
        try
        {
            _ = Directory.Exists(store.Directory) && Directory.EnumerateFileSystemEntries(store.Directory).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>True when nothing can be recorded; an engine that stops cannot do it either, but for another reason.</summary>
    private static async Task<bool> IsInTroubleAsync(FarEngine engine, MaintenanceId id, CancellationToken cancellation)
    {
        try
        {
            return (await engine.FindAsync(id.Text, cancellation)).Trouble.Length > 0;
        }
        catch (ControlException)
        {
            return false;
        }
    }

    /// <summary>The machine says what is missing, and not how this command line takes it.</summary>
    private static string HowToGiveIt(RefusalCode code, string asker) =>
        code switch
        {
            RefusalCode.ReasonMissing => " Give it with --reason TEXT.",
            RefusalCode.EvidenceMissing => " Give it with --evidence TEXT.",
            RefusalCode.NotYourRole => $" You asked as {asker}; --as NAME says who you are.",
            _ => "",
        };

    private static void Say(Decision.Accepted accepted, Story story, Screen screen)
    {
        bool said = false;
        var text = new EventText(story.State.Procedure, story.Effects, story.State);
        foreach (MaintenanceEvent happened in accepted.Events)
        {
            if (text.Of(happened) is { } words && words.Tone != Tone.Quiet)
            {
                screen.Out.MarkupLine($"[{Inks.Of(words.Tone)}]{Markup.Escape(words.Text)}[/]");
                said = true;
            }
        }

        if (!said)
        {
            screen.Line("Nothing had to change.");
        }
    }
}
