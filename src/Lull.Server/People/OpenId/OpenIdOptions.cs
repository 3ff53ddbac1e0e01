using Lull.Server.Callers;

namespace Lull.Server.People.OpenId;

/// <summary>The OpenID provider with which people sign in, and what a sign-in there is worth here.</summary>
public sealed record OpenIdOptions
{
    /// <summary>The provider's issuer, exactly as it names itself, such as <c>https://login.example.com</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The name under which the provider knows this server.</summary>
    public required string ClientId { get; init; }

    /// <summary>Reference to the secret shared with the provider, <c>env:NAME</c> or <c>file:/path</c>; empty for a client without one.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What stands on the button.</summary>
    public string Label { get; init; } = "Single sign-on";

    /// <summary>What is asked for; <c>openid</c> is always among it.</summary>
    public ValueList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>The claim that holds a person's id as sites name people. The provider must not let people choose it.</summary>
    public string PersonClaim { get; init; } = "preferred_username";

    /// <summary>The claim, a text or a list, whose values <see cref="RightsByValue"/> turns into rights; empty for none.</summary>
    public string RightsClaim { get; init; } = "";

    /// <summary>Rights by value of <see cref="RightsClaim"/>. Given anew at each sign-in, so that the provider says who may do what.</summary>
    public IReadOnlyDictionary<string, Rights> RightsByValue { get; init; } = new Dictionary<string, Rights>();

    /// <summary>Rights of somebody new whom no claim gives any.</summary>
    public Rights UsualRights { get; init; } = Rights.View;

    /// <summary>True when somebody without an account gets one by signing in; false when an administrator makes it first.</summary>
    public bool AdmitsStrangers { get; init; } = true;

    /// <summary>What the account of a subject at this provider is found by.</summary>
    internal string SubjectOf(string sub) => $"{Issuer} {sub}";

    /// <summary>Refuses what would let anybody on the network say who people are.</summary>
    internal void Check()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out Uri? issuer) || !IsPrivate(issuer))
        {
            throw new ServerOptionsException($"The OpenID issuer '{Issuer}' is not an https address.");
        }

        if (ClientId.Length == 0 || PersonClaim.Length == 0)
        {
            throw new ServerOptionsException("OpenID needs a client id and the claim that names the person.");
        }
    }

    /// <summary>True for https, and for http on this machine.</summary>
    internal static bool IsPrivate(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
