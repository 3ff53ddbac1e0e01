using Lull.Core.Common;
using Lull.Core.Plans;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Procedures;

/// <summary>
/// A plan made from bytes, so that any bytes are a plan and fewer bytes a smaller one: what FsCheck shrinks stays readable.
/// When they run out, every further choice is the plainest.
/// </summary>
internal sealed class Recipe(byte[] choices)
{
    private int _at;
    private int _ids;

    internal Plan Plan()
    {
        Plan plan = Written.Plan([.. Steps(0)]);
        return plan with
        {
            Phases = [.. plan.Phases, new Phase { Kind = PhaseKind.Prepare, Steps = Steps(0) }],
            Rollback = Choose(3) switch
            {
                0 => new Rollback.Undo(),
                1 => new Rollback.None("It cannot be undone."),
                _ => new Rollback.Block([Manual("Put everything back"), Run("restart") with { On = Hosts("web") }]),
            },
        };
    }

    private ValueList<Step> Steps(int depth) => [.. Enumerable.Range(0, 1 + Choose(3)).Select(_ => Step(depth))];

    private Step Step(int depth)
    {
        Step step = Choose(depth < 3 ? 11 : 7) switch
        {
            0 => Manual("Look"),
            1 => Run("restart") with { On = Hosts("web") },
            2 => Get("{edge.url}"),
            3 => Manual("Look at {edge.url}") with { On = Hosts("web2", "web4"), AtOnce = Choose(3) },
            4 => new Step.Wait(Minutes(Choose(9)), Until: null),
            5 => new Step.Announce(["customers"], "half-time"),
            6 => Manual("Never") with { NotDoing = "It is not needed." },
            7 => new Step.Sequence(Steps(depth + 1)),
            8 => new Step.Parallel(Steps(depth + 1)),
            9 => new Step.Sequence(Steps(depth + 1)) { On = Hosts("web1", "db-main") },
            _ => Rolling(depth),
        };
        return step with
        {
            Id = Choose(2) == 1 ? $"step-{_ids++}" : "",
            With = Choose(4) switch
            {
                1 => [Page],
                2 => [Page with { CloseOrder = Choose(3) }, Silence with { On = Hosts("web") }, Page],
                _ => [.. step.With],
            },
            After = _ids > 0 && Choose(4) == 1 ? [After($"step-{Choose(_ids)}")] : [],
            Undo = depth < 3 && Choose(4) == 1 ? [Manual("Undo it")] : [],
        };
    }

    private Step.Rolling Rolling(int depth) =>
        new()
        {
            Over = Choose(2) == 0 ? Hosts("web") : Hosts("db-main", "web3"),
            Steps = Steps(depth + 1),
            Batches =
            [
                .. Enumerable
                    .Range(0, Choose(3))
                    .Select(_ => Choose(2) == 0 ? (Share)new Share.Count(Choose(4)) : new Share.Percent(Choose(101))),
            ],
            MaxUnavailable = Choose(2) == 0 ? null : new Share.Count(Choose(3)),
            Pause = Minutes(Choose(2)),
            With = Choose(2) == 0 ? [] : [Silence, Drain],
            Rollback = Choose(3) == 0 ? [Run("put-back")] : [],
        };

    private int Choose(int among) => _at < choices.Length ? choices[_at++] % among : 0;
}
