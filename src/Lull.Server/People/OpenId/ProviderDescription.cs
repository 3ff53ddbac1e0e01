using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Lull.Server.People.OpenId;

/// <summary>What the provider says about itself (OpenID Connect Discovery 1.0) and its keys, taken only when it can be believed.</summary>
internal sealed class ProviderDescription : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    private readonly string _issuer;

    private ProviderDescription(string issuer) => _issuer = issuer;

    /// <summary>Keeps the description for an hour, and looks for new keys when a token fits none, no more often than each minute.</summary>
    /// <param name="issuer">What the provider must call itself, to the letter.</param>
    /// <param name="documents">Fetches what stands at an address.</param>
    internal static ConfigurationManager<OpenIdConnectConfiguration> Of(string issuer, IDocumentRetriever documents)
    {
        // Otherwise new keys are fetched behind our back, and the first sign-in after each change of keys fails.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", isEnabled: true);
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{issuer.TrimEnd('/')}/.well-known/openid-configuration",
            new ProviderDescription(issuer),
            documents
        )
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            RefreshInterval = TimeSpan.FromMinutes(1),
            // A key that the provider took back is not believed for another hour.
            UseLastKnownGoodConfiguration = false,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="OpenIdException">It cannot be reached or is not what it should be; says why.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address,
        IDocumentRetriever retriever,
        CancellationToken cancel
    )
    {
        OpenIdConnectConfiguration found = await OpenIdConnectConfigurationRetriever.GetAsync(
            address,
            retriever,
            cancel
        );
        if (found.Issuer != _issuer)
        {
            throw new OpenIdException(
                $"The provider calls itself '{found.Issuer}', not '{_issuer}'. Correct the issuer in the server's options."
            );
        }

        Check(found.AuthorizationEndpoint, "authorization_endpoint");
        Check(found.TokenEndpoint, "token_endpoint");
        if (found.UserInfoEndpoint is not null)
        {
            Check(found.UserInfoEndpoint, "userinfo_endpoint");
        }

        Choose(found);
        return found;
    }

    private static void Check(string? endpoint, string name)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || !OpenIdOptions.IsPrivate(address))
        {
            throw new OpenIdException($"The provider's '{name}' is not an https address.");
        }
    }

    /// <summary>Leaves the keys that are good enough. The library takes RSA of 1024 bits, every curve, and keys meant for other algorithms.</summary>
    private static void Choose(OpenIdConnectConfiguration found)
    {
        found.SigningKeys.Clear();
        var ours = new JsonWebKeySet();
        foreach (JsonWebKey key in found.JsonWebKeySet?.Keys ?? [])
        {
            if (key.Alg is null or "" or SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256)
            {
                ours.Keys.Add(key);
            }
        }

        foreach (SecurityKey key in ours.GetSigningKeys())
        {
            if (key is RsaSecurityKey { KeySize: >= 2048 } or ECDsaSecurityKey { KeySize: 256 })
            {
                found.SigningKeys.Add(key);
            }
        }

        if (found.SigningKeys.Count == 0)
        {
            throw new OpenIdException(
                "The provider publishes no key that can be used: RSA of 2048 bits and more for RS256, or P-256 for ES256."
            );
        }
    }
}
