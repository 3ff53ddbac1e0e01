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

    internal static void UseSecurityHeaders(this IApplicationBuilder app, ServerOptions options) =>
        app.Use(
            (http, next) =>
            {
                IHeaderDictionary headers = http.Response.Headers;
                headers.ContentSecurityPolicy = ContentPolicy;
                headers.XContentTypeOptions = "nosniff";
                // Not 'no-referrer': browsers would then send forms with 'Origin: null'.
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Permissions-Policy"] =
                    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";
                if (options.IsSecure)
                {
                    headers.StrictTransportSecurity = "max-age=31536000";
                }

                return next(http);
            }
        );
}
