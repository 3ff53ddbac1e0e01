namespace Lull.Core.Findings;

/// <summary>The words of one stable code's page in the documentation, for an error that is found while a plan is read or compiled.</summary>
/// <param name="Code">Stable, such as <c>LULL0207</c>. A code is never used again for something else.</param>
/// <param name="Title">What is found, as a short sentence without a full stop.</param>
/// <param name="Why">Why it is refused.</param>
/// <param name="WhatToDo">How to mend it.</param>
/// <param name="Example">
/// A piece of a plan, or a site, that has the error. Empty for a code that a plan read from text never shows, because reading says
/// <see cref="ReadAs"/> first.
/// </param>
public sealed record FindingCode(string Code, string Title, string Why, string WhatToDo, string Example)
{
    /// <summary>The code by which reading a text finds the same mistake; empty when nothing finds it before.</summary>
    public string ReadAs { get; init; } = "";
}
