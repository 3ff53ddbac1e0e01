using Lull.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Security;

/// <summary>Answers only under the server's own names, and knows itself by the public URL when there is one.</summary>
internal static class HostGuard
{
    internal static void UseHostGuard(this IApplicationBuilder app, ServerOptions options)
    {
        IReadOnlySet<string> hosts = Reach.Hosts(options);
        if (options.PublicUrl is not null)
        {
            app.UseForwardedHeaders();
        }

        app.Use(
            (http, next) =>
            {
                if (options.PublicUrl is { } reached)
                {
                    http.Request.Scheme = reached.Scheme;
                }

                return hosts.Contains(http.Request.Host.Host)
                    ? next(http)
                    : Problems
                        .Of(
                            "host-unknown",
                            "This server does not answer under that name. Use the address it was started with, or its public URL."
                        )
                        .ExecuteAsync(http);
            }
        );
    }
}
