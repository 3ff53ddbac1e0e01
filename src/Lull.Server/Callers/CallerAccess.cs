using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Callers;

/// <summary>Finds out who asks, once for each request.</summary>
public static class CallerAccess
{
    /// <summary>Who asks; <see cref="Caller.Public"/> when nobody signed in.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Callers.Caller.Public;

    /// <summary>A session or a token becomes a caller. What was opened in a name ends when that name's account changes.</summary>
    internal static void UseCallers(this IApplicationBuilder app) => app.Use(FindAsync);

    private static async Task FindAsync(HttpContext http, RequestDelegate next)
    {
        Accounts accounts = http.RequestServices.GetRequiredService<Accounts>();
        if (Sessions.PersonOf(http.User) is not { } person || accounts.Find(person) is not { } account)
        {
            await next(http);
            return;
        }

        http.Features.Set(account.AsCaller());
        await using CancellationTokenRegistration ending = accounts.ChangeOf(person).Register(() => EndStream(http));
        await next(http);
    }

    private static void EndStream(HttpContext http)
    {
        if (http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
        {
            http.Abort();
        }
    }
}
