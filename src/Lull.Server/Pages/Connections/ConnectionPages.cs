using Lull.Server.Callers;
using Lull.Server.Fleet;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Connections;

/// <summary>The connections of every site that is known, and how they are when somebody asks.</summary>
internal static class ConnectionPages
{
    internal static void MapConnections(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/connections",
            async (HttpContext http, KnownSites sites) =>
                http.Page<ConnectionsPage>(("Sites", await sites.AllAsync()), ("Zone", ViewerZone.Of(http)))
        );
        routes.MapPost("/connections/{site}", LookAsync).Needs(Rights.Operate);
    }

    private static async Task<IResult> LookAsync(
        string site,
        HttpContext http,
        KnownSites sites,
        ConnectionHealth health
    )
    {
        if (await sites.FindAsync(site) is not { } known)
        {
            return http.Missing($"No site {site} is known here.");
        }

        await health.LookAsync(http.Caller(), known, http.RequestAborted);
        return http.SeeOther($"/connections#site-{Uri.EscapeDataString(site)}");
    }
}
