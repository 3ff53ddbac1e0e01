using System.CommandLine;
using Lull.Cli.Demo;
using Lull.Engine.Journal;

namespace Lull.Cli.Commands;

/// <summary><c>lull demo</c>: a whole maintenance on a small data centre, in less than a minute.</summary>
internal static class DemoCommand
{
    internal static Command Create(Screen screen)
    {
        var store = new Option<string?>("--store")
        {
            HelpName = "DIR",
            Description = "Where the demonstration is kept; the directory 'demo' of the usual store unless given.",
        };
        var unattended = new Option<bool>("--unattended")
        {
            Description = "Ask nothing: invented people tick the manual steps and answer.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Write progress to standard error, and the result as one line of JSON.",
        };
        var command = new Command("demo", "Patch ten web servers under live traffic, on this machine, in a minute.")
        {
            store,
            unattended,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                new Demonstration(
                    parsed.GetValue(store) is { } directory
                        ? new Store(directory)
                        : new Store(Path.Combine(Parameters.StoreOf(directory: null).Directory, "demo")),
                    parsed.GetValue(unattended),
                    parsed.GetValue(json),
                    screen
                ).RunAsync(cancellation)
        );
        return command;
    }
}
