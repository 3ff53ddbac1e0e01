using System.Runtime.CompilerServices;

namespace Lull.Plans.Tests;

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>True when tests write what they find instead of comparing: <c>LULL_ACCEPT=1</c>.</summary>
    internal static bool Accepting => Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1";

    internal static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The text of a file below <c>examples</c>; null when there is none.</summary>
    internal static string? Example(string path)
    {
        string full = Path.Combine(Root, "examples", path);
        return File.Exists(full) ? File.ReadAllText(full) : null;
    }

    /// <summary>Compares a generated text with the committed file, or writes it when accepting.</summary>
    internal static void ShouldBeUpToDate(string path, string generated)
    {
        string full = Path.Combine(Root, path);
        if (Accepting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, generated);
        }

        (File.Exists(full) ? File.ReadAllText(full) : "").ShouldBe(
            generated,
            $"{path} is stale: LULL_ACCEPT=1 rewrites it"
        );
    }

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
