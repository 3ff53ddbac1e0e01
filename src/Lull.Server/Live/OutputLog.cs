using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Effects;
using Lull.Reports;

namespace Lull.Server.Live;

/// <summary>
/// What steps said while they ran, the newest <see cref="Kept"/> lines. Kept in memory alone: the journal keeps the end of each
/// step's output as evidence. Lines are numbered from 0 and keep their numbers when older ones are let go.
/// </summary>
public sealed class OutputLog
{
    /// <summary>So many lines are kept.</summary>
    public const int Kept = 100_000;

    private readonly Lock _lock = new();
    private readonly OutputLine[] _lines = new OutputLine[Kept];
    private long _next;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number that the next line gets.</summary>
    public long Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Lines from a number on that fit, at most so many; costs as much as lines are looked at.</summary>
    /// <param name="from">First number.</param>
    /// <param name="count">Most lines to give.</param>
    /// <param name="node">Only of this node; -1 for all.</param>
    /// <param name="text">Only lines that hold this text, whatever its case; empty for all.</param>
    public IReadOnlyList<OutputLine> Read(long from, int count, int node = -1, string text = "")
    {
        var found = new List<OutputLine>();
        lock (_lock)
        {
            for (long at = Math.Max(from, _next - Kept); at < _next && found.Count < count; at++)
            {
                OutputLine line = _lines[at % Kept];
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
        TaskCompletionSource changed;
        lock (_lock)
        {
            Instant at = story.HasBegun ? story.State.LastAt : Instant.MinValue;
            _lines[_next % Kept] = new OutputLine(_next, at, node, host, output.Title, output.Line);
            _next++;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
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
