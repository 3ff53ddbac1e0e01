using System.Diagnostics;
using System.Globalization;
using Lull.Simulation.Tests.Worlds;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Lull.Simulation.Tests;

internal static class Program
{
    /// <summary>The tests; or, with <c>soak N [FIRST]</c>, so many worlds with progress and the first broken one.</summary>
    private static async Task<int> Main(string[] args)
    {
        if (args is ["soak", string count, ..])
        {
            ulong first = args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : 10_000_000;
            return Soak(first, int.Parse(count, CultureInfo.InvariantCulture));
        }

        return args.Any(argument => argument is "-automated" or "@@")
            ? await ConsoleRunner.Run(args)
            : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
    }

    private static int Soak(ulong first, int count)
    {
        var coverage = new Coverage();
        var watch = Stopwatch.StartNew();
        List<Broken> broken = Seeds.LiveAll(
            first,
            count,
            coverage,
            number =>
            {
                if (number > 0 && number % 10_000 == 0)
                {
                    Console.WriteLine($"{number} worlds in {watch.Elapsed.TotalSeconds:0} s");
                }
            }
        );
        Console.WriteLine($"{coverage}  {watch.Elapsed.TotalSeconds:0.0} s");
        if (broken.Count == 0)
        {
            return 0;
        }

        foreach (IGrouping<string, Broken> one in broken.GroupBy(one => one.Invariant, StringComparer.Ordinal))
        {
            Console.WriteLine($"{one.Key}: {string.Join(' ', one.Select(each => each.Seed))}");
        }

        foreach (Broken one in broken.DistinctBy(one => one.Invariant))
        {
            Console.WriteLine(one);
        }
        return 1;
    }
}
