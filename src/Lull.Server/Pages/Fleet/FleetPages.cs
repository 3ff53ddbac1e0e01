using Lull.Core.Sites;
using Lull.Server.Catalogue;
using Lull.Server.Fleet;
using Lull.Server.Live;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Fleet;

/// <summary>The hosts of every site that is known, who is out now and why.</summary>
internal static class FleetPages
{
    internal static void MapFleet(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/fleet", ShowAsync);
        routes.MapGet("/fleet/{site}/{host}", ShowHostAsync);
    }

    private static async Task<IResult> ShowAsync(
        string? site,
        int? page,
        HttpContext http,
        KnownSites sites,
        MaintenanceCatalogue catalogue,
        LiveMaintenances live
    )
    {
        IReadOnlyList<Site> known = await sites.AllAsync();
        Site? shown = known.FirstOrDefault(one => one.Name == site) ?? (known.Count > 0 ? known[0] : null);
        SiteFleet? fleet = shown is null ? null : await SiteFleet.OfAsync(shown, catalogue, live);
        return http.Page<FleetPage>(
            ("Sites", known),
            ("Fleet", fleet),
            ("Zone", ViewerZone.Of(http)),
            ("Page", Math.Max(0, page ?? 0))
        );
    }

    private static async Task<IResult> ShowHostAsync(
        string site,
        string host,
        HttpContext http,
        KnownSites sites,
        MaintenanceCatalogue catalogue,
        LiveMaintenances live
    )
    {
        Site? known = await sites.FindAsync(site);
        if (
            known is null
            || (await SiteFleet.OfAsync(known, catalogue, live)).Hosts.FirstOrDefault(one => one.Host.Name == host)
                is not { } found
        )
        {
            return http.Missing($"No site that is known here has a host {host}.");
        }

        MaintenanceCard[] cards =
        [
            .. catalogue
                .All.Where(card => card.Site == site && card.Hosts.Contains(host))
                .OrderByDescending(card => card.Start),
        ];
        return http.Page<HostPage>(("Site", known), ("Shown", found), ("Cards", cards), ("Zone", ViewerZone.Of(http)));
    }
}
