using Lull.Engine.Timers;
using Lull.Server.People.OpenId;
using Lull.Server.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Tests.People;

/// <summary>A provider that describes itself in a way that nobody should believe.</summary>
public sealed class ProviderDescriptionTests
{
    private const string Good = """
        {
          "issuer": "HERE", "authorization_endpoint": "HERE/authorize", "token_endpoint": "HERE/token",
          "userinfo_endpoint": "HERE/me", "jwks_uri": "HERE/keys"
        }
        """;

    private const string Keys = """
        {
          "keys": [
            {
              "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
            }
          ]
        }
        """;

    [Fact]
    public async Task A_good_description_is_taken() => (await AskAsync(Good, Keys)).ShouldEndWith("/authorize");

    [Theory]
    [InlineData("\"HERE\"", "\"https://evil.example\"", "calls itself 'https://evil.example'")]
    [InlineData("\"HERE\"", "\"HERE/\"", "Correct the issuer")]
    [InlineData("\"HERE/authorize\"", "\"http://login.example.com/\"", "'authorization_endpoint' is not an https")]
    [InlineData("\"HERE/token\"", "\"http://login.example.com/\"", "'token_endpoint' is not an https")]
    [InlineData("\"HERE/token\"", "\"/token\"", "'token_endpoint' is not an https")]
    [InlineData("\"HERE/me\"", "\"ftp://login.example.com/\"", "'userinfo_endpoint' is not an https")]
    [InlineData("\"HERE/keys\"", "\"http://login.example.com/keys\"", "names 'http://login.example.com/keys'")]
    [InlineData("\"HERE/keys\"", "\"keys\"", "names 'keys'")]
    [InlineData("\"HERE/keys\"", "\"HERE/elsewhere\"", "/elsewhere answered 302")]
    [InlineData("\"HERE/keys\"", "\"HERE/missing\"", "/missing answered 404")]
    [InlineData("\"jwks_uri\"", "\"other\"", "publishes no key")]
    [InlineData("{", "[", "did not answer with JSON")]
    public async Task A_description_that_is_not_ours_is_refused(string part, string instead, string reason) =>
        (await RefusedAsync(Good.Replace(part, instead), Keys)).ShouldContain(reason);

    [Theory]
    [InlineData("{}", "publishes no key")]
    [InlineData("""{ "keys": [] }""", "publishes no key")]
    [InlineData("""{ "keys": [{ "kty": "oct", "k": "AAAA" }] }""", "publishes no key")]
    [InlineData("""{ "keys": 7 }""", "cannot be read")]
    [InlineData("[]", "did not answer with a JSON object")]
    public async Task Keys_that_are_none_are_refused(string keys, string reason) =>
        (await RefusedAsync(Good, keys)).ShouldContain(reason);

    private static async Task<string> RefusedAsync(string description, string keys) =>
        (await Should.ThrowAsync<OpenIdException>(() => AskAsync(description, keys))).Message;

    private static async Task<string> AskAsync(string description, string keys)
    {
        await using Listener listener = await Listener.StartAsync(http =>
        {
            string here = $"http://{http.Request.Host}";
            switch (http.Request.Path.Value)
            {
                case "/.well-known/openid-configuration":
                    return http.Response.WriteAsync(description.Replace("HERE", here));
                case "/keys":
                    return http.Response.WriteAsync(keys);
                case "/elsewhere":
                    http.Response.Redirect($"{here}/keys");
                    return Task.CompletedTask;
                default:
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
            }
        });
        using var provider = new OpenIdProvider(
            new OpenIdOptions { Issuer = listener.Url.AbsoluteUri.TrimEnd('/'), ClientId = "lull" },
            new RealClock(TimeProvider.System)
        );
        return (await provider.AuthorizationAsync(TestContext.Current.CancellationToken)).AbsoluteUri;
    }
}
