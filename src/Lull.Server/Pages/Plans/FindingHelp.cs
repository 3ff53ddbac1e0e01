using Lull.Core.Findings;
using Lull.Core.Procedures;
using Lull.Plans.Codes;

namespace Lull.Server.Pages.Plans;

/// <summary>What the documentation says of a code.</summary>
/// <param name="Code">Such as <c>LULL0207</c>.</param>
/// <param name="Name">Its name for waivers; empty for a code that cannot be waived by name.</param>
/// <param name="Weight">How much it weighs, in a word.</param>
/// <param name="Title">What is found.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="WhatToDo">How to mend it.</param>
/// <param name="Example">A piece of a plan that has it; may be empty.</param>
/// <param name="WhenToWaive">When a waiver is right; empty when it never is.</param>
public sealed record FindingHelp(
    string Code,
    string Name,
    string Weight,
    string Title,
    string Why,
    string WhatToDo,
    string Example,
    string WhenToWaive
)
{
    /// <summary>The help for a code; null when no such code is known.</summary>
    internal static FindingHelp? Of(string code)
    {
        if (FindingCatalogue.Find(code) is { } rule)
        {
            return new FindingHelp(
                rule.Code,
                rule.Name,
                Reports.Names.Kebab(rule.Severity.ToString()),
                rule.Title,
                rule.Why,
                rule.WhatToDo,
                rule.Example,
                rule.WhenToWaive
            );
        }

        return ReadingCodes
            .All.Concat(CompilerCodes.All)
            .Where(one => one.Code.Equals(code, StringComparison.OrdinalIgnoreCase))
            .Select(one => new FindingHelp(one.Code, "", "", one.Title, one.Why, one.WhatToDo, one.Example, ""))
            .FirstOrDefault();
    }
}
