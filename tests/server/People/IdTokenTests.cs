using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lull.Server.People.OpenId;
using NodaTime;

namespace Lull.Server.Tests.People;

/// <summary>What an ID token must be, and each way in which it can fail to.</summary>
public sealed class IdTokenTests
{
    private const long Now = 1_780_000_000;

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Small = RSA.Create(1024);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly IdToken.Expectation Expected = new(
        "https://login.example.com",
        "lull",
        "the nonce",
        Instant.FromUnixTimeSeconds(Now)
    );

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("ES256", "curve")]
    public void A_good_token_is_believed(string algorithm, string key)
    {
        string token = Token(Header(algorithm, key), Claims());

        IdToken.TextOf(IdToken.Verify(token, Keys(), Expected), "sub").ShouldBe("u-17");
        IdToken.KeyOf(token).ShouldBe(key);
    }

    [Theory]
    [InlineData("iss", "\"https://evil.example\"", "issued by somebody else")]
    [InlineData("iss", "\"https://login.example.com/\"", "issued by somebody else")]
    [InlineData("iss", "null", "issued by somebody else")]
    [InlineData("aud", "\"another\"", "for another client")]
    [InlineData("aud", "[\"another\", \"lull\"]", "for another client")]
    [InlineData("aud", "[]", "for another client")]
    [InlineData("azp", "\"another\"", "for another client")]
    [InlineData("azp", "7", "for another client")]
    [InlineData("exp", "1779999940", "is over")]
    [InlineData("exp", "\"1780009999\"", "is over")]
    [InlineData("exp", "null", "is over")]
    [InlineData("iat", "1780000061", "from the future")]
    [InlineData("iat", "null", "from the future")]
    [InlineData("nbf", "1780000061", "from the future")]
    [InlineData("nonce", "\"another nonce\"", "another sign-in")]
    [InlineData("nonce", "null", "another sign-in")]
    [InlineData("sub", "\"\"", "names nobody")]
    [InlineData("sub", "17", "names nobody")]
    public void A_claim_that_is_not_ours_is_refused(string claim, string value, string reason)
    {
        JsonObject claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        Refused(Token(Header("RS256", "rsa"), claims)).ShouldContain(reason);
    }

    [Theory]
    [InlineData("aud", "[\"lull\"]")]
    [InlineData("azp", "\"lull\"")]
    [InlineData("exp", "1779999941")]
    [InlineData("iat", "1780000060")]
    [InlineData("nbf", "1780000000")]
    public void What_the_standard_allows_is_taken(string claim, string value)
    {
        JsonObject claims = Claims();
        claims[claim] = JsonNode.Parse(value);

        Should.NotThrow(() => IdToken.Verify(Token(Header("RS256", "rsa"), claims), Keys(), Expected));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", "'none'")]
    [InlineData("""{"alg":"None","kid":"rsa"}""", "'None'")]
    [InlineData("""{"alg":"HS256","kid":"rsa"}""", "'HS256'")]
    [InlineData("""{"alg":"RS256","kid":"unknown"}""", "not the provider's")]
    [InlineData("""{"alg":"ES256","kid":"rsa"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"small"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"encryption"}""", "not the provider's")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["b64"],"b64":false}""", "is signed by")]
    [InlineData("""{"alg":"RS256","alg":"RS256"}""", "cannot be read")]
    [InlineData("""["RS256"]""", "cannot be read")]
    [InlineData("{}", "is signed by ''")]
    public void A_header_does_not_choose_how_it_is_verified(string header, string reason) =>
        Refused(Token(header, Claims())).ShouldContain(reason);

    [Fact]
    public void A_token_that_was_changed_is_refused()
    {
        string[] parts = Token(Header("RS256", "rsa"), Claims()).Split('.');
        JsonObject other = Claims();
        other["sub"] = "u-1";

        Refused($"{parts[0]}.{Coded(other.ToJsonString())}.{parts[2]}").ShouldContain("not the provider's");
        Refused($"{parts[0]}.{parts[1]}.").ShouldContain("not the provider's");
        Refused($"{parts[0]}.{parts[1]}").ShouldContain("not a signed token");
        Refused($"{parts[0]}.{parts[1]}.{parts[2]}.x").ShouldContain("not a signed token");
        Refused($"{parts[0]}.{parts[1]}.%%%").ShouldContain("cannot be read");
        Refused("").ShouldContain("not a signed token");
        Refused(new string('a', 40_000)).ShouldContain("not a signed token");
    }

    [Fact]
    public void A_public_key_used_as_a_shared_secret_signs_nothing()
    {
        string signed = $"{Coded("""{"alg":"HS256","kid":"rsa"}""")}.{Coded(Claims().ToJsonString())}";
        byte[] signature = HMACSHA256.HashData(Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(signed));

        Refused($"{signed}.{Base64Url.EncodeToString(signature)}").ShouldContain("'HS256'");
    }

    private static string Refused(string token) =>
        Should.Throw<OpenIdException>(() => IdToken.Verify(token, Keys(), Expected)).Message;

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

    private static string Token(string header, JsonObject claims)
    {
        string signed = $"{Coded(header)}.{Coded(claims.ToJsonString())}";
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature =
            header.Contains("small") ? Small.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : header.Contains("ES256") && header.Contains("curve")
                ? Curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static ProviderKeys Keys() =>
        ProviderKeys.Read(
            JsonSerializer.SerializeToElement(
                new
                {
                    keys = new object[]
                    {
                        Key("rsa", "sig", Rsa),
                        Key("small", "sig", Small),
                        Key("encryption", "enc", Rsa),
                        new
                        {
                            kty = "OKP",
                            kid = "other",
                            crv = "Ed25519",
                            x = "AA",
                        },
                        new
                        {
                            kty = "RSA",
                            kid = "broken",
                            n = "%%%",
                            e = "AQAB",
                        },
                        new
                        {
                            kty = "EC",
                            kid = "curve",
                            crv = "P-256",
                            x = Base64Url.EncodeToString(Curve.ExportParameters(false).Q.X),
                            y = Base64Url.EncodeToString(Curve.ExportParameters(false).Q.Y),
                        },
                    },
                }
            )
        );

    private static object Key(string id, string use, RSA rsa) =>
        new
        {
            kty = "RSA",
            kid = id,
            use,
            n = Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus),
            e = Base64Url.EncodeToString(rsa.ExportParameters(false).Exponent),
        };

    private static string Coded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
