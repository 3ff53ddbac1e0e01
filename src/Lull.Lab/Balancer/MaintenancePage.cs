using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Lab.Balancer;

/// <summary>The switch that makes the balancer answer every request with the maintenance page.</summary>
internal sealed class MaintenancePage
{
    /// <summary>The header by which the page is told from an accidental 503.</summary>
    public const string Header = "X-Maintenance-Page";

    private volatile bool isUp;

    public bool IsUp => isUp;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/maintenance-page", () => new { maintenancePage = isUp });
        routes.MapPost("/maintenance-page/raise", () => Switch(up: true));
        routes.MapPost("/maintenance-page/lower", () => Switch(up: false));
    }

    public static async Task ServeAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers[Header] = "up";
        context.Response.Headers.RetryAfter = "60";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            "<h1>We are at work here and will be back soon.</h1>\n",
            context.RequestAborted
        );
    }

    private object Switch(bool up)
    {
        isUp = up;
        return new { maintenancePage = up };
    }
}
