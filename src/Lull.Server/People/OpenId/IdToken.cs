using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lull.Server.People.OpenId;

/// <summary>An ID token, verified as OpenID Connect Core 1.0, section 3.1.3.7, and RFC 8725 ask for.</summary>
/// <remarks>
/// RS256 and ES256 alone: <c>none</c> and the symmetric ones never pass, because the header chooses among our algorithms and not its
/// own. What is not understood is refused.
/// </remarks>
internal static class IdToken
{
    private const int Longest = 32 * 1024;

    /// <summary>How far the provider's clock may be off.</summary>
    private static readonly Duration Leeway = Duration.FromSeconds(60);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The claims of a token that was issued by this provider, for us, for this sign-in, and is not over.</summary>
    /// <param name="text">As the provider sent it.</param>
    /// <param name="keys">The provider's keys.</param>
    /// <param name="expected">What it must say.</param>
    /// <exception cref="OpenIdException">It is not; says why.</exception>
    internal static JsonElement Verify(string text, ProviderKeys keys, Expectation expected)
    {
        string[] parts = text.Length <= Longest ? text.Split('.') : [];
        if (parts.Length != 3)
        {
            throw new OpenIdException("The ID token is not a signed token.");
        }

        JsonElement header = Read(parts[0]);
        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        string algorithm = TextOf(header, "alg");
        if (header.TryGetProperty("crit", out _) || algorithm is not ("RS256" or "ES256"))
        {
            throw new OpenIdException($"The ID token is signed by '{algorithm}'; RS256 and ES256 are taken.");
        }

        if (!keys.Verify(TextOf(header, "kid"), algorithm, signed, Bytes(parts[2])))
        {
            throw new OpenIdException("The signature of the ID token is not the provider's.");
        }

        JsonElement claims = Read(parts[1]);
        Check(claims, expected);
        return claims;
    }

    /// <summary>The key that a token says it was signed with; empty when it names none or is no token.</summary>
    internal static string KeyOf(string text) =>
        text.Split('.') is [var header, _, _] ? TextOf(Read(header), "kid") : "";

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

    private static void Check(JsonElement claims, Expectation expected)
    {
        if (TextOf(claims, "iss") != expected.Issuer)
        {
            throw new OpenIdException("The ID token was issued by somebody else.");
        }

        IReadOnlyList<string> audience = ListOf(claims, "aud");
        bool isParty = claims.TryGetProperty("azp", out _);
        if (
            !audience.Contains(expected.ClientId)
            || ((isParty || audience.Count > 1) && TextOf(claims, "azp") != expected.ClientId)
        )
        {
            throw new OpenIdException("The ID token is for another client.");
        }

        if (MomentOf(claims, "exp") is not { } expires || expected.Now >= expires + Leeway)
        {
            throw new OpenIdException("The ID token is over.");
        }

        if (
            MomentOf(claims, "iat") is not { } issued
            || issued > expected.Now + Leeway
            || MomentOf(claims, "nbf") is { } from && from > expected.Now + Leeway
        )
        {
            throw new OpenIdException(
                "The ID token is from the future: compare the provider's clock with this server's."
            );
        }

        byte[] nonce = Encoding.UTF8.GetBytes(TextOf(claims, "nonce"));
        if (!CryptographicOperations.FixedTimeEquals(nonce, Encoding.UTF8.GetBytes(expected.Nonce)))
        {
            throw new OpenIdException("The ID token belongs to another sign-in.");
        }

        if (TextOf(claims, "sub") is not { Length: > 0 and <= 255 })
        {
            throw new OpenIdException("The ID token names nobody.");
        }
    }

    private static Instant? MomentOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double seconds)
        && seconds is > 0 and < 100_000_000_000
            ? Instant.FromUnixTimeSeconds((long)seconds)
            : null;

    private static JsonElement Read(string part)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Bytes(part), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new OpenIdException("The ID token cannot be read.");
        }
        catch (JsonException fault)
        {
            throw new OpenIdException("The ID token cannot be read.", fault);
        }
    }

    private static byte[] Bytes(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException fault)
        {
            throw new OpenIdException("The ID token cannot be read.", fault);
        }
    }

    /// <summary>What a token must say to be believed.</summary>
    internal sealed record Expectation(string Issuer, string ClientId, string Nonce, Instant Now);
}
