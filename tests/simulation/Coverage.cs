using Lull.Core.Maintenances;

namespace Lull.Simulation.Tests;

/// <summary>What simulations came by, so that nobody mistakes a simulator that explores nothing for a machine without faults.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<Type, int> _events = [];
    private readonly int[] _endings = new int[Enum.GetValues<Stage>().Length];
    private readonly int[] _faults = new int[Enum.GetValues<Fault>().Length];
    private readonly int[] _questions = new int[Enum.GetValues<QuestionKind>().Length];
    private readonly int[] _choices = new int[Enum.GetValues<Choice>().Length];

    internal int Crashes { get; set; }

    internal int Refused { get; set; }

    /// <summary>Brackets of blocks that were over, opened again around something that was rolled back by itself.</summary>
    internal int Loans { get; set; }

    internal long Events { get; private set; }

    internal int Worlds { get; private set; }

    internal int InRecovery { get; private set; }

    internal bool Count(Fault fault)
    {
        _faults[(int)fault]++;
        return true;
    }

    internal void CountEvent(MaintenanceEvent happened)
    {
        Events++;
        _events[happened.GetType()] = _events.GetValueOrDefault(happened.GetType()) + 1;
        switch (happened)
        {
            case MaintenanceEvent.QuestionAsked asked:
                _questions[(int)asked.Question.Kind]++;
                break;
            case MaintenanceEvent.QuestionAnswered { Choice: { } choice }:
                _choices[(int)choice]++;
                break;
        }
    }

    internal void CountEnding(State state)
    {
        Worlds++;
        _endings[(int)state.Stage]++;
        InRecovery += state.NeedsRecovery.Count > 0 ? 1 : 0;
    }

    internal void Add(Coverage other)
    {
        Crashes += other.Crashes;
        Refused += other.Refused;
        Loans += other.Loans;
        Events += other.Events;
        Worlds += other.Worlds;
        InRecovery += other.InRecovery;
        foreach ((Type type, int count) in other._events)
        {
            _events[type] = _events.GetValueOrDefault(type) + count;
        }

        AddUp(_endings, other._endings);
        AddUp(_faults, other._faults);
        AddUp(_questions, other._questions);
        AddUp(_choices, other._choices);
    }

    /// <summary>What was never come by, by name; empty when everything was.</summary>
    internal IReadOnlyList<string> Missing()
    {
        // The interpreter, not the machine, writes these two; the first event is the one a state begins with.
        Type[] notDecided =
        [
            typeof(MaintenanceEvent.Planned),
            typeof(MaintenanceEvent.Refused),
            typeof(MaintenanceEvent.StateHashed),
        ];
        return
        [
            .. typeof(MaintenanceEvent)
                .GetNestedTypes()
                .Where(type => !notDecided.Contains(type) && !_events.ContainsKey(type))
                .Select(type => type.Name),
            .. Names<Stage>(_endings).Where(name => Enum.Parse<Stage>(name) >= Stage.Closed),
            .. Names<Fault>(_faults),
            .. Names<QuestionKind>(_questions),
            .. Names<Choice>(_choices),
            .. Loans > 0 ? Array.Empty<string>() : [nameof(Loans)],
        ];
    }

    public override string ToString() =>
        $"{Worlds} worlds, {Events} events, {Crashes} crashes, {Refused} refusals, {Loans} loans, {InRecovery} left for people\n"
        + Line<Stage>("endings", _endings)
        + Line<QuestionKind>("questions", _questions)
        + Line<Choice>("answers", _choices)
        + Line<Fault>("faults", _faults);

    private static IEnumerable<string> Names<T>(int[] counts)
        where T : struct, Enum =>
        Enum.GetValues<T>()
            .Select((value, index) => (value, index))
            .Where(one => counts[one.index] == 0)
            .Select(one => one.value.ToString());

    private static string Line<T>(string what, int[] counts)
        where T : struct, Enum =>
        $"  {what}: "
        + string.Join(
            ", ",
            Enum.GetValues<T>()
                .Select((value, index) => (value, Count: counts[index]))
                .Where(one => one.Count > 0)
                .Select(one => $"{one.value} {one.Count}")
        )
        + "\n";

    private static void AddUp(int[] to, int[] from)
    {
        for (int index = 0; index < to.Length; index++)
        {
            to[index] += from[index];
        }
    }
}
