using System.Globalization;

namespace Lull.Connectors.Tests.Support;

/// <summary>Looks at processes the way the kernel shows them.</summary>
internal static class LinuxProcess
{
    /// <summary>True while the process runs; one that is dead and not yet collected does not.</summary>
    internal static bool IsAlive(string process) =>
        FieldsOf(process.Trim()) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>Our own children with exactly this command line (arguments end with NUL).</summary>
    internal static IEnumerable<int> ChildrenRunning(string commandLine) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path => Path.GetFileName(path))
            .Where(name =>
                FieldsOf(name) is { } fields
                && fields[1] == $"{Environment.ProcessId}"
                && CommandLineOf(name) == commandLine
            )
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture));

    /// <summary>State, parent, group and so on, after the name in brackets; null when there is no such process.</summary>
    private static string[]? FieldsOf(string process)
    {
        try
        {
            return char.IsAsciiDigit(process[0])
                ? File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
