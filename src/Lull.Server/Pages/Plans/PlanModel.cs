using Lull.Plans;
using Lull.Server.Plans;

namespace Lull.Server.Pages.Plans;

/// <summary>A plan as its page shows it: one revision, checked with one site.</summary>
/// <param name="Entry">The revision.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsPresent">True when it is the present revision.</param>
/// <param name="Revisions">All of them, newest first.</param>
/// <param name="Sites">The sites that it can be begun on.</param>
/// <param name="Site">The one it is checked with; empty when there is none.</param>
/// <param name="Check">What the checks say, for the window that the plan announces.</param>
/// <param name="CanBegin">True when there may be a window in which it can run; each is checked when it is begun.</param>
/// <param name="Links">Its maintenances, newest first.</param>
public sealed record PlanModel(
    PlanRevisionEntry Entry,
    string Text,
    bool IsPresent,
    IReadOnlyList<PlanRevisionEntry> Revisions,
    IReadOnlyList<KeptSite> Sites,
    string Site,
    CheckedPlan Check,
    bool CanBegin,
    IReadOnlyList<MaintenanceLink> Links
)
{
    /// <summary>Reads it; null when there is no such plan or revision. The present revision and the first site unless others are named.</summary>
    internal static async Task<PlanModel?> OfAsync(string plan, string? site, string? revision, PlanLibrary library)
    {
        if (
            await library.PlanAsync(plan) is not { } kept
            || await library.RevisionAsync(plan, string.IsNullOrEmpty(revision) ? kept.Revision : revision)
                is not { } found
        )
        {
            return null;
        }

        IReadOnlyList<KeptSite> sites = await library.SitesAsync();
        string chosen =
            sites.Any(one => one.Name == site) ? site!
            : sites.Count > 0 ? sites[0].Name
            : "";
        if (await library.CheckAsync(plan, found.Entry.Revision, chosen.Length > 0 ? chosen : null) is not { } check)
        {
            return null;
        }

        bool canBegin = check.CanRun;
        check.CompileAsAnnounced();
        return new PlanModel(
            found.Entry,
            found.Text,
            found.Entry.Revision == kept.Revision,
            await library.RevisionsAsync(plan),
            sites,
            chosen,
            check,
            canBegin,
            await library.LinksAsync(plan)
        );
    }
}
