using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.People;

/// <summary>Sessions of people in browsers: a protected cookie that names the person and the stamp their account had.</summary>
internal static class Sessions
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string PersonClaim = "sub";
    private const string StampClaim = "stamp";
    private const string SinceClaim = "since";

    /// <summary>A session that is not used ends after this.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>A session ends after this, used or not.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    internal static void AddSessions(this IServiceCollection services, ServerOptions options)
    {
        string keys = Path.Combine(options.Store.Directory, "keys");
        MakePrivate(keys);
        services.AddDataProtection().SetApplicationName("lull").PersistKeysToFileSystem(new DirectoryInfo(keys));
        services
            .AddAuthentication(Scheme)
            .AddCookie(
                Scheme,
                cookie =>
                {
                    cookie.Cookie.Name = options.IsSecure ? "__Host-lull" : "lull";
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.IsEssential = true;
                    // Lax, not Strict: a link in a ticket or a mail must find people signed in, and so must the way back from a provider.
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = options.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
                    cookie.ExpireTimeSpan = Idle;
                    cookie.SlidingExpiration = true;
                    cookie.Events.OnValidatePrincipal = ValidateAsync;
                }
            );
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = options.IsSecure ? "__Host-lull-form" : "lull-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = options.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        });
    }

    /// <summary>Begins a session.</summary>
    internal static Task BeginAsync(HttpContext http, Account account)
    {
        TimeProvider time = http.RequestServices.GetRequiredService<TimeProvider>();
        var identity = new ClaimsIdentity(
            [
                new Claim(PersonClaim, account.Person),
                new Claim(StampClaim, account.Stamp),
                new Claim(SinceClaim, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ],
            Scheme
        );
        return http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Takes the session's cookie away.</summary>
    internal static Task EndAsync(HttpContext http) => http.SignOutAsync(Scheme);

    /// <summary>The person of a valid session; null when there is none.</summary>
    internal static string? PersonOf(ClaimsPrincipal user) => user.FindFirstValue(PersonClaim);

    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        long now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        bool isGood =
            context.Principal is { } user
            && PersonOf(user) is { } person
            && services.GetRequiredService<Accounts>().Find(person) is { CanSignIn: true } account
            && account.Stamp == user.FindFirstValue(StampClaim)
            && long.TryParse(user.FindFirstValue(SinceClaim), CultureInfo.InvariantCulture, out long since)
            && now - since < Longest.TotalSeconds;
        if (!isGood)
        {
            context.RejectPrincipal();
            return context.HttpContext.SignOutAsync(Scheme);
        }

        return Task.CompletedTask;
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
