using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lull.Server.Evidence;

/// <summary>
/// Files that people attach as evidence, kept beside the journal under the SHA-256 of their content. The journal holds name and
/// hash, so its chain vouches for the file too: <c>[before.png sha256:…]</c>.
/// </summary>
public sealed partial class EvidenceStore(string directory)
{
    /// <summary>Bytes of one file at most.</summary>
    public const long LargestFile = 10 << 20;

    private const int LongestName = 80;

    /// <summary>Keeps a file and gives the reference that goes into the evidence.</summary>
    /// <param name="name">As the sender calls it; only for people to read, never a path.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">Ends the reading; nothing is kept then.</param>
    /// <exception cref="EvidenceTooLargeException">It is longer than <see cref="LargestFile"/>; nothing is kept.</exception>
    public async Task<string> SaveAsync(string name, Stream content, CancellationToken cancellation)
    {
        MakeDirectory();
        string partial = Path.Combine(directory, $"{Guid.NewGuid():N}.part");
        try
        {
            string hash;
            await using (var file = new FileStream(partial, NewFile()))
            {
                hash = await CopyAsync(content, file, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, PathOf(hash), overwrite: true);
            return $"[{Cleaned(name)} sha256:{hash}]";
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Opens a file by its hash; null when there is none.</summary>
    /// <param name="hash">64 lower-case hex characters; anything else is none.</param>
    public EvidenceFile? Open(string hash)
    {
        if (!Hash().IsMatch(hash) || !File.Exists(PathOf(hash)))
        {
            return null;
        }

        var content = new FileStream(
            PathOf(hash),
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            4096,
            useAsync: true
        );
        Span<byte> head = stackalloc byte[12];
        int read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        content.Position = 0;
        return new EvidenceFile(content, TypeOf(head[..read]));
    }

    /// <summary>Finds references in evidence.</summary>
    [GeneratedRegex(
        @"\[[^\[\]\n]{1,80} sha256:[0-9a-f]{64}\]",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    internal static partial Regex Reference();

    /// <summary>The hash in a reference.</summary>
    internal static string HashIn(string reference) => reference[^65..^1];

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hash();

    /// <summary>Pictures are shown; everything else is only handed out as a file, whatever its sender called it.</summary>
    private static string TypeOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : "application/octet-stream";

    private static string Cleaned(string name)
    {
        string last = name.Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (char one in last)
        {
            clean.Append(char.IsLetterOrDigit(one) || one is '.' or '-' or '_' or ' ' ? one : '_');
        }

        string text = clean.ToString().Trim();
        return text.Length == 0 ? "file" : text[..Math.Min(text.Length, LongestName)];
    }

    private static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[81920];
        long total = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            total += read;
            if (total > LargestFile)
            {
                throw new EvidenceTooLargeException();
            }

            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string PathOf(string hash) => Path.Combine(directory, hash);

    private void MakeDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(
                directory,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}

/// <summary>One file of evidence, open to be read.</summary>
/// <param name="Content">Dispose of it.</param>
/// <param name="Type">Its media type by its first bytes; <c>application/octet-stream</c> unless it is a picture.</param>
public sealed record EvidenceFile(Stream Content, string Type);

/// <summary>A file of evidence is too large.</summary>
public sealed class EvidenceTooLargeException()
    : Exception(
        $"A file of evidence may have {EvidenceStore.LargestFile >> 20} MB at most. Make it smaller, or put it elsewhere and write down where."
    );
