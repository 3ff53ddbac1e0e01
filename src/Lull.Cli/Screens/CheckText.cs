using System.Text.Json;
using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Engine.Events;
using Lull.Plans;

namespace Lull.Cli.Screens;

/// <summary>What <c>lull check --json</c> writes: for programs, such as one that marks the lines at fault in a review.</summary>
/// <remarks>Names are those of the server's API wherever it has the same thing to say. Names never change; more may come.</remarks>
/// <param name="Plan">The plan's file, as it was named.</param>
/// <param name="Site">The site's name; null when there is none, or it cannot be read.</param>
/// <param name="CanRun">True when nothing keeps the plan from running.</param>
/// <param name="Summary">How many findings there are of each weight.</param>
/// <param name="Findings">In the order of the files; waived ones included.</param>
internal sealed record CheckText(
    string Plan,
    string? Site,
    bool CanRun,
    FindingCounts Summary,
    ValueList<FindingEntry> Findings
)
{
    /// <summary>One line of JSON.</summary>
    internal static string Of(CheckedPlan files, string plan) =>
        JsonSerializer.Serialize(
            new CheckText(
                plan,
                files.Site?.Name,
                files.CanRun,
                FindingCounts.Of(files.Findings),
                [.. files.Findings.Select(FindingEntry.Of)]
            ),
            LullJson.Options
        );
}

/// <summary>How many findings there are of each weight, and how many the plan waives, which are not among those.</summary>
internal sealed record FindingCounts(int Errors, int Warnings, int Notes, int Waived)
{
    internal static FindingCounts Of(ValueList<Finding> findings) =>
        new(
            findings.Count(finding => finding is { Severity: Severity.Error, IsWaived: false }),
            findings.Count(finding => finding is { Severity: Severity.Warning, IsWaived: false }),
            findings.Count(finding => finding is { Severity: Severity.Note, IsWaived: false }),
            findings.Count(finding => finding.IsWaived)
        );
}

/// <summary>One finding.</summary>
/// <param name="Code">Stable, such as <c>LULL0207</c>.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Where">The characters at fault; line 0 when nobody wrote what is at fault.</param>
/// <param name="EndColumn">First column after them.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to write instead or to do; may be empty.</param>
/// <param name="IsWaived">True when the plan waives it.</param>
/// <param name="WaivedBecause">Why; empty when it is not waived.</param>
/// <param name="Page">Its page in the documentation, counted from the top of the repository.</param>
internal sealed record FindingEntry(
    string Code,
    Severity Severity,
    SourceSpan Where,
    int EndColumn,
    string Message,
    string Hint,
    bool IsWaived,
    string WaivedBecause,
    string Page
)
{
    internal static FindingEntry Of(Finding finding) =>
        new(
            finding.Code,
            finding.Severity,
            finding.Where,
            finding.Where.Column + finding.Where.Length,
            finding.Message,
            finding.Hint,
            finding.IsWaived,
            finding.WaivedBecause,
            $"docs/findings/{finding.Code}.md"
        );
}
