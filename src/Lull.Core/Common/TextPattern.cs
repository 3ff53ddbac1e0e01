using System.Text.RegularExpressions;

namespace Lull.Core.Common;

/// <summary>
/// A pattern over what people wrote, for patterns that can take time with the square of a text: short texts go to the matcher
/// that was made when Lull was built, long ones to an automaton whose time grows with the text alone.
/// </summary>
/// <remarks>
/// Both find the same. The automaton costs some 20 ms to make, which a short plan should not pay at every start, so it is made at
/// the first long text. Patterns that are linear by their shape need none of this: they are a plain
/// <see cref="GeneratedRegexAttribute"/>.
/// </remarks>
/// <param name="built">
/// Made by <see cref="GeneratedRegexAttribute"/>, without look-around, atomic groups and back references, which the automaton does
/// not know, and without two ways to match the same text inside a repetition, which would take more than the square.
/// </param>
public sealed class TextPattern(Regex built)
{
    /// <summary>Up to so many characters the square is nothing: a million steps, some milliseconds.</summary>
    internal const int Short = 1_000;

    private readonly Lazy<Regex> _linear = new(() =>
        new Regex(built.ToString(), built.Options | RegexOptions.NonBacktracking)
    );

    /// <summary>Whether the pattern stands somewhere in the text.</summary>
    public bool IsMatch(string text) => For(text).IsMatch(text);

    /// <summary>The first place at which the pattern stands.</summary>
    public Match Match(string text) => For(text).Match(text);

    /// <summary>Every place at which the pattern stands, from left to right.</summary>
    public MatchCollection Matches(string text) => For(text).Matches(text);

    private Regex For(string text) => text.Length <= Short ? built : _linear.Value;
}
