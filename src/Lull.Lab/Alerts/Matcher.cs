using System.Text.RegularExpressions;

namespace Lull.Lab.Alerts;

/// <summary>One condition of a silence: what a label must or must not be. A label that is missing counts as empty.</summary>
public sealed partial record Matcher(bool IsEqual, bool IsRegex, string Name, string Value)
{
    /// <summary>Whether a label's value fulfils the condition. Patterns match the whole value.</summary>
    public bool Matches(string value) => (IsRegex ? Pattern().IsMatch(value) : value == Value) == IsEqual;

    /// <summary>What is wrong with the matcher, or null.</summary>
    internal string? Fault()
    {
        if (!LabelName().IsMatch(Name))
        {
            return $"invalid label name \"{Name}\"";
        }

        try
        {
            _ = Matches("");
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return $"invalid regular expression \"{Value}\": error parsing regexp: {fault.Message}";
        }
    }

    /// <summary>Reads the form of a query, such as <c>instance=~"web.+"</c>; null if it is not one.</summary>
    internal static Matcher? Parse(string text)
    {
        Match match = QueryForm().Match(text);
        return match.Success
            ? new Matcher(
                match.Groups["sign"].Value is "=" or "=~",
                match.Groups["sign"].Value is "=~" or "!~",
                match.Groups["name"].Value,
                match.Groups["value"].Value
            )
            : null;
    }

    private Regex Pattern() => new($"^(?:{Value})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex LabelName();

    [GeneratedRegex(
        """^\s*(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<sign>=~|!~|!=|=)\s*"?(?<value>.*?)"?\s*$""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex QueryForm();
}
