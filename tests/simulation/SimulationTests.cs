using System.Globalization;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>Random procedures, random people, random faults: whatever happens, the rules hold.</summary>
public sealed class SimulationTests
{
    private const ulong First = 1_000_000;
    private const int Count = 20_000;

    /// <summary>The one world that <c>./test simulation --seed N</c> asks for; null for all.</summary>
    private static readonly ulong? Asked = Environment.GetEnvironmentVariable("LULL_SEED") is { Length: > 0 } seed
        ? ulong.Parse(seed, CultureInfo.InvariantCulture)
        : null;

    [Fact]
    public void Whatever_goes_wrong_every_rule_holds()
    {
        var coverage = new Coverage();
        List<Broken> broken = Seeds.LiveAll(Asked ?? First, Asked is null ? Count : 1, coverage);

        broken.ShouldBeEmpty(string.Join("\n\n", broken.Take(1)));
        if (Asked is null)
        {
            coverage.Missing().ShouldBeEmpty(coverage.ToString());
        }
    }

    [Fact]
    public void A_world_that_was_broken_once_stays_mended()
    {
        using Stream file = typeof(SimulationTests).Assembly.GetManifestResourceStream("Regressions.txt")!;
        using var reader = new StreamReader(file);
        string[] seeds =
        [
            .. reader
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split(' ')[0]),
        ];
        var coverage = new Coverage();
        Broken[] broken =
        [
            .. seeds
                .Select(seed => Seeds.Live(ulong.Parse(seed, CultureInfo.InvariantCulture), coverage))
                .OfType<Broken>(),
        ];

        seeds.ShouldNotBeEmpty();
        broken.ShouldBeEmpty(string.Join("\n\n", broken.Take(1)));
    }

    [Fact]
    public void A_crash_at_any_one_place_changes_nothing_that_matters()
    {
        var coverage = new Coverage();
        var broken = new List<Broken>();
        for (ulong seed = 1; seed <= 12; seed++)
        {
            Procedure procedure = new Maker(new Chance(seed)).Make();
            var calm = new Simulation(seed, procedure, new Scenario(Faults: null, Crashes: [], Mutation.None));
            calm.Run();
            for (int place = 0; place < calm.Places; place++)
            {
                var scenario = new Scenario(Faults: null, [place], Mutation.None);
                if (Seeds.Live(seed, procedure, scenario, coverage) is { } one)
                {
                    broken.Add(one with { What = $"crash at place {place}: {one.What}" });
                }
            }
        }

        broken.ShouldBeEmpty(string.Join("\n\n", broken.Take(1)));
        coverage.Crashes.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void The_same_seed_twice_writes_the_same_journal()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            Lived(seed).End(int.MaxValue).ShouldBe(Lived(seed).End(int.MaxValue), $"./test simulation --seed {seed}");
        }
    }

    /// <summary>The hash that is compared at every commit holds what decides most; here nothing is left out.</summary>
    [Fact]
    public void A_journal_that_is_folded_again_gives_the_same_state_in_every_field()
    {
        for (ulong seed = 1; seed <= 150; seed++)
        {
            Simulation simulation = Living(seed);
            simulation.Run();

            string folded = Inside.Of(simulation.Journal.Fold());
            Inside.Of(simulation.Watched).ShouldBe(folded, $"./test simulation --seed {seed}");
            if (simulation.Live is { } live)
            {
                Inside.Of(live).ShouldBe(folded, $"./test simulation --seed {seed}");
            }
        }
    }

    [Fact]
    public void From_every_beginning_of_a_journal_a_maintenance_still_reaches_its_end()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            Journal journal = Lived(seed);
            for (int count = 0; count <= journal.Count; count++)
            {
                Afterlife
                    .Ends(journal.Fold(count))
                    .ShouldBeTrue($"seed {seed}, after {count} of {journal.Count} events:\n{journal.End(30)}");
            }
        }
    }

    private static Journal Lived(ulong seed)
    {
        Simulation simulation = Living(seed);
        simulation.Run();
        return simulation.Journal;
    }

    private static Simulation Living(ulong seed)
    {
        var chance = new Chance(seed);
        Procedure procedure = new Maker(chance.Apart(2)).Make();
        return new Simulation(seed, procedure, new Scenario(Faults.Swarm(chance), Crashes: null, Mutation.None));
    }
}
