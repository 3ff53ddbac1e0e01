using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>Turns the ids of <c>after:</c> into nodes, once all nodes stand.</summary>
/// <remarks>
/// A step inside rolling blocks or undos becomes many nodes. In the referring step's own host track the id means the node there;
/// elsewhere it means the smallest block that holds all of them. The steps of an undo wait only for steps of the same undo.
/// </remarks>
internal sealed class StepOrdering(CompilerFindings findings)
{
    private readonly Dictionary<(string Id, Draft? Undo), Named> _named = [];
    private readonly Dictionary<(string Id, Draft Track), Draft> _inTrack = [];
    private readonly List<(Draft From, StepReference To)> _references = [];

    /// <summary>Takes note of a step's outermost node.</summary>
    internal void Register(Step step, Draft draft)
    {
        foreach (StepReference reference in step.After)
        {
            _references.Add((draft, reference));
        }

        if (step.Id.Length == 0)
        {
            return;
        }

        if (!_named.TryGetValue((step.Id, draft.UndoRoot), out Named? named))
        {
            _named.Add((step.Id, draft.UndoRoot), new Named(step, draft));
        }
        else if (ReferenceEquals(named.Step, step))
        {
            named.Smallest = Draft.Around(named.Smallest, draft);
        }
        else
        {
            findings.Say(
                CompilerFindings.SameId,
                step.Where,
                $"Two steps have the id '{step.Id}'",
                "give one of them another id"
            );
        }

        for (Draft? track = draft.Track; track is not null; track = track.Track)
        {
            _inTrack[(step.Id, track)] = _inTrack.TryGetValue((step.Id, track), out Draft? other)
                ? Draft.Around(other, draft)
                : draft;
        }
    }

    /// <summary>Sets <see cref="Draft.After"/> and <see cref="Draft.Dependents"/>.</summary>
    internal void Resolve()
    {
        foreach ((Draft from, StepReference to) in _references)
        {
            if (Find(from, to) is { } target && !from.After.Contains(target))
            {
                from.After.Add(target);
                target.Dependents.Add(from);
            }
        }
    }

    /// <summary>Says which steps wait for each other, given pairs of a node and what it waits for.</summary>
    internal void SayCircle(IReadOnlyList<(Draft Waits, Draft For)> circle)
    {
        (Draft waits, Draft target) = circle[0];
        SourceSpan where = _references
            .Where(each => ReferenceEquals(each.From, waits) && ReferenceEquals(Find(each.From, each.To), target))
            .Select(each => each.To.Where)
            .FirstOrDefault();
        findings.Say(
            CompilerFindings.Circle,
            where,
            "These steps wait for each other: "
                + string.Join(
                    "; ",
                    circle.Select(pair => $"'{pair.Waits.Node.Path}' waits for '{pair.For.Node.Path}'")
                ),
            "take one 'after:' away, or change the order of the steps"
        );
    }

    private Draft? Find(Draft from, StepReference to)
    {
        for (Draft? track = from.UndoRoot is null ? from.Track : null; track is not null; track = track.Track)
        {
            if (_inTrack.TryGetValue((to.Id, track), out Draft? here))
            {
                return here;
            }
        }

        if (_named.TryGetValue((to.Id, from.UndoRoot), out Named? named))
        {
            return named.Smallest;
        }

        findings.SayUnknown(
            CompilerFindings.UnknownStep,
            to.Where,
            from.UndoRoot is null ? $"'{to.Id}' is not a step of this plan" : $"'{to.Id}' is not a step of this undo",
            to.Id,
            _named.Keys.Where(key => ReferenceEquals(key.Undo, from.UndoRoot)).Select(key => key.Id)
        );
        return null;
    }

    private sealed class Named(Step step, Draft smallest)
    {
        internal Step Step { get; } = step;

        internal Draft Smallest { get; set; } = smallest;
    }
}
