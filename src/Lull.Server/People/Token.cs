using Lull.Server.Callers;

namespace Lull.Server.People;

/// <summary>What is known of a token. Its secret is not: only a hash of it is kept.</summary>
/// <param name="Id">Stable, such as <c>t-3f2akq7d</c>.</param>
/// <param name="Owner">The account in whose name it acts.</param>
/// <param name="Name">What it is for, in the owner's words.</param>
/// <param name="Rights">What it may do; never more than its owner may at the moment of use.</param>
/// <param name="Made">By the real clock.</param>
/// <param name="Expires">First moment at which it no longer works.</param>
/// <param name="Used">When it was last used, to the hour; null for never.</param>
/// <param name="IsRevoked">True when it was taken back.</param>
public sealed record Token(
    string Id,
    string Owner,
    string Name,
    Rights Rights,
    Instant Made,
    Instant Expires,
    Instant? Used,
    bool IsRevoked
)
{
    /// <summary>True while it works.</summary>
    public bool IsGoodAt(Instant now) => !IsRevoked && now < Expires;
}
