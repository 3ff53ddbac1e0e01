namespace Lull.Server.Callers;

/// <summary>Where to go back to after a sign-in. Whoever wrote the link must not be able to send people elsewhere.</summary>
internal static class LocalAddress
{
    /// <summary>The text when it is a path on this server; else <c>/</c>.</summary>
    /// <remarks>Browsers take <c>//host</c> and <c>/\host</c> for other hosts and leave out tabs and newlines, so none of these passes.</remarks>
    internal static string Of(string? text) =>
        text is { Length: > 0 and <= 2000 }
        && text[0] == '/'
        && (text.Length == 1 || text[1] != '/')
        && text.All(character => character is > ' ' and < '\u007f' and not '\\')
            ? text
            : "/";
}
