using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>How much work a procedure may hold in all: far more than anybody means, far less than a calendar can count.</summary>
/// <remarks>
/// Forecasts, roll backs and what is left of a window are sums of times of the procedure, each at its longest. When all of them
/// together stay below this, so does every such sum, and none of them needs to be looked at again.
/// </remarks>
internal static class LongestWork
{
    /// <summary>A thousand years, each of 365 days.</summary>
    internal static readonly Duration Limit = Duration.FromDays(365_000);

    /// <summary>A bracket is opened and closed, and once more when what stands inside it is rolled back.</summary>
    private const int OpenedAndClosed = 4;

    /// <summary>Says at which step the times of a numbered tree come to more than the limit, if they do.</summary>
    internal static void Check(
        IReadOnlyList<Draft> drafts,
        IReadOnlyList<BracketDraft> brackets,
        CompilerFindings findings
    )
    {
        Duration sum = Duration.Zero;
        foreach (Draft draft in drafts.Where(draft => draft.Node.NotDoing.Length == 0))
        {
            if (draft.Node.IsLeaf)
            {
                sum = Sum(sum, draft.Node.Estimate.High);
            }

            foreach (int bracket in draft.Brackets)
            {
                sum = Sum(sum, Times(brackets[bracket].Node.Estimate.High, OpenedAndClosed));
            }

            if (sum >= Limit)
            {
                findings.Say(
                    CompilerFindings.TooMuchWork,
                    WrittenAt(draft),
                    "With this step, what the plan does comes to a thousand years or more, at the longest it may take",
                    "look at its times, and at those of the steps before it: 10m are ten minutes, 10d are ten days"
                );
                return;
            }
        }
    }

    /// <summary>Both one after the other; never more than the limit.</summary>
    internal static Duration Sum(Duration one, Duration other) =>
        Duration.Min(Limit, Duration.Min(Limit, one) + Duration.Min(Limit, other));

    /// <summary>So many times one after the other; never more than the limit.</summary>
    internal static Duration Times(Duration one, int times) => times > 0 && one > Limit / times ? Limit : one * times;

    /// <summary>Pauses and scopes are made by Lull, for what is written around them.</summary>
    private static SourceSpan WrittenAt(Draft draft)
    {
        Draft? written = draft;
        while (written is { Where.Line: 0, Parent: { } parent })
        {
            written = parent;
        }

        return written.Where;
    }
}
