using Lull.Core.Plans;

namespace Lull.Core.Findings;

/// <summary>Waivers: applying them, and the findings about waivers that do nothing.</summary>
internal static class WaiverFindings
{
    private static readonly FindingRule Unused = new()
    {
        Code = "LULL1901",
        Name = "waiver-matches-nothing",
        Severity = Severity.Warning,
        Title = "A waiver matches no finding",
        Why =
            "A waiver that matches nothing is left over from a mistake that was mended, or misspells the rule it means. Left in "
            + "place, it would silence the next real finding without anybody noticing.",
        WhatToDo = "Take the waiver out, or write the code or name of the finding that you mean.",
        Example = """
            waive:
              - { code: LULL1220, because: the balancer heals itself }
            """,
        WhenToWaive = "A template of a series may keep a waiver that only some occurrences need.",
    };

    private static readonly FindingRule Refused = new()
    {
        Code = "LULL1902",
        Name = "waiver-refused",
        Severity = Severity.Warning,
        Title = "A waiver names a finding that cannot be waived, or gives no reason",
        Why =
            "A waiver is a decision that somebody can be asked about, so it has a reason. Some findings are not a matter of "
            + "decision: with them the plan cannot run, or would give a secret away, whatever anybody accepts.",
        WhatToDo =
            "Write the reason into `because`. For a finding that cannot be waived, mend what it says and take the waiver out.",
        Example = """
            waive:
              - { code: LULL1701, because: it is only the staging password }
            """,
        WhenToWaive = "",
    };

    internal static ValueList<FindingRule> Rules { get; } = [Unused, Refused];

    /// <summary>The finding, marked as waived when the plan waives it with a reason and its rule allows that.</summary>
    internal static Finding Waive(Plan plan, Finding finding)
    {
        FindingRule rule = FindingCatalogue.Find(finding.Code)!;
        Waiver? waiver = plan.Waivers.FirstOrDefault(waiver => Names(waiver, rule) && HasReason(waiver));
        return waiver is not null && rule.CanBeWaived
            ? finding with
            {
                WaivedBecause = waiver.Because.Trim(),
            }
            : finding;
    }

    /// <summary>What is wrong with the waivers themselves, given every finding of the plan.</summary>
    internal static IEnumerable<Finding> Check(Plan plan, IReadOnlyList<Finding> found)
    {
        foreach (Waiver waiver in plan.Waivers)
        {
            if (FindingCatalogue.Find(waiver.Code) is not { } rule)
            {
                if (!IsOfAnotherCheck(waiver.Code))
                {
                    yield return Unmatched(plan, waiver, $"There is no finding '{waiver.Code}'", HintFor(waiver.Code));
                }
            }
            else if (!rule.CanBeWaived)
            {
                yield return Say(
                    Refused,
                    waiver,
                    $"'{waiver.Code}' cannot be waived: {rule.Title}",
                    "mend what it says and take the waiver out"
                );
            }
            else if (!HasReason(waiver))
            {
                yield return Say(
                    Refused,
                    waiver,
                    $"The waiver of '{waiver.Code}' gives no reason",
                    "write why into 'because:'"
                );
            }
            else if (rule != Unused && !found.Any(finding => finding.Code == rule.Code))
            {
                yield return Unmatched(
                    plan,
                    waiver,
                    $"Nothing is found that the waiver of '{waiver.Code}' could waive",
                    "take it out"
                );
            }
        }
    }

    private static Finding Unmatched(Plan plan, Waiver waiver, string message, string hint) =>
        Waive(plan, Say(Unused, waiver, message, hint));

    private static Finding Say(FindingRule rule, Waiver waiver, string message, string hint) =>
        new(rule.Code, rule.Severity, waiver.Where, message, hint);

    private static bool Names(Waiver waiver, FindingRule rule) =>
        rule.Code.Equals(waiver.Code, StringComparison.OrdinalIgnoreCase)
        || rule.Name.Equals(waiver.Code, StringComparison.OrdinalIgnoreCase);

    private static bool HasReason(Waiver waiver) => !string.IsNullOrWhiteSpace(waiver.Because);

    /// <summary>Codes outside LULL1xxx belong to reading and compiling, which look after their own waivers.</summary>
    private static bool IsOfAnotherCheck(string code) =>
        code.StartsWith("LULL", StringComparison.OrdinalIgnoreCase)
        && !code.StartsWith("LULL1", StringComparison.OrdinalIgnoreCase);

    private static string HintFor(string code)
    {
        string? near = Spelling.Nearest(code, FindingCatalogue.All.SelectMany(rule => new[] { rule.Code, rule.Name }));
        return near is null ? "docs/findings lists every finding with its code and name" : $"did you mean '{near}'?";
    }
}
