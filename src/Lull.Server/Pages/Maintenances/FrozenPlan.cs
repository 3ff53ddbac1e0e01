using Lull.Connectors;
using Lull.Core.Maintenances;
using Lull.Plans;

namespace Lull.Server.Pages.Maintenances;

/// <summary>The texts that a maintenance was compiled from, as they were frozen, with the findings they had.</summary>
/// <param name="Files">The plan, then what it calls, then the site.</param>
/// <param name="Check">The plan read anew.</param>
public sealed record FrozenPlan(IReadOnlyList<SourceText> Files, CheckedPlan Check)
{
    private const string PlanName = "plan";
    private const string SiteName = "site";

    /// <summary>Reads the frozen texts. Files that the plan calls were joined to it; each begins with its key <c>procedure</c>.</summary>
    internal static FrozenPlan Of(MaintenanceEvent.Planned planned)
    {
        List<string> parts = Parts(planned.PlanText);
        var called = new List<SourceText>();
        SiteReading site = SiteReader.Read(SiteName, planned.SiteText, ConnectorKinds.Catalogue);
        var check = CheckedPlan.Of(
            PlanName,
            parts[0],
            site,
            path =>
            {
                // Called files were joined in the order in which they are called first.
                int next = called.Count + 1;
                if (next >= parts.Count)
                {
                    return null;
                }

                called.Add(new SourceText(path, parts[next]));
                return parts[next];
            },
            ConnectorKinds.Catalogue
        );
        return new FrozenPlan(
            [new SourceText(PlanName, parts[0]), .. called, new SourceText(SiteName, planned.SiteText)],
            check
        );
    }

    private static List<string> Parts(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        var parts = new List<string>();
        int from = 0;
        for (int line = 1; line < lines.Length; line++)
        {
            if (lines[line].StartsWith("procedure:", StringComparison.Ordinal))
            {
                int begin = line;
                while (begin > from + 1 && lines[begin - 1].StartsWith('#'))
                {
                    begin--;
                }

                parts.Add(string.Join('\n', lines[from..begin]));
                from = begin;
            }
        }

        parts.Add(string.Join('\n', lines[from..]));
        return parts;
    }
}
