using System.Runtime.CompilerServices;

namespace Lull.Engine.Tests.Kit;

/// <summary>Expected texts kept as files. <c>LULL_ACCEPT=1</c> rewrites them; the change is then read like code.</summary>
internal static class Golden
{
    public static void Check(string file, string actual, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", file);
        if (Environment.GetEnvironmentVariable("LULL_ACCEPT") is "1")
        {
            File.WriteAllText(path, actual);
        }
        else
        {
            File.Exists(path).ShouldBeTrue($"{path} is missing: run once with LULL_ACCEPT=1 and read it.");
            actual.ShouldBe(File.ReadAllText(path), path);
        }
    }
}
