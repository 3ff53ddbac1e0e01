using Lull.Server.Live;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Maintenances;

/// <summary>The list of all maintenances, and the tabs of each.</summary>
internal static class MaintenancePages
{
    internal static void MapMaintenances(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/maintenances",
            (HttpContext http) =>
                http.Page<MaintenanceListPage>(("Zone", ViewerZone.Of(http)), ("Query", http.Request.Query))
        );
        MapTab<OverviewPage>(routes, "");
        MapTab<ProcedurePage>(routes, "/procedure");
        routes.MapGet(
            "/maintenances/{id}/procedure/{node:int}",
            async Task<IResult> (string id, int node, HttpContext http, LiveMaintenances live) =>
                await FindAsync(id, live) is { } found
                    ? http.Page<BlockPage>(
                        ("Live", found),
                        ("Zone", ViewerZone.Of(http)),
                        ("Query", http.Request.Query),
                        ("Number", node)
                    )
                    : http.Missing(NoSuch(id))
        );
        MapTab<PlanTextPage>(routes, "/yaml");
        MapTab<RevisionsPage>(routes, "/revisions");
        MapTab<ForecastPage>(routes, "/forecast");
        MapTab<ItemsPage>(routes, "/items");
        MapTab<JournalPage>(routes, "/journal");
    }

    /// <summary>The maintenance of that id; null when there is none.</summary>
    internal static async Task<LiveMaintenance?> FindAsync(string id, LiveMaintenances live) =>
        MaintenanceId.TryParse(id, provider: null, out MaintenanceId? read) ? await live.FindAsync(read) : null;

    private static string NoSuch(string id) => $"There is no maintenance {id} here, or its journal cannot be read.";

    private static void MapTab<TPage>(IEndpointRouteBuilder routes, string tab)
        where TPage : IComponent =>
        routes.MapGet(
            $"/maintenances/{{id}}{tab}",
            async Task<IResult> (string id, HttpContext http, LiveMaintenances live) =>
                await FindAsync(id, live) is { } found
                    ? http.Page<TPage>(("Live", found), ("Zone", ViewerZone.Of(http)), ("Query", http.Request.Query))
                    : http.Missing(NoSuch(id))
        );
}
