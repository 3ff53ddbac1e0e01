using System.Runtime.InteropServices;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Effects;
using Lull.Reports;

namespace Lull.Server.Live;

/// <summary>
/// What steps said while they ran, about the newest <see cref="Kept"/> lines. Kept in memory alone: the journal keeps the end of each
/// step's output as evidence. Lines are numbered from 0, all together and those of each step by themselves, and keep their numbers
/// when older ones are let go.
/// </summary>
public sealed class OutputLog
{
    /// <summary>So many lines are kept at least.</summary>
    public const int Kept = 100_000;

    /// <summary>Room is taken, and the oldest lines are let go, by so many: a maintenance that says nothing costs nothing.</summary>
    private const int ChunkSize = 1_000;

    private readonly Lock _lock = new();
    private readonly List<OutputLine[]> _chunks = [];
    private readonly Dictionary<int, StepLines> _steps = [];
    private long _first;
    private long _next;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number that the next line gets.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>Which lines there are: the number of the oldest, and the number that the next one gets.</summary>
    /// <param name="node">Counted among those of this step; -1 for all together.</param>
    public (long First, long End) Extent(int node = -1)
    {
        lock (_lock)
        {
            return node < 0 ? (_first, _next)
                : _steps.TryGetValue(node, out StepLines? lines) ? (lines.Gone, lines.Gone + lines.Numbers.Count)
                : (0, 0);
        }
    }

    /// <summary>Lines from a number on that fit, at most so many; costs as much as lines are looked at.</summary>
    /// <param name="from">First number, counted among all lines.</param>
    /// <param name="count">Most lines to give.</param>
    /// <param name="node">Only of this node; -1 for all.</param>
    /// <param name="text">Only lines that hold this text, whatever its case; empty for all.</param>
    public IReadOnlyList<OutputLine> Read(long from, int count, int node = -1, string text = "")
    {
        var found = new List<OutputLine>();
        lock (_lock)
        {
            for (long at = Math.Max(from, _first); at < _next && found.Count < count; at++)
            {
                OutputLine line = LineAt(at);
                if (
                    (node < 0 || line.Node == node)
                    && (text.Length == 0 || line.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                )
                {
                    found.Add(line);
                }
            }
        }

        return found;
    }

    /// <summary>Lines at places; costs as much as it gives.</summary>
    /// <param name="node">Places are counted among the lines of this step; -1 for all together.</param>
    /// <param name="from">First place; those that were let go are left out.</param>
    /// <param name="count">Most lines to give.</param>
    public IReadOnlyList<PlacedLine> Slice(int node, long from, int count)
    {
        var found = new List<PlacedLine>();
        lock (_lock)
        {
            (long first, long end) = Extent(node);
            for (long place = Math.Max(from, first); place < end && found.Count < count; place++)
            {
                found.Add(new PlacedLine(place, LineAt(node < 0 ? place : _steps[node].At(place))));
            }
        }

        return found;
    }

    /// <summary>The newest lines that hold a text, oldest of them first, and how many hold it. Looks at every line that is kept.</summary>
    /// <param name="node">Of this step; -1 for all.</param>
    /// <param name="text">Whatever its case.</param>
    /// <param name="most">Most lines to give.</param>
    public (int Count, IReadOnlyList<PlacedLine> Newest) Search(int node, string text, int most)
    {
        int count = 0;
        var found = new List<PlacedLine>();
        lock (_lock)
        {
            (long first, long end) = Extent(node);
            for (long place = end - 1; place >= first; place--)
            {
                OutputLine line = LineAt(node < 0 ? place : _steps[node].At(place));
                if (!line.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                count++;
                if (found.Count < most)
                {
                    found.Add(new PlacedLine(place, line));
                }
            }
        }

        found.Reverse();
        return (count, found);
    }

    /// <summary>Completes when there is a line with this number or a later one.</summary>
    public async Task ReachesAsync(long number, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_next > number)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    internal void Add(Procedure procedure, Story story, EffectOutput output)
    {
        int node =
            story.Effects.TryGetValue(output.Effect, out (EffectPurpose Purpose, int Subject) effect)
            && effect.Purpose == EffectPurpose.Step
                ? effect.Subject
                : -1;
        string host =
            node >= 0 && procedure.Nodes[node].Host >= 0 ? procedure.Hosts[procedure.Nodes[node].Host].Name : "";
        Instant at = story.HasBegun ? story.State.LastAt : Instant.MinValue;
        Add(new OutputLine(0, at, node, host, output.Title, output.Line));
    }

    internal void Add(OutputLine line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            long number = _next;
            if (number % ChunkSize == 0)
            {
                _chunks.Add(new OutputLine[ChunkSize]);
                LetGo();
            }

            _chunks[^1][number % ChunkSize] = line with { Number = number };
            if (line.Node >= 0)
            {
                ref StepLines? step = ref CollectionsMarshal.GetValueRefOrAddDefault(_steps, line.Node, out _);
                step ??= new StepLines();
                step.Numbers.Add(number);
            }

            _next = number + 1;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private OutputLine LineAt(long number) =>
        _chunks[(int)((number / ChunkSize) - (_first / ChunkSize))][number % ChunkSize];

    /// <summary>Lets the oldest chunk go when the others hold enough.</summary>
    private void LetGo()
    {
        if (_chunks.Count <= (Kept / ChunkSize) + 1)
        {
            return;
        }

        foreach (IGrouping<int, OutputLine> step in _chunks[0].Where(line => line.Node >= 0).GroupBy(line => line.Node))
        {
            _steps[step.Key].LetGo(step.Count());
        }

        _chunks.RemoveAt(0);
        _first += ChunkSize;
    }

    /// <summary>The numbers of one step's lines.</summary>
    private sealed class StepLines
    {
        internal List<long> Numbers { get; } = [];

        /// <summary>So many older ones were let go.</summary>
        internal long Gone { get; private set; }

        internal long At(long place) => Numbers[(int)(place - Gone)];

        internal void LetGo(int count)
        {
            Numbers.RemoveRange(0, count);
            Gone += count;
        }
    }
}

/// <summary>One line that a step said.</summary>
/// <param name="Number">From 0.</param>
/// <param name="At">Of the last event before it, in the time of the maintenance.</param>
/// <param name="Node">The step; -1 when it was a bracket or a message.</param>
/// <param name="Host">Its host; empty when it has none.</param>
/// <param name="Title">Of the step or bracket.</param>
/// <param name="Text">The line, secrets taken out.</param>
public sealed record OutputLine(long Number, Instant At, int Node, string Host, string Title, string Text);

/// <summary>A line and its place among those that were asked for.</summary>
public readonly record struct PlacedLine(long Place, OutputLine Line);
