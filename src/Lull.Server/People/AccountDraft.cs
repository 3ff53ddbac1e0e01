using Lull.Server.Callers;

namespace Lull.Server.People;

/// <summary>An account as somebody asks for it. Nothing of it is believed before <see cref="Faults"/> is empty.</summary>
public sealed record AccountDraft(string Person, string Name, string Zone, Rights Rights)
{
    /// <summary>In clear, until it is hashed; null for an account without one.</summary>
    public string? Password { get; init; }

    /// <summary>Issuer and subject at the OpenID provider; empty for local accounts.</summary>
    public string Subject { get; init; } = "";

    /// <summary>True for a program.</summary>
    public bool IsService { get; init; }

    /// <summary>What is wrong, by field; empty when it can be made as far as can be told without looking at other accounts.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Account.IsPerson(Person))
        {
            faults["person"] =
                "An id is a small letter, then small letters, digits, '.', '_' or '-', at most 64; such as 'ana'.";
        }

        if (FaultOfName(Name) is { } name)
        {
            faults["name"] = name;
        }

        if (FaultOfZone(Zone) is { } zone)
        {
            faults["zone"] = zone;
        }

        if (Password is not null && FaultOfPassword(Password) is { } password)
        {
            faults["password"] = password;
        }

        return faults;
    }

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? FaultOfName(string name) =>
        string.IsNullOrWhiteSpace(name) ? "Say how people call them."
        : name.Length > 100 ? "At most 100 characters."
        : name.Any(char.IsControl) ? "A name is one line of text."
        : null;

    /// <summary>What is wrong with a zone; null when nothing is.</summary>
    public static string? FaultOfZone(string zone) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null
            ? "Choose a zone by its IANA name, such as 'Europe/Lisbon' or 'Etc/UTC'."
            : null;

    /// <summary>What is wrong with a password; null when nothing is. Length is what makes guessing hard, so length is all that is asked for.</summary>
    public static string? FaultOfPassword(string password) =>
        password.Length < Account.ShortestPassword
            ? $"At least {Account.ShortestPassword} characters; this has {password.Length}. Several words in a row are easy to keep in mind."
        : password.Length > 256 ? "At most 256 characters."
        : null;
}
