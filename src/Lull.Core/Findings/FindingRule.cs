namespace Lull.Core.Findings;

/// <summary>One thing that a check of a plan looks for, with the words of its page in the documentation.</summary>
public sealed record FindingRule
{
    /// <summary>Stable, such as <c>LULL1202</c>. A code is never used again for something else.</summary>
    public required string Code { get; init; }

    /// <summary>Stable words joined by <c>-</c>, such as <c>opened-never-closed</c>; a waiver may give it instead of the code.</summary>
    public required string Name { get; init; }

    /// <summary>How much its findings weigh.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What it finds, as a short sentence without a full stop.</summary>
    public required string Title { get; init; }

    /// <summary>Why it matters.</summary>
    public required string Why { get; init; }

    /// <summary>How to mend it.</summary>
    public required string WhatToDo { get; init; }

    /// <summary>A piece of a plan that it finds fault with, as YAML.</summary>
    public required string Example { get; init; }

    /// <summary>When a waiver is right. Empty for a rule that cannot be waived, because the plan could not run all the same.</summary>
    public required string WhenToWaive { get; init; }

    /// <summary>True when a waiver with a reason silences its findings.</summary>
    public bool CanBeWaived => WhenToWaive.Length > 0;

    /// <summary>
    /// Looks at one plan. Pure: the same plan gives the same remarks in the same order. The rules about waivers have none of
    /// their own: <see cref="WaiverFindings"/> looks when all others have looked.
    /// </summary>
    internal Func<PlanReading, IEnumerable<Remark>> Look { get; init; } = static _ => [];
}

/// <summary>What one rule has to say about one place.</summary>
internal sealed record Remark(SourceSpan Where, string Message, string Hint = "");
