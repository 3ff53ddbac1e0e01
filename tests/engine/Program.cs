using Lull.Engine.Tests.Journal;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Lull.Engine.Tests;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is [WriterProcess.Argument, string directory])
        {
            return await WriterProcess.RunAsync(directory);
        }

        return args.Any(argument => argument is "-automated" or "@@")
            ? await ConsoleRunner.Run(args)
            : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
    }
}
