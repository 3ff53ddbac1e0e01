using System.Runtime.InteropServices;
using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>
/// The order in which nodes can begin and end, and how long each takes when nothing goes wrong. Number the nodes and resolve
/// <c>after:</c> first. Linear in nodes and references, but for blocks with a limit: those sort their children's ends.
/// </summary>
/// <remarks>
/// Each node has two moments. It begins after its block began, after the one before it in its block ended, and after everything
/// in <see cref="Draft.After"/> ended; a block ends after its children. A walk in that order (Kahn) finds circles and, in the
/// same pass, the longest path to each moment. With a limit, a block also takes at least what handing out its children, in
/// order, to the first free place takes.
/// </remarks>
internal sealed class Schedule
{
    private readonly IReadOnlyList<Draft> _drafts;
    private readonly IReadOnlyList<BracketDraft> _brackets;
    private readonly int[] _before;
    private readonly int[] _place;
    private readonly Span[] _at;

    internal Schedule(IReadOnlyList<Draft> drafts, IReadOnlyList<BracketDraft> brackets)
    {
        _drafts = drafts;
        _brackets = brackets;
        _before = new int[drafts.Count * 2];
        _place = new int[drafts.Count];
        _at = new Span[drafts.Count * 2];
    }

    /// <summary>Sets the estimates of all blocks; or returns a circle, as nodes and what they wait for, and sets none.</summary>
    internal IReadOnlyList<(Draft Waits, Draft For)> Run()
    {
        var ready = new Queue<int>();
        foreach (Draft draft in _drafts)
        {
            for (int index = 0; index < draft.Children.Count; index++)
            {
                _place[draft.Children[index].Number] = index;
            }
        }

        foreach (Draft draft in _drafts)
        {
            _before[Begin(draft)] = draft.After.Count + (HasBlock(draft) ? 1 : 0) + (Previous(draft) is null ? 0 : 1);
            _before[End(draft)] = 1 + draft.Children.Count;
            if (_before[Begin(draft)] == 0)
            {
                ready.Enqueue(Begin(draft));
            }
        }

        int settled = 0;
        while (ready.TryDequeue(out int moment))
        {
            settled++;
            Settle(moment, ready);
        }

        if (settled < _before.Length)
        {
            return Circle();
        }

        foreach (Draft draft in _drafts)
        {
            if (!draft.Node.IsLeaf)
            {
                draft.Node = draft.Node with { Estimate = Length(draft).ToEstimate() };
            }
        }

        return [];
    }

    private static int Begin(Draft draft) => draft.Number * 2;

    private static int End(Draft draft) => (draft.Number * 2) + 1;

    /// <summary>False for the root, and for an undo, which begins on its own.</summary>
    private static bool HasBlock(Draft draft) => draft.Parent is { } parent && !ReferenceEquals(parent.Undo, draft);

    private Draft? Previous(Draft draft) =>
        HasBlock(draft) && draft.Parent!.IsInOrder && _place[draft.Number] > 0
            ? draft.Parent.Children[_place[draft.Number] - 1]
            : null;

    private Draft? Next(Draft draft) =>
        HasBlock(draft) && draft.Parent!.IsInOrder && _place[draft.Number] + 1 < draft.Parent.Children.Count
            ? draft.Parent.Children[_place[draft.Number] + 1]
            : null;

    private void Settle(int moment, Queue<int> ready)
    {
        Draft draft = _drafts[moment / 2];
        Span at = _at[moment];
        if (moment == Begin(draft))
        {
            Span opened = at + Holding(draft);
            foreach (Draft child in draft.Children)
            {
                Reach(Begin(child), opened, ready);
            }

            Reach(
                End(draft),
                draft.Node.IsLeaf && draft.Node.NotDoing.Length == 0 ? at + Span.Of(draft.Node.Estimate) : opened,
                ready
            );
            return;
        }

        at = Span.Later(at, _at[Begin(draft)] + HandedOut(draft));
        at += Holding(draft);
        _at[moment] = at;
        if (HasBlock(draft))
        {
            Reach(End(draft.Parent!), at, ready);
        }

        if (Next(draft) is { } next)
        {
            Reach(Begin(next), at, ready);
        }

        foreach (Draft dependent in draft.Dependents)
        {
            Reach(Begin(dependent), at, ready);
        }
    }

    private void Reach(int moment, Span at, Queue<int> ready)
    {
        _at[moment] = Span.Later(_at[moment], at);
        if (--_before[moment] == 0)
        {
            ready.Enqueue(moment);
        }
    }

    private Span Length(Draft draft) => _at[End(draft)] - _at[Begin(draft)];

    /// <summary>Opening, or closing, all brackets of a scope; nothing for other nodes.</summary>
    private Span Holding(Draft draft)
    {
        Span sum = default;
        if (draft.Node.NotDoing.Length == 0)
        {
            foreach (int bracket in draft.Brackets)
            {
                sum += Span.Of(_brackets[bracket].Node.Estimate);
            }
        }

        return sum;
    }

    /// <summary>How long a block with a limit takes when each child, in order, gets the first place that is free.</summary>
    private Span HandedOut(Draft draft)
    {
        int limit = draft.Node.Limit;
        if (limit <= 0 || limit >= draft.Children.Count)
        {
            return default;
        }

        var lengths = draft.Children.ConvertAll(Length);
        return new Span(
            HandedOut(lengths.ConvertAll(length => length.Low), limit),
            HandedOut(lengths.ConvertAll(length => length.Likely), limit),
            HandedOut(lengths.ConvertAll(length => length.High), limit)
        );
    }

    private static long HandedOut(List<long> lengths, int limit)
    {
        var free = new PriorityQueue<long, long>();
        long over = 0;
        foreach (long length in lengths)
        {
            long begin = free.Count < limit ? 0 : free.Dequeue();
            long end = Span.Capped(begin + length);
            free.Enqueue(end, end);
            over = Math.Max(over, end);
        }

        return over;
    }

    /// <summary>Walks backwards over moments that never came, until one comes again; keeps the steps taken over an <c>after:</c>.</summary>
    private List<(Draft Waits, Draft For)> Circle()
    {
        var seen = new Dictionary<int, int>();
        var walked = new List<(int Moment, (Draft, Draft)? Over)>();
        int moment = Array.FindIndex(_before, left => left > 0);
        while (seen.TryAdd(moment, walked.Count))
        {
            (int earlier, (Draft, Draft)? over) = Blocker(moment);
            walked.Add((moment, over));
            moment = earlier;
        }

        return [.. walked.Skip(seen[moment]).Where(step => step.Over is not null).Select(step => step.Over!.Value)];
    }

    /// <summary>A moment that never came and that this one waits for; there is one, or this one would have come.</summary>
    private (int Moment, (Draft Waits, Draft For)? Over) Blocker(int moment)
    {
        Draft draft = _drafts[moment / 2];
        if (moment == End(draft))
        {
            Draft? child = draft.Children.Find(each => _before[End(each)] > 0);
            return (child is null ? Begin(draft) : End(child), null);
        }

        if (draft.After.Find(each => _before[End(each)] > 0) is { } target)
        {
            return (End(target), (draft, target));
        }

        return Previous(draft) is { } previous && _before[End(previous)] > 0
            ? (End(previous), null)
            : (Begin(draft.Parent!), null);
    }

    /// <summary>Low, likely and high in nanoseconds, each at most a hundred years, so that sums of hostile plans stay in range.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Span(long Low, long Likely, long High)
    {
        private const long Longest = 100L * 365 * 86_400 * 1_000_000_000;

        public static Span operator +(Span one, Span other) =>
            new(Capped(one.Low + other.Low), Capped(one.Likely + other.Likely), Capped(one.High + other.High));

        public static Span operator -(Span one, Span other) =>
            new(one.Low - other.Low, one.Likely - other.Likely, one.High - other.High);

        internal static Span Of(Estimate estimate) =>
            new(Nanoseconds(estimate.Low), Nanoseconds(estimate.Likely), Nanoseconds(estimate.High));

        internal static Span Later(Span one, Span other) =>
            new(Math.Max(one.Low, other.Low), Math.Max(one.Likely, other.Likely), Math.Max(one.High, other.High));

        internal static long Capped(long nanoseconds) => Math.Min(nanoseconds, Longest);

        /// <summary>Differences of longest paths may be out of order when a block waits for another; an estimate never is.</summary>
        internal Estimate ToEstimate()
        {
            long likely = Math.Max(Low, Likely);
            return new Estimate(
                Duration.FromNanoseconds(Low),
                Duration.FromNanoseconds(likely),
                Duration.FromNanoseconds(Math.Max(likely, High))
            );
        }

        private static long Nanoseconds(Duration duration) =>
            duration <= Duration.Zero ? 0
            : duration >= Duration.FromNanoseconds(Longest) ? Longest
            : duration.ToInt64Nanoseconds();
    }
}
