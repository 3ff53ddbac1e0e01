using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lull.Connectors.Secrets;
using Lull.Engine.Timers;

namespace Lull.Server.People.OpenId;

/// <summary>What is said to the provider: its description and keys are asked for when they are needed, and kept for an hour.</summary>
internal sealed class OpenIdProvider(OpenIdOptions options, IMaintenanceClock clock) : IDisposable
{
    private static readonly Duration Fresh = Duration.FromHours(1);

    /// <summary>A token signed with a key that we do not know makes us look for new ones, no more often than this.</summary>
    private static readonly Duration Patience = Duration.FromMinutes(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly LocalSecrets _secrets = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    private Known? _known;

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    /// <summary>Where browsers are sent to sign in.</summary>
    /// <exception cref="OpenIdException">The provider cannot be reached or is not what it should be.</exception>
    internal async Task<Uri> AuthorizationAsync(CancellationToken cancellation) =>
        (await KnownAsync(keyId: null, cancellation)).Authorization;

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
        Known known = await KnownAsync(keyId: null, cancellation);
        JsonElement answer = await TokenAsync(known, code, verifier, back, cancellation);
        string token = IdToken.TextOf(answer, "id_token");
        known = await KnownAsync(IdToken.KeyOf(token), cancellation);
        JsonElement claims = IdToken.Verify(
            token,
            known.Keys,
            new IdToken.Expectation(options.Issuer, options.ClientId, nonce, clock.RealNow)
        );
        JsonElement? more = await MoreAsync(known, claims, IdToken.TextOf(answer, "access_token"), cancellation);
        return new Confirmed(claims, more);
    }

    private async Task<JsonElement> TokenAsync(
        Known known,
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
            ["client_id"] = options.ClientId,
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, known.Token);
        if (options.ClientSecret.Length > 0)
        {
            string secret = await _secrets.ReadAsync(options.ClientSecret, cancellation);
            if (known.TakesBasic)
            {
                // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
                string pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}";
                string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
            }
            else
            {
                form["client_secret"] = secret;
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(request, cancellation);
    }

    /// <summary>What the user-info endpoint adds, when the ID token lacks a claim that we go by.</summary>
    private async Task<JsonElement?> MoreAsync(
        Known known,
        JsonElement claims,
        string access,
        CancellationToken cancellation
    )
    {
        bool lacks =
            !claims.TryGetProperty(options.PersonClaim, out _)
            || (options.RightsClaim.Length > 0 && !claims.TryGetProperty(options.RightsClaim, out _));
        if (!lacks || known.UserInfo is null || access.Length == 0)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, known.UserInfo);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        JsonElement more = await SendAsync(request, cancellation);
        return IdToken.TextOf(more, "sub") == IdToken.TextOf(claims, "sub")
            ? more
            : throw new OpenIdException("The provider's user information is about somebody else.");
    }

    private async Task<Known> KnownAsync(string? keyId, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            Instant now = clock.RealNow;
            bool isKnown = _known is { } known && now - known.At < Fresh;
            bool lacksKey = isKnown && keyId is not null && !_known!.Keys.Has(keyId) && now - _known.At > Patience;
            if (!isKnown || lacksKey)
            {
                _known = await DiscoverAsync(now, cancellation);
            }

            return _known!;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<Known> DiscoverAsync(Instant now, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration"
        );
        JsonElement found = await SendAsync(request, cancellation);
        if (IdToken.TextOf(found, "issuer") != options.Issuer)
        {
            throw new OpenIdException(
                $"The provider calls itself '{IdToken.TextOf(found, "issuer")}', not '{options.Issuer}'. Correct the issuer in the server's options."
            );
        }

        using var keys = new HttpRequestMessage(HttpMethod.Get, EndpointOf(found, "jwks_uri"));
        IReadOnlyList<string> methods = IdToken.ListOf(found, "token_endpoint_auth_methods_supported");
        return new Known(
            EndpointOf(found, "authorization_endpoint"),
            EndpointOf(found, "token_endpoint"),
            found.TryGetProperty("userinfo_endpoint", out _) ? EndpointOf(found, "userinfo_endpoint") : null,
            methods.Count == 0 || methods.Contains("client_secret_basic"),
            ProviderKeys.Read(await SendAsync(keys, cancellation)),
            now
        );
    }

    private static Uri EndpointOf(JsonElement found, string name) =>
        Uri.TryCreate(IdToken.TextOf(found, name), UriKind.Absolute, out Uri? address)
        && OpenIdOptions.IsPrivate(address)
            ? address
            : throw new OpenIdException($"The provider's '{name}' is not an https address.");

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        string place = request.RequestUri!.GetLeftPart(UriPartial.Path);
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
            byte[] content = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new OpenIdException($"{place} answered {(int)answer.StatusCode}.");
            }

            using JsonDocument document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            throw new OpenIdException($"{place} did not answer with JSON.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            throw new OpenIdException($"{place} cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new OpenIdException($"{place} did not answer in time.", fault);
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

    private sealed record Known(
        Uri Authorization,
        Uri Token,
        Uri? UserInfo,
        bool TakesBasic,
        ProviderKeys Keys,
        Instant At
    );
}
