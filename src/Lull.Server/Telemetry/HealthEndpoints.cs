using Lull.Engine.Events;
using Lull.Server.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Telemetry;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can be given work. Neither tells anything about maintenances to strangers.</summary>
internal static class HealthEndpoints
{
    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Text("ok\n", "text/plain")).Public().ExcludeFromDescription();
        routes.MapGet("/readyz", ReadyAsync).Public().ExcludeFromDescription();
    }

    private static async Task<JsonHttpResult<ReadinessAnswer>> ReadyAsync(
        Readiness readiness,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        ReadinessAnswer answer = await readiness.LookAsync(cancellation);
        answer = http.Caller().May(Rights.View) ? answer : answer with { Troubles = [] };
        return TypedResults.Json(
            answer,
            LullJson.Options,
            statusCode: answer.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }
}
