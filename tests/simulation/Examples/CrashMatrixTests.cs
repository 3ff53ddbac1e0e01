using Lull.Core.Maintenances;
using Lull.Simulation.Tests.Mutations;

namespace Lull.Simulation.Tests.Examples;

/// <summary>Every plan that people are shown, with the conductor killed at every single place. <c>./soak pairs</c> takes every two.</summary>
public sealed class CrashMatrixTests
{
    public static TheoryData<string> Names => [.. Example.All.Select(example => example.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Wherever_its_conductor_dies_an_example_ends_as_if_it_had_not(string name)
    {
        foreach (Story story in Story.Of(Example.Named(name)))
        {
            (int places, List<BrokenStory> broken, Coverage coverage) = Crash(new CrashMatrix(story));

            broken.ShouldBeEmpty(string.Join("\n\n", broken.Take(1)));
            coverage.Crashes.ShouldBe(places, $"{story}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Without_a_crash_an_example_goes_as_its_story_says(string name)
    {
        foreach (Story story in Story.Of(Example.Named(name)))
        {
            Simulation calm = new CrashMatrix(story).Calm;

            calm.Watched.Stage.ShouldBe(
                story.Course switch
                {
                    Course.AsPlanned or Course.HostRolledBack => Stage.Closed,
                    Course.RolledBack => Stage.RolledBack,
                    Course.Aborted => Stage.Aborted,
                },
                $"{story}:\n{calm.Journal.End(40)}"
            );
            (calm.Ledger.RolledBack.Count > 0).ShouldBe(story.Course == Course.HostRolledBack, $"{story}");
            if (story.Course == Course.AsPlanned)
            {
                calm.Ledger.Asked.ShouldBeEmpty($"{name} asks people although everything goes well");
            }
        }
    }

    [Fact]
    public void A_conductor_that_begins_again_without_a_look_is_noticed()
    {
        var story = new Story(Example.Named("monthly-patching.plan.yaml"), Course.AsPlanned);

        Crash(new CrashMatrix(story, new RepeatsBlindly())).Broken.ShouldNotBeEmpty();
    }

    private static (int Places, List<BrokenStory> Broken, Coverage Coverage) Crash(CrashMatrix matrix)
    {
        var coverage = new Coverage();
        var broken = new List<BrokenStory>();
        Parallel.For(
            0,
            matrix.Places,
            static () => new Coverage(),
            (place, _, own) =>
            {
                if (matrix.Try([place], own).Broken is { } one)
                {
                    lock (broken)
                    {
                        broken.Add(one);
                    }
                }

                return own;
            },
            own =>
            {
                lock (broken)
                {
                    coverage.Add(own);
                }
            }
        );
        return (matrix.Places, broken, coverage);
    }
}
