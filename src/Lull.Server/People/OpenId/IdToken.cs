using System.Buffers.Text;
using System.IdentityModel.Tokens.Jwt;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Lull.Server.People.OpenId;

/// <summary>An ID token, verified as OpenID Connect Core 1.0, section 3.1.3.7, and RFC 8725 ask for.</summary>
/// <remarks>
/// Microsoft.IdentityModel does that. Written here is where it is laxer than we are: it passes over <c>crit</c> and names that stand
/// twice, reads times out of texts, never looks at when a token was issued, knows no clock but the system's, and asks for no
/// authorized party when there are several audiences.
/// </remarks>
internal static class IdToken
{
    /// <summary>How far the provider's clock may be off.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 32 * 1024 };
    private static readonly OpenIdConnectProtocolValidator Protocol = new() { RequireTimeStampInNonce = false };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The claims of a token that was issued by this provider, for us, for this sign-in, and is not over.</summary>
    /// <param name="text">As the provider sent it.</param>
    /// <param name="provider">The provider's keys, which are looked up anew when none fits.</param>
    /// <param name="expected">What it must say.</param>
    /// <exception cref="OpenIdException">It is not; says why.</exception>
    internal static async Task<JsonElement> VerifyAsync(
        string text,
        BaseConfigurationManager provider,
        Expectation expected
    )
    {
        (JsonWebToken token, JsonElement claims) = Read(text);
        TokenValidationResult result = await Handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ConfigurationManager = provider,
                ValidAlgorithms = Algorithms,
                ValidIssuer = expected.Issuer,
                ValidAudience = expected.ClientId,
                IgnoreTrailingSlashWhenValidatingAudience = false,
                LifetimeValidator = (from, until, _, _) => CheckTimes(from, until, token.IssuedAt, expected.Now),
                // A key that the token names is that key or none; only a token that names none may be tried with all of them.
                TryAllIssuerSigningKeys = token.Kid is null or "",
            }
        );
        if (!result.IsValid)
        {
            throw new OpenIdException(ReasonOf(result.Exception, token.Alg), result.Exception);
        }

        CheckParty(token, claims, expected.ClientId);
        CheckProtocol(token, text, expected);
        return claims;
    }

    /// <summary>A claim that is a text; empty when it is missing or something else.</summary>
    internal static string TextOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>A claim that is a text or a list of texts.</summary>
    internal static IReadOnlyList<string> ListOf(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array
            ?
            [
                .. value
                    .EnumerateArray()
                    .Where(one => one.ValueKind == JsonValueKind.String)
                    .Select(one => one.GetString()!),
            ]
        : [];

    private static (JsonWebToken Token, JsonElement Claims) Read(string text)
    {
        try
        {
            JsonWebToken token = Handler.ReadJsonWebToken(text);
            if (Parsed(token.EncodedHeader).TryGetProperty("crit", out _))
            {
                throw new OpenIdException("The header of the ID token demands ('crit') what is not understood here.");
            }

            JsonElement claims = Parsed(token.EncodedPayload);
            return Array.Exists(["exp", "iat", "nbf"], name => IsNoNumber(claims, name))
                ? throw new OpenIdException("The times of the ID token are not numbers.")
                : (token, claims);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or JsonException)
        {
            throw new OpenIdException("The ID token is not a signed token that can be read.", fault);
        }
    }

    private static JsonElement Parsed(string part)
    {
        using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
        return document.RootElement.Clone();
    }

    private static bool IsNoNumber(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Number;

    private static bool CheckTimes(DateTime? from, DateTime? until, DateTime issued, Instant now)
    {
        DateTime moment = now.ToDateTimeUtc();
        if (until is null || until <= moment - Leeway)
        {
            throw new OpenIdException("The ID token is over.");
        }

        return issued != DateTime.MinValue && issued <= moment + Leeway && (from is null || from <= moment + Leeway)
            ? true
            : throw new OpenIdException(
                "The ID token is from the future: compare the provider's clock with this server's."
            );
    }

    private static void CheckParty(JsonWebToken token, JsonElement claims, string clientId)
    {
        bool isSaid = claims.TryGetProperty("azp", out _) || token.Audiences.Skip(1).Any();
        if (isSaid && TextOf(claims, "azp") != clientId)
        {
            throw new OpenIdException("The ID token is for another client.");
        }

        if (TextOf(claims, "sub") is not { Length: > 0 and <= 255 })
        {
            throw new OpenIdException("The ID token names nobody.");
        }
    }

    private static void CheckProtocol(JsonWebToken token, string text, Expectation expected)
    {
        try
        {
            Protocol.ValidateTokenResponse(
                new OpenIdConnectProtocolValidationContext
                {
                    ClientId = expected.ClientId,
                    Nonce = expected.Nonce,
                    ProtocolMessage = new OpenIdConnectMessage { IdToken = text, AccessToken = expected.AccessToken },
                    ValidatedIdToken = JwtSecurityTokenConverter.Convert(token),
                }
            );
        }
        catch (OpenIdConnectProtocolInvalidNonceException fault)
        {
            throw new OpenIdException("The ID token belongs to another sign-in.", fault);
        }
        catch (OpenIdConnectProtocolException fault)
        {
            throw new OpenIdException("The ID token does not belong to the access token that came with it.", fault);
        }
    }

    private static string ReasonOf(Exception fault, string algorithm) =>
        fault switch
        {
            OpenIdException said => said.Message,
            _ when !Algorithms.Contains(algorithm) =>
                $"The ID token is signed by '{algorithm}'; RS256 and ES256 are taken.",
            SecurityTokenInvalidIssuerException => "The ID token was issued by somebody else.",
            SecurityTokenInvalidAudienceException => "The ID token is for another client.",
            _ => "The signature of the ID token is not the provider's.",
        };

    /// <summary>What a token must say to be believed, and the access token that came with it.</summary>
    internal sealed record Expectation(string Issuer, string ClientId, string Nonce, string AccessToken, Instant Now);
}
