using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lull.Connectors.Secrets;
using Lull.Engine.Timers;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Lull.Server.People.OpenId;

/// <summary>What is said to the provider when somebody signs in. Its description and keys are asked for when they are needed.</summary>
internal sealed class OpenIdProvider : IDisposable
{
    private readonly OpenIdOptions _options;
    private readonly IMaintenanceClock _clock;
    private readonly LocalSecrets _secrets = new();
    private readonly ProviderHttp _http = new();
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _description;

    internal OpenIdProvider(OpenIdOptions options, IMaintenanceClock clock)
    {
        _options = options;
        _clock = clock;
        _description = ProviderDescription.Of(options.Issuer, _http);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Where browsers are sent to sign in.</summary>
    /// <exception cref="OpenIdException">The provider cannot be reached or is not what it should be.</exception>
    internal async Task<Uri> AuthorizationAsync(CancellationToken cancellation) =>
        new((await DescriptionAsync(cancellation)).AuthorizationEndpoint);

    /// <summary>Redeems a code and answers with what the provider says about who signed in.</summary>
    /// <exception cref="OpenIdException">It did not confirm it; says why.</exception>
    internal async Task<Confirmed> RedeemAsync(
        string code,
        string verifier,
        string nonce,
        Uri back,
        CancellationToken cancellation
    )
    {
        OpenIdConnectConfiguration known = await DescriptionAsync(cancellation);
        JsonElement answer = await TokenAsync(known, code, verifier, back, cancellation);
        string access = IdToken.TextOf(answer, "access_token");
        JsonElement claims = await IdToken.VerifyAsync(
            IdToken.TextOf(answer, "id_token"),
            _description,
            new IdToken.Expectation(_options.Issuer, _options.ClientId, nonce, access, _clock.RealNow)
        );
        return new Confirmed(claims, await MoreAsync(known, claims, access, cancellation));
    }

    private async Task<JsonElement> TokenAsync(
        OpenIdConnectConfiguration known,
        string code,
        string verifier,
        Uri back,
        CancellationToken cancellation
    )
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = back.AbsoluteUri,
            ["client_id"] = _options.ClientId,
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, known.TokenEndpoint);
        if (_options.ClientSecret.Length > 0)
        {
            string secret = await _secrets.ReadAsync(_options.ClientSecret, cancellation);
            ICollection<string> methods = known.TokenEndpointAuthMethodsSupported;
            if (methods.Count == 0 || methods.Contains("client_secret_basic"))
            {
                // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
                string pair = $"{Uri.EscapeDataString(_options.ClientId)}:{Uri.EscapeDataString(secret)}";
                string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
            }
            else
            {
                form["client_secret"] = secret;
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        return await _http.SendAsync(request, cancellation);
    }

    /// <summary>What the user-info endpoint adds, when the ID token lacks a claim that we go by.</summary>
    private async Task<JsonElement?> MoreAsync(
        OpenIdConnectConfiguration known,
        JsonElement claims,
        string access,
        CancellationToken cancellation
    )
    {
        bool lacks =
            !claims.TryGetProperty(_options.PersonClaim, out _)
            || (_options.RightsClaim.Length > 0 && !claims.TryGetProperty(_options.RightsClaim, out _));
        if (!lacks || known.UserInfoEndpoint is null)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, known.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        JsonElement more = await _http.SendAsync(request, cancellation);
        return IdToken.TextOf(more, "sub") == IdToken.TextOf(claims, "sub")
            ? more
            : throw new OpenIdException("The provider's user information is about somebody else.");
    }

    private async Task<OpenIdConnectConfiguration> DescriptionAsync(CancellationToken cancellation)
    {
        try
        {
            return await _description.GetConfigurationAsync(cancellation);
        }
        catch (InvalidOperationException fault)
        {
            throw new OpenIdException(
                fault.InnerException is OpenIdException said
                    ? said.Message
                    : "The provider's description of itself, or of its keys, cannot be read.",
                fault
            );
        }
    }

    /// <summary>What the provider confirmed: the claims of its ID token, and what its user-info endpoint added.</summary>
    internal sealed record Confirmed(JsonElement Claims, JsonElement? More)
    {
        /// <summary>The provider's own id of the person.</summary>
        internal string Subject => IdToken.TextOf(Claims, "sub");

        /// <summary>A claim's texts, the signed one first.</summary>
        internal IReadOnlyList<string> Of(string name) =>
            Claims.TryGetProperty(name, out _) ? IdToken.ListOf(Claims, name)
            : More is { } more ? IdToken.ListOf(more, name)
            : [];
    }
}
