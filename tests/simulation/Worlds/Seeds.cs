using Lull.Core.Procedures;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Procedures;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>Runs worlds by their seeds and says what broke.</summary>
internal static class Seeds
{
    /// <summary>After so many broken worlds, more would not say more.</summary>
    internal const int MostBroken = 10;

    /// <summary>One world; null when every rule held.</summary>
    internal static Broken? Live(ulong seed, Coverage coverage, Mutation? mutation = null, string? only = null)
    {
        var chance = new Chance(seed);
        Procedure procedure = new Maker(chance.Apart(2)).Make();
        Faults? faults = chance.Hits(4) ? null : Faults.Swarm(chance.Apart(3));
        return Live(seed, procedure, new Scenario(faults, Crashes: null, mutation ?? Mutation.None, only), coverage);
    }

    internal static Broken? Live(ulong seed, Procedure procedure, Scenario scenario, Coverage coverage)
    {
        return Live(new Simulation(seed, procedure, scenario), coverage);
    }

    internal static Broken? Live(Simulation simulation, Coverage coverage)
    {
        try
        {
            simulation.Run();
            return null;
        }
        catch (BrokenInvariantException broken)
        {
            return new Broken(simulation.Seed, broken.Invariant, broken.Message, simulation.Journal.End(40));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new Broken(simulation.Seed, "NeverThrows", fault.ToString(), simulation.Journal.End(40));
        }
        finally
        {
            coverage.Add(simulation.Coverage);
        }
    }

    /// <summary>So many worlds over all cores.</summary>
    /// <returns>What broke, by seed; no new world is begun after <see cref="MostBroken"/>.</returns>
    internal static List<Broken> LiveAll(
        ulong first,
        int count,
        Coverage coverage,
        Action<int>? progress = null,
        Action<Broken>? broke = null,
        CancellationToken stop = default
    )
    {
        var broken = new List<Broken>();
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return [.. broken.OrderBy(one => one.Seed)];

        void Work()
        {
            var own = new Coverage();
            while (true)
            {
                int number = Interlocked.Increment(ref next);
                lock (broken)
                {
                    if (number >= count || broken.Count >= MostBroken || stop.IsCancellationRequested)
                    {
                        coverage.Add(own);
                        return;
                    }
                }

                progress?.Invoke(number);
                if (Live(first + (ulong)number, own) is { } one)
                {
                    lock (broken)
                    {
                        broken.Add(one);
                        broke?.Invoke(one);
                    }
                }
            }
        }
    }
}

/// <summary>A world in which a rule did not hold.</summary>
internal sealed record Broken(ulong Seed, string Invariant, string What, string Journal)
{
    public override string ToString() =>
        $"Seed {Seed}: {What}\n  the journal's end:\n{Journal}\n  again: ./test simulation --seed {Seed}";
}
