using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Lull.Server.Status;

/// <summary>Words of a plan as the public may read them.</summary>
internal static partial class PublicText
{
    /// <summary>
    /// The text without characters that feeds cannot carry, and with hosts left unnamed: a word that is the name of one of
    /// <paramref name="hosts"/> and looks like a machine's (it holds a digit or a dot) becomes "a server", a range of them "servers".
    /// </summary>
    /// <remarks>A host named like an everyday word, such as <c>shop</c>, stays: the author wrote the title for the public.</remarks>
    internal static string Of(string text, ValueList<string> hosts)
    {
        string clean = Clean(text);
        return Word()
            .Replace(
                clean,
                found =>
                {
                    string word = found.Value.TrimEnd('.', '-', '_');
                    string rest = found.Value[word.Length..];
                    int range = word.IndexOf('[', StringComparison.Ordinal);
                    return range >= 0 && hosts.Any(host => IsInRange(host, word[..range])) ? "servers" + rest
                        : range < 0 && LooksLikeMachine(word) && hosts.Any(host => Same(host, word)) ? "a server" + rest
                        : found.Value;
                }
            );
    }

    /// <summary>The text without control characters and halves of characters, which neither XML nor calendars can carry; lines become spaces.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                clean.Append(' ');
            }
            else if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString().Trim();
    }

    private static bool Same(string host, string word) => string.Equals(host, word, StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikeMachine(string word) => word.Any(sign => char.IsAsciiDigit(sign) || sign == '.');

    private static bool IsInRange(string host, string stem) =>
        host.Length > stem.Length
        && host.StartsWith(stem, StringComparison.OrdinalIgnoreCase)
        && char.IsAsciiDigit(host[stem.Length]);

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9._-]*(\[[0-9,\- ]+\][A-Za-z0-9._-]*)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
