using Lull.Server.Callers;
using Lull.Server.Status.Statuspage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Status;

/// <summary>Addresses of the status page and of all feeds. Everyone may read them, and everyone reads the same.</summary>
internal static class StatusRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    internal static void AddStatus(this IServiceCollection services)
    {
        services.AddSingleton<StatusBoards>();
        services.AddSingleton<StatusAnswers>();
        services.AddSingleton<StatusPages>();
        services.AddSingleton(provider =>
        {
            ServerOptions options = provider.GetRequiredService<ServerOptions>();
            return new StatusLinks(
                () => options.PublicUrl?.AbsoluteUri ?? ListeningAt(provider) ?? options.Listen.AbsoluteUri,
                options.Status.Contact
            );
        });
        services.AddSingleton<StatusDesk>();
        services.AddSingleton<FeedTokens>();
    }

    internal static void MapStatus(this IEndpointRouteBuilder routes)
    {
        Read(routes, "/status", (StatusDesk desk) => desk.BoardAsync(null));
        Read(routes, "/status/calendar.ics", (StatusDesk desk) => desk.CalendarAsync(null));
        Read(routes, "/status/atom.xml", (StatusDesk desk) => desk.AtomAsync(null));
        Read(routes, "/status/feed.json", (StatusDesk desk) => desk.NewsAsync(null));
        Read(routes, "/status/components/{name}", (string name, StatusDesk desk) => desk.BoardAsync(name));
        Read(
            routes,
            "/status/components/{name}/calendar.ics",
            (string name, StatusDesk desk) => desk.CalendarAsync(name)
        );
        Read(routes, "/status/components/{name}/atom.xml", (string name, StatusDesk desk) => desk.AtomAsync(name));
        Read(routes, "/status/components/{name}/feed.json", (string name, StatusDesk desk) => desk.NewsAsync(name));
        Read(routes, "/status/maintenances/{id}", (string id, StatusDesk desk) => desk.MaintenanceAsync(id));
        Read(routes, "/status/maintenances/{id}.ics", (string id, StatusDesk desk) => desk.NoticeAsync(id));
        Read(routes, "/status/archive", (StatusDesk desk) => desk.ArchiveAsync());
        Read(routes, "/status/archive/{month}", (string month, StatusDesk desk) => desk.ArchiveAsync(month));
        Read(routes, "/status/{**rest}", (StatusDesk desk) => desk.MissingAsync());
        foreach (string path in StatuspageAnswers.Paths.Keys)
        {
            Read(routes, "/api/v2/" + path, (StatusDesk desk) => desk.StatuspageAsync(path));
        }

        Read(
            routes,
            "/feeds/{token}/calendar.ics",
            (string token, StatusDesk desk) => desk.PrivateCalendarAsync(token)
        );
    }

    private static string? ListeningAt(IServiceProvider provider) =>
        provider.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    private static void Read(IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, Reading, handler).Public();
}
