using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Fleet;
using Lull.Server.Live;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Calendar;

/// <summary>The first page: what is coming, and what waits for the one who looks.</summary>
internal static class CalendarPages
{
    internal static void MapCalendar(this IEndpointRouteBuilder routes) => routes.MapGet("/", ShowAsync);

    private static async Task<RazorComponentResult<CalendarPage>> ShowAsync(
        string? view,
        string? at,
        HttpContext http,
        IMaintenanceClock clock,
        MaintenanceCatalogue catalogue,
        LiveMaintenances live,
        KnownSites sites
    )
    {
        DateTimeZone zone = ViewerZone.Of(http);
        LocalDate today = clock.Now.InZone(zone).Date;
        var model = await CalendarModel.OfAsync(
            CalendarSpan.Of(view, at, today, zone),
            today,
            await MyTurn.OfAsync(http.Caller(), catalogue, live),
            catalogue,
            sites
        );
        return http.Page<CalendarPage>(("Model", model));
    }
}
