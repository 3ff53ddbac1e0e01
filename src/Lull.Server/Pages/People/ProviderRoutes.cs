using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lull.Server.Callers;
using Lull.Server.People;
using Lull.Server.People.OpenId;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Lull.Server.Pages.People;

/// <summary>Signing in at the OpenID provider: the authorization code flow with PKCE (RFC 7636), state and nonce.</summary>
internal static class ProviderRoutes
{
    private const string Callback = "/sign-in/callback";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static void MapProviderSignIn(this IEndpointRouteBuilder routes, ServerOptions options)
    {
        if (options.OpenId is null)
        {
            return;
        }

        RouteGroupBuilder group = routes.MapGroup("").Public();
        group.MapGet("/sign-in/provider", BeginAsync);
        group.MapGet(Callback, EndAsync);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http,
        ServerOptions options,
        OpenIdProvider provider,
        IDataProtectionProvider protection
    )
    {
        OpenIdOptions openId = options.OpenId!;
        string back = LocalAddress.Of(http.Request.Query["return"]);
        var begun = new Begun(Secret(), Secret(), Secret(), back);
        Uri authorization;
        try
        {
            authorization = await provider.AuthorizationAsync(http.RequestAborted);
        }
        catch (OpenIdException fault)
        {
            return Failed(http, back, fault.Message);
        }

        string cookie = Protector(protection).Protect(JsonSerializer.Serialize(begun), Patience);
        http.Response.Cookies.Append(CookieName(options), cookie, CookieOf(options));
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                authorization.AbsoluteUri,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["response_type"] = "code",
                    ["client_id"] = openId.ClientId,
                    ["redirect_uri"] = BackHere(http, options).AbsoluteUri,
                    ["scope"] = string.Join(' ', openId.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal)),
                    ["state"] = begun.State,
                    ["nonce"] = begun.Nonce,
                    ["code_challenge"] = Base64Url.EncodeToString(
                        SHA256.HashData(Encoding.ASCII.GetBytes(begun.Verifier))
                    ),
                    ["code_challenge_method"] = "S256",
                }
            )
        );
    }

    private static async Task<IResult> EndAsync(
        HttpContext http,
        ServerOptions options,
        OpenIdProvider provider,
        Accounts accounts,
        SignInLimits limits,
        AuditTrail audit,
        IDataProtectionProvider protection
    )
    {
        IQueryCollection query = http.Request.Query;
        OpenIdOptions openId = options.OpenId!;
        Begun? begun = BegunOf(http, options, protection);
        // Used up whatever happens: a second answer to the same question is not taken.
        http.Response.Cookies.Delete(CookieName(options), CookieOf(options));
        if (begun is null || !IsSame(query["state"].ToString(), begun.State))
        {
            if (limits.Bad(http) is { } wait)
            {
                SignInLimits.SayWhen(http, wait);
                return SignInRoutes.SignInForm(
                    http,
                    "/",
                    "",
                    $"Too many tries. Try again in {SignInLimits.Seconds(wait)} s."
                );
            }

            return Failed(
                http,
                "/",
                "This answer belongs to no sign-in that was begun here in the last ten minutes. Begin again."
            );
        }

        try
        {
            if (query["iss"].ToString() is { Length: > 0 } issuer && issuer != openId.Issuer)
            {
                throw new OpenIdException("The answer came from another provider.");
            }

            if (query["code"].ToString() is not { Length: > 0 } code)
            {
                throw new OpenIdException(
                    query["error"].ToString() == "access_denied"
                        ? "The provider says that the sign-in was called off."
                        : "The provider refused the sign-in."
                );
            }

            OpenIdProvider.Confirmed confirmed = await provider.RedeemAsync(
                code,
                begun.Verifier,
                begun.Nonce,
                BackHere(http, options),
                http.RequestAborted
            );
            Account account = await new Admission(openId, accounts).AdmitAsync(confirmed, http.Address());
            await Sessions.BeginAsync(http, account);
            await audit.AppendAsync(account.Person, "signed-in", account.Person, openId.Issuer, http.Address());
            return http.SeeOther(begun.Back);
        }
        catch (OpenIdException fault)
        {
            await audit.AppendAsync("", "sign-in-failed", "provider", fault.Message, http.Address());
            return Failed(http, begun.Back, fault.Message);
        }
    }

    private static RazorComponentResult<SignInPage> Failed(HttpContext http, string back, string reason)
    {
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return SignInRoutes.SignInForm(http, back, "", reason);
    }

    private static Begun? BegunOf(HttpContext http, ServerOptions options, IDataProtectionProvider protection)
    {
        if (http.Request.Cookies[CookieName(options)] is not { } cookie)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Begun>(Protector(protection).Unprotect(cookie));
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("Lull.OpenId.Begun").ToTimeLimitedDataProtector();

    private static string CookieName(ServerOptions options) => options.IsSecure ? "__Host-lull-openid" : "lull-openid";

    private static CookieOptions CookieOf(ServerOptions options) =>
        new()
        {
            HttpOnly = true,
            Secure = options.IsSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = Patience,
        };

    private static Uri BackHere(HttpContext http, ServerOptions options) =>
        new(options.PublicUrl ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}"), Callback);

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static bool IsSame(string sent, string kept) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(kept));

    /// <summary>A sign-in that was begun, kept in the browser where only we can read it.</summary>
    private sealed record Begun(string State, string Nonce, string Verifier, string Back);
}
