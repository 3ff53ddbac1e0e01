using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>When each step of the window would happen if everything took as long as its author thinks likely.</summary>
/// <remarks>
/// Steps without an estimate count as no time at all, so what it shows is the least that the plan itself admits. With a window
/// that is to be decided it counts from an arbitrary start; then only differences mean something.
/// </remarks>
internal sealed class Timetable
{
    private static readonly Instant Arbitrary = Instant.FromUtc(2001, 1, 1, 0, 0);
    private static readonly Instant Last = TimeResolution.Latest + LongestWork.Limit;

    private readonly PlanReading _reading;
    private readonly Dictionary<Step, TimetableRow> _rows = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Instant> _ends = new(StringComparer.Ordinal);

    internal Timetable(PlanReading reading)
    {
        _reading = reading;
        Start = reading.InstantOf(reading.Plan.Window.Start) ?? Arbitrary;
        var phases = new List<PhaseRow>();
        Instant now = Start;
        foreach (Phase phase in reading.Plan.Phases.Where(phase => phase.Kind is not PhaseKind.Prepare))
        {
            now = Instant.Max(now, reading.InstantOf(phase.From) ?? now);
            now = InSequence(phase.Steps, now);
            phases.Add(new PhaseRow(phase, now));
        }

        Phases = [.. phases];
        End = now;
    }

    internal Instant Start { get; }

    /// <summary>When the last phase is over.</summary>
    internal Instant End { get; }

    /// <summary>The phases inside the window.</summary>
    internal ValueList<PhaseRow> Phases { get; }

    /// <summary>The row of a step of the window; null for steps outside it.</summary>
    internal TimetableRow? this[Step step] => _rows.GetValueOrDefault(step);

    /// <summary>How long it takes to undo all of the change, as far as the plan gives estimates.</summary>
    internal Duration Undoing =>
        _reading.Plan.Rollback switch
        {
            Rollback.Block block => Total(block.Steps),
            Rollback.Undo => Sum(
                _reading
                    .Plan.Phases.Where(phase => phase.Kind is PhaseKind.Change or PhaseKind.Verify)
                    .SelectMany(phase => phase.Steps)
                    .Select(UndoingOf)
            ),
            Rollback.None => Duration.Zero,
        };

    private Instant InSequence(ValueList<Step> steps, Instant now) =>
        steps.Aggregate(now, (moment, step) => Place(step, moment));

    private Instant Place(Step step, Instant ready)
    {
        foreach (StepReference reference in step.After)
        {
            ready = Instant.Max(ready, _ends.GetValueOrDefault(reference.Id, ready));
        }

        Instant? gate = _reading.InstantOf(step.NotBefore);
        Instant begun = Instant.Max(ready, gate ?? ready);
        Instant end = step.NotDoing.Length > 0 ? begun : Work(step, begun);
        _rows[step] = new TimetableRow(ready, gate, end);
        if (step.Id.Length > 0)
        {
            _ends.TryAdd(step.Id, end);
        }

        return end;
    }

    private Instant Work(Step step, Instant begun)
    {
        Duration brackets = Sum(step.With.Select(bracket => bracket.Estimate?.Likely ?? Duration.Zero));
        Instant opened = Later(begun, brackets);
        Instant worked = step switch
        {
            Step.Sequence sequence => InSequence(sequence.Steps, opened),
            Step.Parallel parallel => parallel.Steps.Select(track => Place(track, opened)).Append(opened).Max(),
            Step.Rolling rolling => Rolled(rolling, opened),
            Step.Wait wait => Later(opened, wait.For),
            _ => Later(opened, OnAllHosts(step)),
        };
        return Later(
            Instant.Max(
                worked,
                step.Parts().Count > 0 ? Later(opened, step.Estimate?.Likely ?? Duration.Zero) : worked
            ),
            brackets
        );
    }

    private Instant Rolled(Step.Rolling rolling, Instant begun)
    {
        Duration one = InSequence(rolling.Steps, begun) - begun;
        int turns = TurnsOf(rolling);
        return Later(
            begun,
            LongestWork.Sum(LongestWork.Times(one, turns), LongestWork.Times(rolling.Pause, Math.Max(0, turns - 1)))
        );
    }

    /// <summary>How many times one after the other the steps of a rolling block are done.</summary>
    private int TurnsOf(Step.Rolling rolling)
    {
        int hosts = _reading.Hosts.Of(rolling.Over).Count;
        int most = Math.Min(
            rolling.MaxUnavailable?.AtLeastOneOf(hosts) ?? int.MaxValue,
            rolling.AtOnce is > 0 and { } atOnce ? atOnce : int.MaxValue
        );
        int turns = 0;
        for (int batch = 0, left = hosts; left > 0; batch++)
        {
            int size = Math.Min(left, BatchOf(rolling, batch, hosts));
            turns += (size + Math.Min(size, most) - 1) / Math.Min(size, most);
            left -= size;
        }

        return turns;
    }

    private static int BatchOf(Step.Rolling rolling, int batch, int hosts) =>
        rolling.Batches.Count == 0
            ? 1
            : rolling.Batches[Math.Min(batch, rolling.Batches.Count - 1)].AtLeastOneOf(hosts);

    private Duration OnAllHosts(Step step)
    {
        Duration one = step.Estimate?.Likely ?? Duration.Zero;
        int hosts = _reading.Hosts.Of(step.On).Count;
        return step.AtOnce is { } atOnce and > 0 && hosts > 0
            ? LongestWork.Times(one, (hosts + atOnce - 1) / atOnce)
            : one;
    }

    /// <summary>A block's own undo takes the place of those inside it; tracks are undone one after the other.</summary>
    private Duration UndoingOf(Step step) =>
        step.Undo.Count > 0
            ? Total(step.Undo)
            : step switch
            {
                Step.Rolling { Rollback.Count: > 0 } rolling => LongestWork.Times(
                    Total(rolling.Rollback),
                    TurnsOf(rolling)
                ),
                Step.Rolling rolling => LongestWork.Times(Sum(rolling.Steps.Select(UndoingOf)), TurnsOf(rolling)),
                _ => Sum(step.Parts().Select(UndoingOf)),
            };

    private Duration Total(ValueList<Step> steps) => Sum(steps.Select(TotalOf));

    private Duration TotalOf(Step step) =>
        step switch
        {
            Step.Wait wait => wait.For,
            Step.Parallel parallel => parallel.Steps.Select(TotalOf).Append(Duration.Zero).Max(),
            Step.Rolling rolling => LongestWork.Sum(
                LongestWork.Times(Total(rolling.Steps), TurnsOf(rolling)),
                LongestWork.Times(rolling.Pause, Math.Max(0, TurnsOf(rolling) - 1))
            ),
            Step.Sequence sequence => Total(sequence.Steps),
            _ => OnAllHosts(step),
        };

    private static Duration Sum(IEnumerable<Duration> durations) => durations.Aggregate(Duration.Zero, LongestWork.Sum);

    private static Instant Later(Instant moment, Duration length) =>
        Instant.Min(Last, moment + LongestWork.Sum(length, Duration.Zero));
}

/// <summary>When one step would happen.</summary>
/// <param name="Ready">When everything before it is over.</param>
/// <param name="Gate">When its gate opens; null when it has none, or nobody knows.</param>
/// <param name="End">When it is over.</param>
internal sealed record TimetableRow(Instant Ready, Instant? Gate, Instant End);

/// <summary>When one phase would be over.</summary>
internal sealed record PhaseRow(Phase Phase, Instant End);
