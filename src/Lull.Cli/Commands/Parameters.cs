using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Cli.Screens;
using Lull.Engine.Journal;

namespace Lull.Cli.Commands;

/// <summary>Arguments and options that several commands take.</summary>
internal static class Parameters
{
    internal static Option<string?> Store() =>
        new("--store")
        {
            HelpName = "DIR",
            Description = "Where maintenances are kept; $XDG_STATE_HOME/lull or ~/.local/state/lull unless given.",
        };

    internal static Option<string?> As() =>
        new("--as") { HelpName = "NAME", Description = "Who you are, as the site names you; your login unless given." };

    internal static Option<string?> Start() =>
        new("--start")
        {
            HelpName = "TIME",
            Description = "Another start of the window: 'now', or a local time such as 2026-12-03T14:00 in its zone.",
        };

    internal static Option<string?> Zone() =>
        new("--zone") { HelpName = "ZONE", Description = "Show times in this zone too, such as Europe/Lisbon." };

    internal static Option<string?> Maintenance() =>
        new("--maintenance", "-m")
        {
            HelpName = "ID",
            Description = "Which maintenance; the only one that is not over unless given.",
        };

    internal static Option<string> Reason(string description) =>
        new("--reason", "-r")
        {
            HelpName = "TEXT",
            Description = description,
            DefaultValueFactory = _ => "",
        };

    /// <summary>The store that was named, or the one of this user.</summary>
    internal static Store StoreOf(string? directory)
    {
        if (directory is { Length: > 0 })
        {
            return new Store(directory);
        }

        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (state is { Length: > 0 } && Path.IsPathRooted(state))
        {
            return new Store(Path.Combine(state, "lull"));
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0
            ? new Store(Path.Combine(home, ".local", "state", "lull"))
            : throw new UsageException(
                "This user has no home directory to keep a store in. Name a store with --store."
            );
    }

    internal static string NameOf(string? given) => given is { Length: > 0 } ? given : Environment.UserName;

    /// <summary>The zone that was named, or that of this machine.</summary>
    /// <exception cref="UsageException">There is no such zone.</exception>
    internal static DateTimeZone ZoneOf(string? given) =>
        given is null
            ? Times.Viewer()
            : DateTimeZoneProviders.Tzdb.GetZoneOrNull(given)
                ?? throw new UsageException($"'{given}' is not a time zone. Write one such as Europe/Lisbon or UTC.");
}
