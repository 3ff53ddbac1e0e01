using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Security;

/// <summary>What browsers are told about every answer. Nothing is loaded from elsewhere, nothing inline runs, nobody frames a page.</summary>
internal static class Headers
{
    /// <summary>Every source is this server; pictures may stand in the page itself.</summary>
    internal const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Written when the answer begins, so that nothing on the way loses them; what an endpoint says stricter stays.</summary>
    internal static void UseSecurityHeaders(this IApplicationBuilder app, ServerOptions options) =>
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() =>
                {
                    Write(http.Response.Headers, options);
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );

    private static void Write(IHeaderDictionary headers, ServerOptions options)
    {
        headers.TryAdd("Content-Security-Policy", ContentPolicy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        // Not 'no-referrer': browsers would then send forms with 'Origin: null'.
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd(
            "Permissions-Policy",
            "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
        );
        if (options.IsSecure)
        {
            headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
