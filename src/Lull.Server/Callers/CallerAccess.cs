using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Callers;

/// <summary>Finds out who asks, once for each request.</summary>
public static class CallerAccess
{
    /// <summary>Who asks; <see cref="Caller.Public"/> when nobody signed in.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Callers.Caller.Public;

    /// <summary>Everyone on loopback, until people can sign in.</summary>
    internal static void UseCallers(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                http.Features.Set(new Caller("ana", "Ana Silva", Rights.All, "Europe/Lisbon"));
                return next(http);
            }
        );
}
