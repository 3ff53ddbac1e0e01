using System.Globalization;
using System.Text;

namespace Lull.Core.Procedures;

/// <summary>Hands out the paths below one path, each once: the second <c>check</c> becomes <c>check-2</c>.</summary>
/// <param name="prefix">The path above; empty for the phases.</param>
internal sealed class PathNames(string prefix)
{
    private const int Longest = 60;

    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>The next free path for these words.</summary>
    internal string Next(string words)
    {
        string word = Slug(words);
        string name = word;
        if (!_next.TryAdd(word, 2))
        {
            int number = _next[word];
            do
            {
                name = word + "-" + number++.ToString(CultureInfo.InvariantCulture);
            } while (!_next.TryAdd(name, 2));

            _next[word] = number;
        }

        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

    /// <summary>Lower-case words joined by <c>-</c>; what stands in braces is left out, so that all hosts share the word.</summary>
    internal static string Slug(string words)
    {
        var slug = new StringBuilder(words.Length);
        int braces = 0;
        foreach (char letter in words)
        {
            braces += letter is '{' ? 1 : 0;
            if (braces == 0 && char.IsLetterOrDigit(letter))
            {
                slug.Append(char.ToLowerInvariant(letter));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            braces -= letter is '}' && braces > 0 ? 1 : 0;
        }

        string text = slug.ToString();
        text = (text.Length > Longest ? text[..Longest] : text).TrimEnd('-');
        return text.Length == 0 ? "step" : text;
    }
}
