using System.Security.Cryptography;
using System.Text;

namespace Lull.Server.People;

/// <summary>
/// The text of a token: <c>lull_</c>, 160 random bits as 32 letters of base 32, and 6 letters computed from them, so that scanners
/// for leaked secrets find it, and a mistyped one is told from a revoked one without asking the database.
/// </summary>
public static class TokenSecret
{
    private const string Prefix = "lull_";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Body = 32;
    private const int Check = 6;

    /// <summary>A new one.</summary>
    public static string New() => Finished(RandomNumberGenerator.GetString(Letters, Body));

    /// <summary>Whether a text has the form of a token.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + Body + Check
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text == Finished(text.Substring(Prefix.Length, Body));

    /// <summary>What is kept of it. No slow hash is needed: nobody guesses 160 random bits.</summary>
    public static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static string Finished(string body)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Prefix + body));
        return Prefix + body + string.Concat(hash.Take(Check).Select(one => Letters[one % Letters.Length]));
    }
}
