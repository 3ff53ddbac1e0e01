using System.Diagnostics;
using System.Globalization;
using Lull.Core.Common;

namespace Lull.Simulation.Tests.Examples;

/// <summary>Every story with crashes at every two places, with progress; prints each pair that broke something.</summary>
internal static class Pairs
{
    /// <summary>After so many broken pairs of one story, more would not say more.</summary>
    private const int MostBroken = 10;

    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(15);

    /// <summary>Lives them.</summary>
    /// <param name="which">Nothing for all, an example, or an example, its course and the places of one.</param>
    /// <returns>0 when every rule held, 1 when not, 2 when nobody knows what was meant.</returns>
    internal static int Run(string[] which)
    {
        Story[] stories =
        [
            .. Example
                .All.Where(example => which.Length == 0 || example.Name == which[0])
                .SelectMany(Story.Of)
                .Where(story => which.Length < 2 || $"{story.Course}" == which[1]),
        ];
        if (stories.Length == 0)
        {
            Console.Error.WriteLine("usage: ./soak pairs [PLAN [STORY [PLACES...]]]; there is:");
            Console.Error.WriteLine(string.Join('\n', Example.All.SelectMany(Story.Of).Select(story => $"  {story}")));
            return 2;
        }

        return which.Length > 2 ? Again(stories[0], which[2..])
            : stories.Sum(All) == 0 ? 0
            : 1;
    }

    private static int Again(Story story, string[] places)
    {
        BrokenStory? broken = new CrashMatrix(story)
            .Try([.. places.Select(place => int.Parse(place, CultureInfo.InvariantCulture))], new Coverage())
            .Broken;
        Console.WriteLine(broken is null ? "every rule held" : $"{broken}");
        return broken is null ? 0 : 1;
    }

    /// <summary>All pairs of one story.</summary>
    /// <returns>How many broke something.</returns>
    private static int All(Story story)
    {
        var watch = Stopwatch.StartNew();
        var matrix = new CrashMatrix(story);
        var broken = new List<BrokenStory>();
        long lived = 0;
        TimeSpan said = TimeSpan.Zero;
        Parallel.For(
            0,
            matrix.Places,
            (first, loop) =>
            {
                var coverage = new Coverage();
                (int places, BrokenStory? alone) = matrix.Try([first], coverage);
                Take(alone);
                for (int second = first + 1; alone is null && second < places && !loop.IsStopped; second++)
                {
                    Take(matrix.Try([first, second], coverage).Broken);
                }

                void Take(BrokenStory? one)
                {
                    lock (broken)
                    {
                        lived++;
                        if (one is not null && broken.Count < MostBroken)
                        {
                            broken.Add(one);
                            Console.WriteLine($"  {one.Name}: {one.Broken.What}");
                        }

                        if (broken.Count == MostBroken)
                        {
                            loop.Stop();
                        }

                        if (watch.Elapsed - said > Breath)
                        {
                            said = watch.Elapsed;
                            Console.WriteLine($"  {story}: {lived} of about {(long)matrix.Places * matrix.Places / 2}");
                        }
                    }
                }
            }
        );
        Console.WriteLine(
            $"{story}: {matrix.Places} places, {lived} lives with one or two crashes, "
                + $"{(broken.Count == 0 ? "every rule held" : $"{broken.Count} broken")}; {watch.Elapsed.TotalSeconds:0} s"
        );
        foreach (BrokenStory one in broken.DistinctBy(one => one.Broken.Invariant))
        {
            Console.WriteLine(one);
        }

        return broken.Count;
    }
}
