using System.Text.Json.Serialization;
using Lull.Engine.Events;
using Lull.Server.Callers;
using Lull.Server.Evidence;
using Lull.Server.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Api;

/// <summary>The HTTP API, put together.</summary>
internal static class ApiRoutes
{
    internal static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            LullJson.Configure(options.SerializerOptions);
            options.SerializerOptions.IgnoreReadOnlyProperties = false;
            // A name that is mistyped is refused, so that what was meant is not left out in silence.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<CardOrder>();
        services.AddSingleton<EvidenceFiles>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<KnownSites>();
        services.AddSingleton<ConnectionHealth>();
        services.AddOpenApi("v1", OpenApiText.Configure);
        return services;
    }

    internal static void MapApi(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup(ApiGate.Root).WithMetadata(new BodyLimit(BodyLimit.Usual));
        api.MapMaintenances();
        api.MapReports();
        api.MapStreams();
        api.MapCommands();
        api.MapPlans();
        api.MapFleet();
        api.MapWebhooks();
        api.MapGet("/me", Me)
            .WithSummary("Who asks, and what they may do")
            .WithTags("Callers")
            .Needs(Rights.None)
            .Refuses(401);
        routes.MapOpenApi($"{ApiGate.Root}/openapi.json").Needs(Rights.None);
    }

    private static Me Me(HttpContext http)
    {
        Caller caller = http.Caller();
        return new Me(
            caller.Person,
            caller.Name,
            [.. RightsText.Each.Where(one => caller.May(one.Right)).Select(one => one.Name)],
            caller.Zone,
            caller.Token
        );
    }
}

/// <summary>Who asks.</summary>
/// <param name="Person">Their id.</param>
/// <param name="Name">For people to read.</param>
/// <param name="Rights">What they may do here.</param>
/// <param name="Zone">Their IANA zone; empty when unknown.</param>
/// <param name="Token">The token that was used; empty when they signed in.</param>
public sealed record Me(string Person, string Name, ValueList<string> Rights, string Zone, string Token);
