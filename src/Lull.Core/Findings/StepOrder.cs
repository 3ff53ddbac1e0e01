using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>Which steps must be over before which others begin.</summary>
internal sealed class StepOrder
{
    private readonly Dictionary<Step, StepPlace> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, StepPlace> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<Step, HashSet<Step>> _before = new(ReferenceEqualityComparer.Instance);

    internal StepOrder(IEnumerable<StepPlace> places)
    {
        foreach (StepPlace place in places)
        {
            _places[place.Step] = place;
            if (place.Step.Id.Length > 0)
            {
                _byId.TryAdd(place.Step.Id, place);
            }
        }
    }

    /// <summary>The place of the step with that id; null when there is none.</summary>
    internal StepPlace? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The tracks of two steps that may happen at the same time: they stand in different tracks of one parallel block, and
    /// nothing makes either wait for the other. Null when they cannot.
    /// </summary>
    internal (Step One, Step Other)? OverlappingTracks(StepPlace one, StepPlace other)
    {
        Step[] mine = [.. one.Around, one.Step];
        Step[] theirs = [.. other.Around, other.Step];
        int common = mine.Zip(theirs).TakeWhile(pair => ReferenceEquals(pair.First, pair.Second)).Count();
        return
            common > 0
            && common < Math.Min(mine.Length, theirs.Length)
            && mine[common - 1] is Step.Parallel
            && !IsOver(one, other)
            && !IsOver(other, one)
            ? (mine[common], theirs[common])
            : null;
    }

    /// <summary>True when two steps may happen at the same time.</summary>
    internal bool MayOverlap(StepPlace one, StepPlace other) => OverlappingTracks(one, other) is not null;

    /// <summary>True when <paramref name="first"/>, or a block around it, must be over before <paramref name="then"/> begins.</summary>
    private bool IsOver(StepPlace first, StepPlace then) => first.WithAround().Any(BeforeOf(then).Contains);

    private HashSet<Step> BeforeOf(StepPlace place)
    {
        if (_before.TryGetValue(place.Step, out HashSet<Step>? known))
        {
            return known;
        }

        var over = new HashSet<Step>(ReferenceEqualityComparer.Instance);
        var todo = new Stack<StepPlace>([place]);
        while (todo.TryPop(out StepPlace? next))
        {
            foreach (StepPlace earlier in WaitedFor(next))
            {
                if (over.Add(earlier.Step))
                {
                    todo.Push(earlier);
                    PushInside(earlier, over, todo);
                }
            }
        }

        return _before[place.Step] = over;
    }

    /// <summary>What is in a block that is over is over too, with all that it waited for.</summary>
    private void PushInside(StepPlace block, HashSet<Step> over, Stack<StepPlace> todo)
    {
        foreach (Step part in block.Step.Parts())
        {
            if (_places.TryGetValue(part, out StepPlace? place) && over.Add(part))
            {
                todo.Push(place);
                PushInside(place, over, todo);
            }
        }
    }

    private IEnumerable<StepPlace> WaitedFor(StepPlace place)
    {
        Step inner = place.Step;
        foreach (Step step in place.WithAround())
        {
            foreach (StepReference reference in step.After)
            {
                if (_byId.TryGetValue(reference.Id, out StepPlace? named))
                {
                    yield return named;
                }
            }

            if (step is Step.Sequence or Step.Rolling && !ReferenceEquals(step, inner))
            {
                foreach (Step earlier in step.Parts().TakeWhile(part => !ReferenceEquals(part, inner)))
                {
                    if (_places.TryGetValue(earlier, out StepPlace? sibling))
                    {
                        yield return sibling;
                    }
                }
            }

            inner = step;
        }
    }
}
