using Lull.Connectors.Reading;

namespace Lull.Connectors.Jobs;

/// <summary>One word of a POSIX shell, whatever is in it.</summary>
internal static class ShellWord
{
    /// <summary>The text between single quotes; a shell reads back exactly the text.</summary>
    /// <exception cref="ArgumentsException">The text holds a NUL, which no process can be given.</exception>
    internal static string Of(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentsException(
                "A command, directory or variable holds a NUL character, which no process can be given; take it out."
            )
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
