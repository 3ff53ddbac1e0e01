using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Fleet;
using Lull.Server.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Api;

/// <summary>Hosts, pools and connections of sites.</summary>
internal static class FleetEndpoints
{
    internal static void MapFleet(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapGet("/sites/{name}/fleet", FleetAsync),
            Rights.View,
            "Hosts and pools of a site, with who holds them out now"
        );
        Describe(
            routes.MapGet("/sites/{name}/connections", ConnectionsAsync),
            Rights.View,
            "The connections of a site, as they were seen last"
        );
        Describe(
            routes.MapPost("/sites/{name}/connections/look", LookAsync),
            Rights.Operate,
            "Look whether the connections of a site are fit for work; changes nothing there"
        );
    }

    private static void Describe(RouteHandlerBuilder endpoint, Rights rights, string summary) =>
        endpoint.WithSummary(summary).WithTags("Fleet").Needs(rights).Refuses(401, 403, 404);

    private static async Task<Results<Ok<FleetSite>, ProblemHttpResult>> FleetAsync(
        string name,
        KnownSites sites,
        MaintenanceCatalogue catalogue,
        LiveMaintenances live
    ) =>
        await sites.FindAsync(name) is { } site
            ? TypedResults.Ok(FleetSite.Of(await SiteFleet.OfAsync(site, catalogue, live)))
            : NoSite(name);

    private static async Task<Results<Ok<ValueList<ConnectionState>>, ProblemHttpResult>> ConnectionsAsync(
        string name,
        KnownSites sites,
        ConnectionHealth health
    ) => await sites.FindAsync(name) is { } site ? TypedResults.Ok(health.Of(site)) : NoSite(name);

    private static async Task<Results<Ok<ValueList<ConnectionState>>, ProblemHttpResult>> LookAsync(
        string name,
        HttpContext http,
        KnownSites sites,
        ConnectionHealth health,
        CancellationToken cancellation
    )
    {
        if (await sites.FindAsync(name) is not { } site)
        {
            return NoSite(name);
        }

        await health.LookAsync(http.Caller(), site, cancellation);
        return TypedResults.Ok(health.Of(site));
    }

    private static ProblemHttpResult NoSite(string name) => Problems.Of("not-found", $"There is no site '{name}'.");
}
