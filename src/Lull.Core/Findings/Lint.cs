using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Findings;

/// <summary>Looks at a plan that could be read, and says what is probably wrong with it.</summary>
public static class Lint
{
    /// <summary>Everything the rules of <see cref="FindingCatalogue"/> have to say about a plan.</summary>
    /// <param name="plan">As read from its file.</param>
    /// <param name="site">Where it is to run; null when unknown, and then rules that need hosts, pools or people stay silent.</param>
    /// <param name="catalogue">What the connectors offer; with an empty one, rules that need to know an action stay silent.</param>
    /// <param name="now">The present moment; null leaves out what depends on it, so that a plan's findings stay the same for ever.</param>
    /// <returns>
    /// In the order of the file, then by code. Findings that the plan waives are in it, with
    /// <see cref="Finding.WaivedBecause"/> set; those that the site counts as errors weigh as such.
    /// </returns>
    public static ValueList<Finding> Check(Plan plan, Site? site, ActionCatalogue catalogue, Instant? now = null)
    {
        var reading = new PlanReading(plan, site, catalogue, now);
        IEnumerable<Finding> found =
            from rule in FindingCatalogue.All
            from remark in rule.Look(reading)
            select new Finding(rule.Code, rule.Severity, remark.Where, remark.Message, remark.Hint);
        Finding[] distinct = [.. found.Distinct()];
        IEnumerable<Finding> waived = distinct.Select(finding => WaiverFindings.Waive(plan, finding));
        return
        [
            .. waived
                .Concat(WaiverFindings.Check(plan, distinct))
                .Select(finding =>
                    site?.Errors.Contains(finding.Code) == true ? finding with { Severity = Severity.Error } : finding
                )
                .OrderBy(finding => finding.Where.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Where.Line)
                .ThenBy(finding => finding.Where.Column)
                .ThenBy(finding => finding.Code, StringComparer.Ordinal),
        ];
    }
}
