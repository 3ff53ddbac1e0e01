using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;

namespace Lull.Reports;

/// <summary>A maintenance as it is told: every event of its journal, folded into its present state. One owner; not for several tasks.</summary>
public sealed class Story
{
    private const int KeptLines = 200;

    private readonly Queue<StoryLine> _lines = new();
    private readonly Dictionary<int, (EffectPurpose Purpose, int Subject)> _effects = [];
    private State? _state;

    /// <summary>The last event that was taken; 0 when none was.</summary>
    public long Sequence { get; private set; }

    /// <summary>True once the first event was taken.</summary>
    public bool HasBegun => _state is not null;

    /// <summary>The present state.</summary>
    /// <exception cref="InvalidOperationException">Nothing was taken yet.</exception>
    public State State => _state ?? throw new InvalidOperationException("No event was taken yet.");

    /// <summary>Every effect so far: what it was for.</summary>
    public IReadOnlyDictionary<int, (EffectPurpose Purpose, int Subject)> Effects => _effects;

    /// <summary>The first event.</summary>
    public MaintenanceEvent.Planned? Planned { get; private set; }

    /// <summary>What happened lately, in words, oldest first.</summary>
    public IReadOnlyCollection<StoryLine> Lines => _lines;

    /// <summary>Why its conductor does not go on; empty when it does.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Takes the next thing; the line that says it, or null when it says nothing to people.</summary>
    public StoryLine? Take(Published published)
    {
        switch (published)
        {
            case Published.Happened happened:
                return Take(happened);
            case Published.Trouble trouble:
                Trouble = trouble.Text;
                return trouble.Text.Length == 0 ? null : Keep(new StoryLine(LastAt, Tone.Bad, trouble.Text, ""));
            case Published.Said said:
                return Keep(new StoryLine(LastAt, Tone.Quiet, $"{said.Output.Title}: {said.Output.Line}", ""));
        }

        return null;
    }

    private Instant LastAt => _state?.LastAt ?? Instant.MinValue;

    private StoryLine? Take(Published.Happened happened)
    {
        if (happened.Sequence <= Sequence)
        {
            return null;
        }

        Sequence = happened.Sequence;
        if (happened.Event is MaintenanceEvent.Planned planned)
        {
            Planned = planned;
            _state = Machine.Begin(planned, happened.At);
            return Keep(
                new StoryLine(
                    happened.At,
                    Tone.Plain,
                    $"Planned: {planned.Procedure.Title} on {planned.Procedure.Site}",
                    ""
                )
            );
        }

        if (happened.Event is MaintenanceEvent.EffectIntended intended)
        {
            _effects[intended.Effect] = (intended.Purpose, intended.Subject);
        }

        (Tone Tone, string Text)? said = new EventText(State.Procedure, _effects, State).Of(happened.Event);
        Machine.Evolve(State, happened.Event, happened.At);
        return said is { } words
            ? Keep(new StoryLine(happened.At, words.Tone, words.Text, happened.Actor == "engine" ? "" : happened.Actor))
            : null;
    }

    private StoryLine Keep(StoryLine line)
    {
        if (_lines.Count == KeptLines)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
        return line;
    }
}

/// <summary>One thing that happened, in words.</summary>
/// <param name="At">When, in the time of the maintenance.</param>
/// <param name="Tone">How it looks.</param>
/// <param name="Text">What.</param>
/// <param name="By">The person; empty when nobody did it.</param>
public sealed record StoryLine(Instant At, Tone Tone, string Text, string By);

/// <summary>How something looks on a screen.</summary>
public enum Tone
{
    /// <summary>Hardly worth reading.</summary>
    Quiet,

    /// <summary>Ordinary.</summary>
    Plain,

    /// <summary>Something was achieved.</summary>
    Good,

    /// <summary>Someone should look.</summary>
    Warn,

    /// <summary>Something went wrong.</summary>
    Bad,
}
