using System.Globalization;

namespace Lull.Connectors.Tests.Support;

/// <summary>Looks at processes the way the kernel shows them.</summary>
internal static class LinuxProcess
{
    /// <summary>True while the process runs; one that is dead and not yet collected does not.</summary>
    internal static bool IsAlive(string process) =>
        FieldsOf(process.Trim()) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>Our own descendants with exactly this command line (arguments end with NUL).</summary>
    internal static IReadOnlyList<int> OursRunning(string commandLine) =>
        [.. DescendantsOf(Environment.ProcessId).Where(process => CommandLineOf($"{process}") == commandLine)];

    /// <summary>Children, their children and so on.</summary>
    internal static IEnumerable<int> DescendantsOf(int process) =>
        ChildrenOf(process).SelectMany(child => DescendantsOf(child).Prepend(child));

    /// <summary>True for a process of the ssh server itself, not for what it started.</summary>
    internal static bool IsSshd(int process) =>
        CommandLineOf($"{process}").StartsWith("sshd", StringComparison.Ordinal);

    /// <summary>Ends the process at once; one that has gone by itself is as good.</summary>
    internal static void Kill(int process)
    {
        try
        {
            System.Diagnostics.Process.GetProcessById(process).Kill();
        }
        catch (ArgumentException)
        {
            // It ended between the look and the kill.
        }
    }

    private static IEnumerable<int> ChildrenOf(int process) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path => Path.GetFileName(path))
            .Where(name => FieldsOf(name) is { } fields && fields[1] == $"{process}")
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
