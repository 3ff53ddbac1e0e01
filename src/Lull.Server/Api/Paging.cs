using System.Buffers.Text;
using System.Text;

namespace Lull.Server.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Next">Give this as <c>cursor</c> to get what follows; null at the end.</param>
public sealed record Page<T>(ValueList<T> Items, string? Next);

/// <summary>Cursors: texts that only the server reads.</summary>
internal static class Paging
{
    internal const int Usual = 50;
    internal const int Most = 500;

    internal static int Limit(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);

    internal static string Write(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>The place that a cursor names; null when it is none of ours.</summary>
    internal static string? Read(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
