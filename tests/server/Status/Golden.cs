using System.Runtime.CompilerServices;

namespace Lull.Server.Tests.Status;

/// <summary>Answers that are kept as files and compared; <c>LULL_ACCEPT=1</c> rewrites them.</summary>
internal static class Golden
{
    /// <summary>The folder of this file.</summary>
    internal static string Here { get; } = Find();

    internal static async Task ShouldBeAsync(string name, string actual)
    {
        string path = Path.Combine(Here, "Golden", name);
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            await File.WriteAllTextAsync(path, actual);
        }

        (File.Exists(path) ? await File.ReadAllTextAsync(path) : "").ShouldBe(
            actual,
            $"{name}: LULL_ACCEPT=1 rewrites it"
        );
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
