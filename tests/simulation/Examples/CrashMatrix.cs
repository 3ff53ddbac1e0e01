using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests.Examples;

/// <summary>One story, with a conductor that dies at this place or that: it must end as if it had not.</summary>
internal sealed class CrashMatrix
{
    private readonly Story _story;
    private readonly Mutation _mutation;
    private readonly Simulation _calm;

    /// <summary>Lives the story without a crash first.</summary>
    /// <param name="story">What is lived.</param>
    /// <param name="mutation">What is broken on purpose; null for nothing.</param>
    /// <exception cref="InvalidOperationException">Even without a crash a rule does not hold.</exception>
    internal CrashMatrix(Story story, Mutation? mutation = null)
    {
        _story = story;
        _mutation = mutation ?? Mutation.None;
        (_calm, Broken? broken) = Live([], new Coverage());
        if (broken is not null)
        {
            throw new InvalidOperationException($"{story} goes wrong without any crash.\n{broken}");
        }
    }

    /// <summary>How many places there are when nothing crashes.</summary>
    internal int Places => _calm.Places;

    /// <summary>How it goes when nothing crashes.</summary>
    internal Simulation Calm => _calm;

    /// <summary>Lives the story with crashes.</summary>
    /// <param name="crashes">The places, in order.</param>
    /// <param name="coverage">Counts what came by.</param>
    /// <returns>How many places there were, and what broke; null when it ended as without a crash.</returns>
    internal (int Places, BrokenStory? Broken) Try(ValueList<int> crashes, Coverage coverage)
    {
        (Simulation lived, Broken? broken) = Live(crashes, coverage);
        if (broken is null && Difference(lived) is { } difference)
        {
            broken = new Broken(0, "EndsAsIfNothingHadHappened", difference, lived.Journal.End(40));
        }

        return (lived.Places, broken is null ? null : new BrokenStory($"{_story}", crashes, broken));
    }

    private (Simulation Lived, Broken? Broken) Live(ValueList<int> crashes, Coverage coverage)
    {
        var simulation = new Simulation(
            seed: 0,
            _story.Example.Procedure,
            new Scenario(Faults: null, crashes, _mutation, Without: WithoutRule(crashes), Story: _story)
        );
        return (simulation, Seeds.Live(simulation, coverage));
    }

    /// <summary>
    /// The state is hashed at every commit for single crashes, which takes a third of the time; for more, at each take-over and at the end.
    /// </summary>
    private static string? WithoutRule(ValueList<int> crashes) => crashes.Count > 1 ? nameof(ReplayGivesTheSame) : null;

    /// <summary>What is other than without a crash: how it ended, and what was done.</summary>
    private string? Difference(Simulation lived)
    {
        if (lived.Watched.Stage != _calm.Watched.Stage)
        {
            return $"it ended {lived.Watched.Stage}, without a crash {_calm.Watched.Stage}";
        }

        // What is under way when people give an order depends on the crash: there the rules alone watch.
        if (_story.Course != Course.AsPlanned)
        {
            return null;
        }

        foreach (Node node in _story.Example.Procedure.Nodes)
        {
            NodeStatus status = lived.Watched.StatusOf(node.Number);
            NodeStatus calm = _calm.Watched.StatusOf(node.Number);
            int done = lived.World.Done[node.Number];
            int once = _calm.World.Done[node.Number];
            if (status != calm || node.Kind == NodeKind.Action && done != once)
            {
                return $"'{node.Path}' is {status} and was done {done} times, without a crash {calm} and {once} times";
            }
        }

        return null;
    }
}

/// <summary>A story in which a rule did not hold, or that ended in another way than without a crash.</summary>
internal sealed record BrokenStory(string Story, ValueList<int> Crashes, Broken Broken)
{
    /// <summary>How it is lived again.</summary>
    internal string Name => $"{Story} {string.Join(' ', Crashes)}";

    public override string ToString() =>
        $"{Name}: {Broken.What}\n  the journal's end:\n{Broken.Journal}\n  again: ./soak pairs {Name}";
}
