using Lull.Core.Plans;

namespace Lull.Plans.Checks;

/// <summary>A step with everything inside it.</summary>
internal static class StepTree
{
    /// <summary>The step itself, the steps of its block, its undo and its hosts' roll back, in the order written.</summary>
    internal static IEnumerable<Step> All(Step step)
    {
        yield return step;
        foreach (Step inner in Inside(step).Concat(step.Undo).SelectMany(All))
        {
            yield return inner;
        }
    }

    private static IEnumerable<Step> Inside(Step step) =>
        step switch
        {
            Step.Sequence sequence => sequence.Steps,
            Step.Parallel parallel => parallel.Steps,
            Step.Rolling rolling => rolling.Steps.Concat(rolling.Rollback),
            _ => [],
        };
}
