using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lull.Plans;

/// <summary>The revision of a plan: what an approval is an approval of.</summary>
public static class PlanRevision
{
    /// <summary>The revision of a plan that calls no files, also of one that cannot be read.</summary>
    public static string Of(string text) => Of(text, []);

    /// <summary>
    /// SHA-256 as 64 lower-case hex characters over the plan's text and, in the order they are first called, the path and text of each
    /// file. Line ends count as <c>\n</c> and a byte order mark does not count, so that a checkout on another system is the same revision.
    /// </summary>
    internal static string Of(string text, IEnumerable<(string Path, string Text)> included)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, text);
        foreach ((string path, string body) in included)
        {
            Append(hash, path);
            Append(hash, body);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Each text goes in behind its own length, so that no two divisions of the same characters are alike.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"));
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, bytes.LongLength);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
