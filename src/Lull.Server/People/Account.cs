using System.Text.RegularExpressions;
using Lull.Server.Callers;

namespace Lull.Server.People;

/// <summary>Somebody, or some program, that this server knows.</summary>
/// <param name="Person">The id, as sites name people: lower case, never changed, never given to somebody else.</param>
/// <param name="Name">For people to read.</param>
/// <param name="Zone">IANA zone in which they read times.</param>
/// <param name="Rights">What they may do.</param>
public sealed partial record Account(string Person, string Name, string Zone, Rights Rights)
{
    /// <summary>Characters that a password has at least.</summary>
    public const int ShortestPassword = 12;

    /// <summary>As Identity's hasher writes it; empty when they cannot sign in with a password.</summary>
    public string PasswordHash { get; init; } = "";

    /// <summary>Changes whenever every session must end: a new password, an account disabled.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Issuer and subject at the OpenID provider, joined by a space; empty for local accounts.</summary>
    public string Subject { get; init; } = "";

    /// <summary>True for a program: it has tokens and never signs in.</summary>
    public bool IsService { get; init; }

    /// <summary>True when nothing is let in under this name any more.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>When the account was made, by the real clock.</summary>
    public Instant Made { get; init; }

    /// <summary>True when somebody can sign in as them.</summary>
    public bool CanSignIn => !IsService && !IsDisabled && (PasswordHash.Length > 0 || Subject.Length > 0);

    /// <summary>As the one who asks.</summary>
    public Caller AsCaller() => new(Person, Name, Rights, Zone);

    /// <summary>Whether a text can be a person's id: a small letter, then small letters, digits and <c>. _ -</c>, at most 64.</summary>
    public static bool IsPerson(string text) => PersonPattern().IsMatch(text);

    [GeneratedRegex(@"\A[a-z][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex PersonPattern();
}
