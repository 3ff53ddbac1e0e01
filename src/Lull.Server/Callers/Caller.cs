namespace Lull.Server.Callers;

/// <summary>Who asks for something, over the web or the API, once it is certain who it is.</summary>
/// <param name="Person">The person's id, as sites name them in <c>people</c>; recorded as the actor.</param>
/// <param name="Name">For people to read.</param>
/// <param name="Rights">What they may do here; a token's rights are never more than its owner's.</param>
/// <param name="Zone">The IANA zone in which they want to read times; empty when unknown.</param>
/// <param name="Token">The name of the token that was used; empty when the person signed in.</param>
public sealed record Caller(string Person, string Name, Rights Rights, string Zone = "", string Token = "")
{
    /// <summary>Nobody in particular: the public.</summary>
    public static Caller Public { get; } = new("", "", Rights.None);

    /// <summary>The network address they ask from, for the audit; empty when they ask from inside.</summary>
    public string Address { get; init; } = "";

    /// <summary>True when all of these rights are granted.</summary>
    public bool May(Rights rights) => (Rights & rights) == rights;
}
