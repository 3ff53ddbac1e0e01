using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lull.Server.People.OpenId;
using Microsoft.IdentityModel.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using NodaTime;

namespace Lull.Server.Tests.People;

/// <summary>What an ID token must be, and each way in which it can fail to.</summary>
public sealed class IdTokenTests
{
    private const long Now = 1_780_000_000;
    private const string Issuer = "https://login.example.com";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Small = RSA.Create(1024);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa Wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    private static readonly ConfigurationManager<OpenIdConnectConfiguration> Provider = ProviderDescription.Of(
        Issuer,
        new Documents { Keys = Keys() }
    );

    private static readonly IdToken.Expectation Expected = new(
        Issuer,
        "lull",
        "the nonce",
        "the access token",
        Instant.FromUnixTimeSeconds(Now)
    );

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("ES256", "curve")]
    public async Task A_good_token_is_believed(string algorithm, string key)
    {
        JsonElement claims = await VerifyAsync(Token(Header(algorithm, key), Claims()));

        IdToken.TextOf(claims, "sub").ShouldBe("u-17");
        IdentityModelEventSource.ShowPII.ShouldBeFalse("what a token says about somebody is not for a log");
    }

    [Theory]
    [InlineData("iss", "\"https://evil.example\"", "issued by somebody else")]
    [InlineData("iss", "\"https://login.example.com/\"", "issued by somebody else")]
    [InlineData("iss", "\"HTTPS://login.example.com\"", "issued by somebody else")]
    [InlineData("iss", "null", "issued by somebody else")]
    [InlineData("aud", "\"another\"", "for another client")]
    [InlineData("aud", "\"lull/\"", "for another client")]
    [InlineData("aud", "\"Lull\"", "for another client")]
    [InlineData("aud", "[\"another\", \"lull\"]", "for another client")]
    [InlineData("aud", "[]", "for another client")]
    [InlineData("azp", "\"another\"", "for another client")]
    [InlineData("azp", "7", "not a signed token")]
    [InlineData("azp", "\"\"", "for another client")]
    [InlineData("azp", "null", "for another client")]
    [InlineData("exp", "1779999940", "is over")]
    [InlineData("exp", "-1", "is over")]
    [InlineData("exp", "\"1780009999\"", "are not numbers")]
    [InlineData("exp", "1e300", "not a signed token")]
    [InlineData("exp", "null", "not a signed token")]
    [InlineData("iat", "1780000061", "from the future")]
    [InlineData("iat", "\"1780000000\"", "are not numbers")]
    [InlineData("iat", "null", "not a signed token")]
    [InlineData("nbf", "1780000061", "from the future")]
    [InlineData("nbf", "\"1780000000\"", "are not numbers")]
    [InlineData("at_hash", "\"LDktKdoQak3Pk0cnXxCltA\"", "does not belong to the access token")]
    [InlineData("at_hash", "7", "does not belong to the access token")]
    [InlineData("nonce", "\"another nonce\"", "another sign-in")]
    [InlineData("nonce", "null", "another sign-in")]
    [InlineData("sub", "\"\"", "names nobody")]
    [InlineData("sub", "17", "names nobody")]
    public async Task A_claim_that_is_not_ours_is_refused(string claim, string value, string reason)
    {
        JsonObject claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        (await RefusedAsync(Token(Header("RS256", "rsa"), claims))).ShouldContain(reason);
    }

    [Theory]
    [InlineData("iss", "issued by somebody else")]
    [InlineData("aud", "for another client")]
    [InlineData("exp", "is over")]
    [InlineData("iat", "from the future")]
    [InlineData("nonce", "another sign-in")]
    [InlineData("sub", "names nobody")]
    public async Task A_claim_that_is_missing_is_missed(string claim, string reason)
    {
        JsonObject claims = Claims();
        claims.Remove(claim);

        (await RefusedAsync(Token(Header("RS256", "rsa"), claims))).ShouldContain(reason);
    }

    [Fact]
    public async Task A_claim_that_stands_twice_is_refused()
    {
        string twice = Claims().ToJsonString().Replace("{", "{\"sub\":\"u-1\",");

        (await RefusedAsync(Token(Header("RS256", "rsa"), twice))).ShouldContain("not a signed token");
    }

    [Theory]
    [InlineData("aud", "[\"lull\"]")]
    [InlineData("azp", "\"lull\"")]
    [InlineData("exp", "1779999941")]
    [InlineData("iat", "1780000060")]
    [InlineData("nbf", "1780000000")]
    [InlineData("exp", "1780000600.5")]
    public async Task What_the_standard_allows_is_taken(string claim, string value)
    {
        JsonObject claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        await Should.NotThrowAsync(() => VerifyAsync(Token(Header("RS256", "rsa"), claims)));
    }

    [Fact]
    public async Task A_token_may_name_no_key_several_audiences_and_the_access_token_beside_it()
    {
        JsonObject claims = Claims();
        claims["aud"] = new JsonArray("another", "lull");
        claims["azp"] = "lull";
        claims["at_hash"] = Base64Url.EncodeToString(SHA256.HashData("the access token"u8).AsSpan(0, 16));

        await Should.NotThrowAsync(() => VerifyAsync(Token("""{"alg":"RS256"}""", claims)));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "'none'")]
    [InlineData("""{"alg":"None","kid":"rsa"}""", "'None'")]
    [InlineData("""{"alg":"HS256","kid":"rsa"}""", "'HS256'")]
    [InlineData("""{"alg":"RS256","kid":"unknown"}""", "not the provider's")]
    [InlineData("""{"alg":"ES256","kid":"rsa"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"small"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"encryption"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"long"}""", "not the provider's")]
    [InlineData("""{"alg":"RS512","kid":"rsa"}""", "'RS512'")]
    [InlineData("""{"alg":"PS256","kid":"rsa"}""", "'PS256'")]
    [InlineData("""{"alg":"ES256","kid":"wide"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["b64"],"b64":false}""", "('crit')")]
    [InlineData("""{"alg":"RS256","alg":"RS256"}""", "not a signed token")]
    [InlineData("""["RS256"]""", "not a signed token")]
    [InlineData("{}", "is signed by ''")]
    public async Task A_header_does_not_choose_how_it_is_verified(string header, string reason) =>
        (await RefusedAsync(Token(header, Claims().ToJsonString()))).ShouldContain(reason);

    [Fact]
    public async Task A_token_that_was_changed_is_refused()
    {
        string[] parts = Token(Header("RS256", "rsa"), Claims()).Split('.');
        JsonObject other = Claims();
        other["sub"] = "u-1";

        (await RefusedAsync($"{parts[0]}.{Coded(other.ToJsonString())}.{parts[2]}")).ShouldContain(
            "not the provider's"
        );
        (await RefusedAsync($"{parts[0]}.{parts[1]}.")).ShouldContain("not the provider's");
        (await RefusedAsync($"{parts[0]}.{parts[1]}.%%%")).ShouldContain("not the provider's");
        foreach (
            string broken in new[]
            {
                $"{parts[0]}.{parts[1]}",
                $"{parts[0]}.{parts[1]}.{parts[2]}.x",
                $"{parts[0]}.{parts[1]}.{parts[2]}.x.y",
                $"%%%.{parts[1]}.{parts[2]}",
                "",
                new('a', 40_000),
                $"{parts[0]}.{Coded(new string(' ', 40_000) + Claims().ToJsonString())}.{parts[2]}",
            }
        )
        {
            (await RefusedAsync(broken)).ShouldContain("not a signed token");
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("RS256")]
    public async Task A_token_without_a_signature_is_refused(string algorithm)
    {
        string unsigned = $"{Coded(Header(algorithm, "rsa"))}.{Coded(Claims().ToJsonString())}.";

        (await RefusedAsync(unsigned)).ShouldContain(algorithm == "none" ? "'none'" : "not the provider's");
    }

    [Fact]
    public async Task A_public_key_used_as_a_shared_secret_signs_nothing()
    {
        string signed = $"{Coded("""{"alg":"HS256","kid":"rsa"}""")}.{Coded(Claims().ToJsonString())}";
        byte[] signature = HMACSHA256.HashData(Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(signed));

        (await RefusedAsync($"{signed}.{Base64Url.EncodeToString(signature)}")).ShouldContain("'HS256'");
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_looked_up_when_a_token_names_one_and_old_ones_end()
    {
        var documents = new Documents { Keys = [Key("old", "sig", Rsa)] };
        ConfigurationManager<OpenIdConnectConfiguration> provider = ProviderDescription.Of(Issuer, documents);
        string before = Token(Header("RS256", "old"), Claims());
        string after = Token(Header("RS256", "new"), Claims());

        await IdToken.VerifyAsync(before, provider, Expected);
        documents.Keys = [Key("new", "sig", Rsa)];
        await IdToken.VerifyAsync(after, provider, Expected);

        (await RefusedAsync(before, provider)).ShouldContain("not the provider's");
        documents.Asked.ShouldBe(2, "a token with an unknown key asks once in a minute");
    }

    private static Task<JsonElement> VerifyAsync(string token) => IdToken.VerifyAsync(token, Provider, Expected);

    private static Task<string> RefusedAsync(string token) => RefusedAsync(token, Provider);

    private static async Task<string> RefusedAsync(
        string token,
        ConfigurationManager<OpenIdConnectConfiguration> provider
    ) => (await Should.ThrowAsync<OpenIdException>(() => IdToken.VerifyAsync(token, provider, Expected))).Message;

    private static JsonObject Claims() =>
        new()
        {
            ["iss"] = "https://login.example.com",
            ["aud"] = "lull",
            ["sub"] = "u-17",
            ["nonce"] = "the nonce",
            ["iat"] = Now,
            ["exp"] = Now + 600,
        };

    private static string Header(string algorithm, string key) => $$"""{"alg":"{{algorithm}}","kid":"{{key}}"}""";

    private static string Token(string header, JsonObject claims) => Token(header, claims.ToJsonString());

    private static string Token(string header, string claims)
    {
        string signed = $"{Coded(header)}.{Coded(claims)}";
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature =
            header.Contains("small") ? Small.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : header.Contains("ES256") && header.Contains("curve")
                ? Curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : header.Contains("wide")
                ? Wide.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static object[] Keys() =>
        [
            Key("rsa", "sig", Rsa),
            Key("small", "sig", Small),
            Key("encryption", "enc", Rsa),
            Key("long", "sig", Rsa, "RS512"),
            new
            {
                kty = "OKP",
                kid = "other",
                crv = "Ed25519",
                x = "AA",
            },
            new
            {
                kty = "oct",
                kid = "shared",
                k = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            },
            new
            {
                kty = "RSA",
                kid = "broken",
                n = "%%%",
                e = "AQAB",
            },
            Key("curve", "P-256", Curve),
            Key("wide", "P-384", Wide),
        ];

    private static object Key(string id, string use, RSA rsa, string? alg = null) =>
        new
        {
            kty = "RSA",
            kid = id,
            use,
            alg,
            n = Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus),
            e = Base64Url.EncodeToString(rsa.ExportParameters(false).Exponent),
        };

    private static object Key(string id, string crv, ECDsa curve) =>
        new
        {
            kty = "EC",
            kid = id,
            crv,
            x = Base64Url.EncodeToString(curve.ExportParameters(false).Q.X),
            y = Base64Url.EncodeToString(curve.ExportParameters(false).Q.Y),
        };

    private static string Coded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>What the provider publishes.</summary>
    private sealed class Documents : IDocumentRetriever
    {
        internal required object[] Keys { get; set; }

        /// <summary>How often the keys were asked for.</summary>
        internal int Asked { get; private set; }

        public Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            if (address == $"{Issuer}/.well-known/openid-configuration")
            {
                return Task.FromResult(
                    $$"""
                    {
                      "issuer": "{{Issuer}}",
                      "authorization_endpoint": "{{Issuer}}/authorize",
                      "token_endpoint": "{{Issuer}}/token",
                      "jwks_uri": "{{Issuer}}/keys"
                    }
                    """
                );
            }

            Asked++;
            return Task.FromResult(JsonSerializer.Serialize(new { keys = Keys }));
        }
    }
}
