namespace Lull.Core.Common;

/// <summary>Where something stands in a file that a person wrote.</summary>
/// <param name="File">As given by the person, such as <c>plans/may.yaml</c>; empty when the text came from nowhere.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Length">Characters at fault on that line; at least 1.</param>
public readonly record struct SourceSpan(string File, int Line, int Column, int Length)
{
    /// <summary>For values that nobody wrote.</summary>
    public static SourceSpan None { get; } = new("", 0, 0, 0);

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
