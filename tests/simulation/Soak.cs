using System.Diagnostics;
using System.Globalization;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>
/// Worlds by the million, with progress; each that breaks a rule is named at once, the end is a summary and the first that broke
/// each rule. Ctrl-C ends it there and then, with the same summary of those that were lived.
/// </summary>
internal static class Soak
{
    /// <summary>Lives them.</summary>
    /// <param name="which">How many, and the first seed.</param>
    /// <returns>0 when every rule held, 1 when not, 2 when nobody knows what was meant.</returns>
    internal static int Run(string[] which)
    {
        if (
            which is [string count, string first]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int worlds)
            && worlds > 0
            && ulong.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
        )
        {
            return Live(seed, worlds);
        }

        Console.Error.WriteLine("usage: ./soak [N [FIRST]]: how many worlds, and the first seed");
        return 2;
    }

    private static int Live(ulong first, int count)
    {
        var coverage = new Coverage();
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
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
            },
            static one => Console.WriteLine($"seed {one.Seed} broke {one.Invariant}"),
            stop.Token
        );
        double seconds = watch.Elapsed.TotalSeconds;
        string verdict = broken.Count == 0 ? "every rule held" : $"{broken.Count} broken";
        Console.WriteLine(
            $"seeds {first} to {first + (ulong)coverage.Worlds - 1}: {verdict}; {coverage.Worlds / seconds:0} worlds a second"
        );
        Console.Write($"{coverage}  took: {seconds:0.0} s\n");
        if (coverage.Missing() is { Count: > 0 } missing)
        {
            Console.WriteLine($"  never came by: {string.Join(", ", missing)}");
        }

        if (broken.Count == 0)
        {
            return 0;
        }

        if (broken.Count >= Seeds.MostBroken)
        {
            Console.WriteLine($"stopped after {broken.Count} broken worlds; those after them were not lived");
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
