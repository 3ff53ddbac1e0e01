using Lull.Core.Common;

namespace Lull.Server.Commands;

/// <summary>How much the fields of forms take: what the core takes, so that nobody types what is refused, and nothing shorter.</summary>
internal static class TextLimits
{
    /// <summary>What is read: a note, a reason, evidence.</summary>
    internal const int Text = 10_000;

    /// <summary>What stands in one line: a title, words to search for.</summary>
    internal const int Line = OneLine.Longest;
}
