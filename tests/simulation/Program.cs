using Lull.Simulation.Tests.Examples;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Lull.Simulation.Tests;

internal static class Program
{
    /// <summary>The tests; or what <c>./soak</c> asks for.</summary>
    private static async Task<int> Main(string[] args) =>
        args switch
        {
            ["worlds", .. string[] which] => Soak.Run(which),
            ["pairs", .. string[] which] => Pairs.Run(which),
            _ when args.Any(argument => argument is "-automated" or "@@") => await ConsoleRunner.Run(args),
            _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        };
}
