using Lull.Server.Api;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Callers;

/// <summary>Finds out who asks, once for each request.</summary>
public static class CallerAccess
{
    private const string Bearer = "Bearer ";

    /// <summary>Who asks; <see cref="Caller.Public"/> when nobody signed in.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Callers.Caller.Public;

    /// <summary>A session or a token becomes a caller. What was opened in a name ends when that name's account changes.</summary>
    internal static void UseCallers(this IApplicationBuilder app) => app.Use(FindAsync);

    private static async Task FindAsync(HttpContext http, RequestDelegate next)
    {
        IServiceProvider services = http.RequestServices;
        Accounts accounts = services.GetRequiredService<Accounts>();
        Caller? caller;
        if (http.Request.Headers.Authorization.Count > 0)
        {
            caller = await OfTokenAsync(http);
            if (caller is null)
            {
                // Never silently the public: whoever sends a token that does not work has to know.
                await RefuseTokenAsync(http);
                return;
            }
        }
        else
        {
            caller = Sessions.PersonOf(http.User) is { } person ? accounts.Find(person)?.AsCaller() : null;
        }

        if (caller is null)
        {
            await next(http);
            return;
        }

        http.Features.Set(caller with { Address = http.Address() });
        await using CancellationTokenRegistration ending = accounts
            .ChangeOf(caller.Person)
            .Register(() => EndStream(http));
        await next(http);
    }

    private static async Task<Caller?> OfTokenAsync(HttpContext http)
    {
        string sent = http.Request.Headers.Authorization.ToString();
        return sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? await http.RequestServices.GetRequiredService<Tokens>().CallerOfAsync(sent[Bearer.Length..].Trim())
            : null;
    }

    private static async Task RefuseTokenAsync(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<SignInLimits>().Bad(http) is { } wait)
        {
            SignInLimits.SayWhen(http, wait);
            await Problems
                .Of("too-many-requests", $"Too many wrong tokens. Try again in {SignInLimits.Seconds(wait)} s.")
                .ExecuteAsync(http);
            return;
        }

        await http
            .RequestServices.GetRequiredService<AuditTrail>()
            .AppendAsync("", "token-refused", http.Request.Path, "", http.Address());
        http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await Problems
            .Of(
                "token-refused",
                "The token is unknown, mistyped, expired or revoked. Send 'Authorization: Bearer lull_...' with one that works."
            )
            .ExecuteAsync(http);
    }

    private static void EndStream(HttpContext http)
    {
        if (http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
        {
            http.Abort();
        }
    }
}
