using System.Runtime.CompilerServices;

namespace Lull.Core.Tests.Findings;

/// <summary>Texts kept in files. With <c>LULL_ACCEPT=1</c> the present text is written instead of compared.</summary>
internal static class Accepted
{
    internal static void Check(string golden, string actual) =>
        CheckFile(Path.Combine(Here(), "Golden", golden), actual);

    internal static void CheckFile(string file, string actual)
    {
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        else
        {
            (File.Exists(file) ? File.ReadAllText(file) : "").ShouldBe(
                actual,
                $"{file} is out of step; LULL_ACCEPT=1 writes it"
            );
        }
    }

    /// <summary>The folder of the repository's documents about findings.</summary>
    internal static string Documents => Path.GetFullPath(Path.Combine(Here(), "../../../docs/findings"));

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
