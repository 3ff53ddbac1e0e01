using Lull.Server.Api;
using Lull.Server.Pages;
using Lull.Server.Pages.People;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Callers;

/// <summary>Lets a request through to its endpoint only when the endpoint's declaration allows the caller.</summary>
internal static class AccessGuard
{
    /// <summary>Stands after routing, before anything that reads the request's body.</summary>
    internal static void UseAccessGuard(this IApplicationBuilder app) => app.Use(GuardAsync);

    private static Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(http);
        }

        Access access = endpoint.Metadata.GetMetadata<Access>() ?? Access.Undeclared;
        Caller caller = http.Caller();
        if (access.IsPublic)
        {
            return next(http);
        }

        http.Response.Headers.CacheControl = "no-store";
        if (caller.Person.Length == 0)
        {
            return SignInFirst(http).ExecuteAsync(http);
        }

        return caller.May(access.Rights) ? next(http) : RefuseAsync(http, caller, access.Rights & ~caller.Rights);
    }

    private static IResult SignInFirst(HttpContext http)
    {
        if (http.WantsData())
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of("sign-in-needed", "Sign in first, or send a token as 'Authorization: Bearer lull_...'.");
        }

        string back = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
        return Results.Redirect($"/sign-in?return={Uri.EscapeDataString(back)}");
    }

    private static async Task RefuseAsync(HttpContext http, Caller caller, Rights missing)
    {
        string names = RightsText.Of(missing);
        await http.RefusedAsync($"lacks {names}");
        string reason = $"This needs the right '{names}', which {caller.Person} does not have here.";
        await http.Refusal(
                "right-missing",
                "This is not yours to see",
                $"{reason} Somebody who administers this server can give it to you."
            )
            .ExecuteAsync(http);
    }
}
