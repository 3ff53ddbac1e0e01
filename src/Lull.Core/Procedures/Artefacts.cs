using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>The names of what the steps of a plan make.</summary>
internal static class Artefacts
{
    /// <summary>Every <c>makes:</c> of the plan, undos and roll backs included.</summary>
    internal static HashSet<string> MadeBy(Plan plan)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var todo = new Stack<Step>(plan.Phases.SelectMany(phase => phase.Steps));
        foreach (Step step in (plan.Rollback as Rollback.Block)?.Steps ?? [])
        {
            todo.Push(step);
        }

        while (todo.TryPop(out Step? step))
        {
            if (step.Makes.Length > 0)
            {
                names.Add(step.Makes);
            }

            foreach (Step inner in Inside(step))
            {
                todo.Push(inner);
            }
        }

        return names;
    }

    private static ValueList<Step> Inside(Step step) =>
        step switch
        {
            Step.Sequence sequence => [.. sequence.Steps, .. step.Undo],
            Step.Parallel parallel => [.. parallel.Steps, .. step.Undo],
            Step.Rolling rolling => [.. rolling.Steps, .. rolling.Rollback, .. step.Undo],
            Step.Manual or Step.Action or Step.Check or Step.Approval or Step.Announce or Step.Wait => step.Undo,
        };
}
