using Lull.Server.Callers;
using Lull.Server.Pages.Calendar;
using Lull.Server.Pages.Connections;
using Lull.Server.Pages.Fleet;
using Lull.Server.Pages.Maintenances;
using Lull.Server.Pages.People;
using Lull.Server.Pages.Plans;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Pages;

/// <summary>Addresses of pages. Each folder of pages maps its own; who may not see a page is asked to sign in or told so.</summary>
internal static class PageRoutes
{
    internal static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapProviderSignIn(routes.ServiceProvider.GetRequiredService<ServerOptions>());
        routes.MapMe();
        routes.MapSettings();
        RouteGroupBuilder viewing = routes.MapGroup("").Needs(Rights.View);
        viewing.MapCalendar();
        viewing.MapMaintenances();
        viewing.MapReports();
        viewing.MapPlans();
        viewing.MapSites();
        viewing.MapFleet();
        viewing.MapConnections();
    }

    /// <summary>A page that says what does not exist, with status 404.</summary>
    internal static RazorComponentResult<MissingPage> Missing(this HttpContext http, string what)
    {
        RazorComponentResult<MissingPage> page = http.Page<MissingPage>(("What", what));
        page.StatusCode = StatusCodes.Status404NotFound;
        return page;
    }

    /// <summary>A page, rendered on the server.</summary>
    internal static RazorComponentResult<TPage> Page<TPage>(
        this HttpContext http,
        params (string Name, object? Value)[] parameters
    )
        where TPage : IComponent
    {
        var given = parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
        given["Caller"] = http.Caller();
        return new RazorComponentResult<TPage>(given);
    }

    /// <summary>A part of a page that shows the same to everyone, rendered on the server.</summary>
    internal static RazorComponentResult<TPart> Fragment<TPart>(
        this HttpContext http,
        params (string Name, object? Value)[] parameters
    )
        where TPart : IComponent
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TPart>(
            parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)
        );
    }
}
