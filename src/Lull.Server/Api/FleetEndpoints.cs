using Lull.Server.Callers;
using Lull.Server.Fleet;
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
        routes
            .MapGet("/sites/{name}/fleet", FleetAsync)
            .WithSummary("Hosts and pools of a site, with who holds them out now")
            .WithTags("Fleet")
            .Needs(Rights.View)
            .Refuses(401, 403, 404);
        routes
            .MapGet("/sites/{name}/connections", ConnectionsAsync)
            .WithSummary("Look whether the connections of a site are fit for work; changes nothing")
            .WithTags("Fleet")
            .Needs(Rights.View)
            .Refuses(401, 403, 404);
    }

    private static async Task<Results<Ok<FleetSite>, ProblemHttpResult>> FleetAsync(string name, FleetBoard fleet) =>
        await fleet.OfAsync(name) is { } site
            ? TypedResults.Ok(site)
            : Problems.Of("not-found", $"There is no site '{name}'.");

    private static async Task<Results<Ok<ValueList<ConnectionState>>, ProblemHttpResult>> ConnectionsAsync(
        string name,
        ConnectionHealth health,
        CancellationToken cancellation
    ) =>
        await health.OfAsync(name, cancellation) is { } states
            ? TypedResults.Ok(states)
            : Problems.Of("not-found", $"There is no site '{name}'.");
}
