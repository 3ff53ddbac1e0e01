using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>Sets <see cref="Node.CanUndo"/>, and <see cref="Node.Undoing"/>: what each node adds to the time that rolling back takes.</summary>
internal static class UndoReserve
{
    /// <summary>Reserves time for the undos of a numbered tree whose estimates are known.</summary>
    internal static void Set(IReadOnlyList<Draft> drafts, IReadOnlyList<BracketDraft> brackets, Rollback rollback)
    {
        for (int number = drafts.Count - 1; number >= 0; number--)
        {
            Draft draft = drafts[number];
            bool can = draft.Undo is not null || draft.Children.Exists(child => child.Node.CanUndo);
            draft.Node = draft.Node with { CanUndo = can };
        }

        switch (rollback)
        {
            case Rollback.Undo:
                ReserveUndos(drafts, brackets);
                break;
            case Rollback.Block:
                // The block undoes everything at once, however much was done, so its whole time is needed from the first step on
                // and nothing is added later. It runs inside the brackets that are open, so these cost nothing more.
                if (drafts[0].Undo is { } block)
                {
                    drafts[0].Node = drafts[0].Node with { Undoing = block.Node.Estimate.High };
                }

                break;
            case Rollback.None:
                break;
        }
    }

    private static void ReserveUndos(IReadOnlyList<Draft> drafts, IReadOnlyList<BracketDraft> brackets)
    {
        // An undo of a block takes the place of the undos inside it. What stands inside such a block adds nothing of its own.
        bool[] replaced = new bool[drafts.Count];
        foreach (Draft draft in drafts)
        {
            if (draft.Node.IsUndo)
            {
                continue;
            }

            replaced[draft.Number] = draft.Parent is { } parent && (replaced[parent.Number] || parent.Undo is not null);
            Duration undoing =
                draft.Node.Kind is NodeKind.Scope
                    ? draft.Node.CanUndo
                        ? Reopening(draft, brackets)
                        : Duration.Zero
                    : draft.Undo is { } undo && !replaced[draft.Number]
                        ? undo.Node.Estimate.High
                        : Duration.Zero;
            if (undoing > Duration.Zero)
            {
                draft.Node = draft.Node with { Undoing = undoing };
            }
        }
    }

    /// <summary>Opening and closing the brackets once more, for what is undone inside them.</summary>
    private static Duration Reopening(Draft scope, IReadOnlyList<BracketDraft> brackets)
    {
        Duration longest = Duration.FromDays(36_500);
        Duration sum = Duration.Zero;
        foreach (int bracket in scope.Brackets)
        {
            sum = Duration.Min(longest, sum + (2 * Duration.Min(longest, brackets[bracket].Node.Estimate.High)));
        }

        return sum;
    }
}
