using Lull.Server.Callers;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Security;

/// <summary>
/// Refuses requests that another site makes a browser send. Where a request comes from is asked of the browser
/// (<c>Sec-Fetch-Site</c>, <c>Origin</c>), and forms carry an antiforgery token besides. A token in <c>Authorization</c> is never
/// sent by itself, so such requests pass.
/// </summary>
internal static class ForeignRequests
{
    internal static void UseForeignRequestGuard(this IApplicationBuilder app, ServerOptions options) =>
        app.Use((http, next) => GuardAsync(http, next, options));

    private static async Task GuardAsync(HttpContext http, RequestDelegate next, ServerOptions options)
    {
        if (IsSafe(http.Request.Method) || http.GetEndpoint() is null || http.Caller().Token.Length > 0)
        {
            await next(http);
            return;
        }

        switch (CameFrom(http.Request, options))
        {
            case Origin.Elsewhere:
            case Origin.Unknown when http.Caller().Person.Length > 0 && !http.Request.HasFormContentType:
                await http.RefusedAsync("sent by another site");
                await Foreign(http).ExecuteAsync(http);
                return;
            default:
                break;
        }

        if (http.Request.HasFormContentType && !await HasTokenAsync(http))
        {
            await http.RefusedAsync("form without a valid token");
            await http.Refusal(
                    "form-expired",
                    "This form is too old",
                    "It was opened before you signed in or out. Go back, load the page again, and send it once more; nothing was done."
                )
                .ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private static Origin CameFrom(HttpRequest request, ServerOptions options)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        string origin = request.Headers.Origin.ToString();
        string own = options.PublicUrl is { } reached
            ? reached.GetLeftPart(UriPartial.Authority)
            : $"{request.Scheme}://{request.Host}";
        if (origin.Length > 0)
        {
            return origin == own && site is "" or "same-origin" ? Origin.Here : Origin.Elsewhere;
        }

        return site switch
        {
            "same-origin" => Origin.Here,
            "" or "none" => Origin.Unknown,
            _ => Origin.Elsewhere,
        };
    }

    private static async Task<bool> HasTokenAsync(HttpContext http)
    {
        // Read here, so that a body that is too large or no form is told from a form without a token.
        await http.Request.ReadFormAsync(http.RequestAborted);
        return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http);
    }

    private static IResult Foreign(HttpContext http) =>
        http.Refusal(
            "foreign-request",
            "This came from another site",
            "Another page tried to do something here in your name. Nothing was done."
        );

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private enum Origin
    {
        Here,
        Elsewhere,
        Unknown,
    }
}
