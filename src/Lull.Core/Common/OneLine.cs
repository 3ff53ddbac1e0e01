using System.Globalization;
using System.Text;

namespace Lull.Core.Common;

/// <summary>What stands in one line of every screen: titles and names.</summary>
public static class OneLine
{
    /// <summary>The most characters of one, as people count them.</summary>
    public const int Longest = 200;

    /// <summary>The fault of a text of several lines.</summary>
    public const string LineBreak = "has a line break";

    /// <summary>What keeps a text from standing in a line, as the end of a sentence; null when nothing does.</summary>
    /// <remarks>
    /// Marks that turn the direction of what follows are refused, because they can make a line say something else than it does
    /// (Unicode Technical Report 36, section 3.4). Letters that are written from right to left need none of them.
    /// </remarks>
    public static string? Fault(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsBreak(rune))
            {
                return LineBreak;
            }

            if (Rune.IsControl(rune))
            {
                return string.Create(CultureInfo.InvariantCulture, $"has a control character (U+{rune.Value:X4})");
            }

            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"has a mark that turns the direction of writing (U+{rune.Value:X4})"
                );
            }
        }

        return text.Length > Longest && text.EnumerateRunes().Count() is var length && length > Longest
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"has {length:N0} characters, and at most {Longest} are taken"
            )
            : null;
    }

    private static bool IsBreak(Rune rune) => rune.Value is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;
}
