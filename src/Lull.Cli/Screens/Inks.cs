using Lull.Cli.Following;
using Lull.Core.Maintenances;

namespace Lull.Cli.Screens;

/// <summary>Colours, in one place. Nothing is said by colour alone.</summary>
internal static class Inks
{
    internal static string Of(Tone tone) =>
        tone switch
        {
            Tone.Quiet => "grey",
            Tone.Plain => "default",
            Tone.Good => "green",
            Tone.Warn => "yellow",
            Tone.Bad => "red",
        };

    internal static string Of(HostStatus status) =>
        status switch
        {
            HostStatus.InService => "default",
            HostStatus.Back => "green",
            HostStatus.RolledBack => "olive",
            HostStatus.Out => "blue",
            HostStatus.Draining or HostStatus.Returning => "aqua",
            HostStatus.Checking => "yellow",
            HostStatus.Changing => "fuchsia",
            HostStatus.Unknown or HostStatus.Failed => "red",
        };

    /// <summary>A sign that tells the states apart without colour.</summary>
    internal static char SignOf(HostStatus status) =>
        status switch
        {
            HostStatus.InService => '·',
            HostStatus.Back => '✓',
            HostStatus.RolledBack => '↶',
            HostStatus.Out => '○',
            HostStatus.Draining => '▽',
            HostStatus.Returning => '△',
            HostStatus.Checking => '◌',
            HostStatus.Changing => '●',
            HostStatus.Unknown => '?',
            HostStatus.Failed => '✗',
        };
}
