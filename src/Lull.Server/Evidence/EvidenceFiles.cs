using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Data;
using Lull.Server.People;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Evidence;

/// <summary>
/// Files that people attach as evidence. Each is kept under the SHA-256 of its content, never under a name that somebody sent; the
/// journal holds name and hash, <c>[before.png sha256:…]</c>, so its chain vouches for the file too.
/// </summary>
public sealed partial class EvidenceFiles(
    ServerDatabase database,
    Store store,
    AuditTrail audit,
    IMaintenanceClock clock
)
{
    /// <summary>Largest file, in bytes.</summary>
    public const long Largest = 10 << 20;

    /// <summary>Why <see cref="KeepAsync"/> kept nothing.</summary>
    internal static readonly string Refusal =
        $"A file holds 1 byte to {Largest >> 20} MiB. Send a smaller one, or put it elsewhere and write down where.";

    private const int LongestName = 100;

    internal static SchemaPart Schema { get; } =
        new(
            "evidence",
            [
                """
                CREATE TABLE evidence_files (
                    maintenance TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
                    person TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (maintenance, sha256)) STRICT
                """,
            ]
        );

    private string Folder => Path.Combine(store.Directory, "evidence");

    /// <summary>Keeps a file for a maintenance.</summary>
    /// <param name="caller">Who brings it.</param>
    /// <param name="maintenance">What for.</param>
    /// <param name="name">What they call it; cleaned.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">Ends the reading; nothing is kept then.</param>
    /// <returns>What was kept; null when it is larger than <see cref="Largest"/> or empty.</returns>
    public async Task<EvidenceFile?> KeepAsync(
        Caller caller,
        MaintenanceId maintenance,
        string name,
        Stream content,
        CancellationToken cancellation
    )
    {
        MakeFolder();
        string temporary = Path.Combine(Folder, $"new-{Guid.NewGuid():N}");
        try
        {
            (string hash, long size) = await WriteAsync(temporary, content, cancellation);
            if (size is 0 or > Largest)
            {
                return null;
            }

            File.Move(temporary, Path.Combine(Folder, hash), overwrite: true);
            var kept = new EvidenceFile(hash, CleanName(name), size, caller.Person, clock.RealNow);
            await using SqliteConnection connection = await database.ConnectAsync();
            await connection.ExecuteAsync(
                "INSERT INTO evidence_files VALUES (@maintenance, @Sha256, @Name, @Size, @By, @At) ON CONFLICT DO NOTHING",
                new
                {
                    maintenance = maintenance.Text,
                    kept.Sha256,
                    kept.Name,
                    kept.Size,
                    kept.By,
                    At = kept.At.ToUnixTimeMilliseconds(),
                }
            );
            await audit.AppendAsync(
                caller.Person,
                "file-kept",
                maintenance.Text,
                $"{kept.Name}, {hash}",
                caller.Address
            );
            return await FindAsync(maintenance, hash);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A file of a maintenance; null when it has none of that hash.</summary>
    public async Task<EvidenceFile?> FindAsync(MaintenanceId maintenance, string sha256)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return (
            await connection.QuerySingleOrDefaultAsync<Row>(
                "SELECT sha256, name, size, person, at FROM evidence_files WHERE maintenance = @id AND sha256 = @sha256",
                new { id = maintenance.Text, sha256 }
            )
        )?.ToFile();
    }

    /// <summary>The content that is kept under a hash, for a person to see; null when there is none.</summary>
    /// <param name="sha256">64 lower-case hex characters; anything else is none.</param>
    public EvidenceContent? Open(string sha256)
    {
        string path = Path.Combine(Folder, sha256);
        if (!Hash().IsMatch(sha256) || !File.Exists(path))
        {
            return null;
        }

        var content = new FileStream(
            path,
            new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.Asynchronous }
        );
        Span<byte> head = stackalloc byte[12];
        int read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        content.Position = 0;
        return new EvidenceContent(content, TypeOf(head[..read]));
    }

    /// <summary>What a step's evidence says: its text, then the files, one line each; goes into the journal with their hashes.</summary>
    public static string Say(string text, IEnumerable<EvidenceFile> files) =>
        string.Join('\n', [text, .. files.Select(file => $"[{file.Name} sha256:{file.Sha256}]")]).Trim();

    /// <summary>Finds in evidence what <see cref="Say"/> wrote about files.</summary>
    [GeneratedRegex(
        @"\[[^\[\]\n]{1,100} sha256:(?<hash>[0-9a-f]{64})\]",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    internal static partial Regex Mention();

    /// <summary>The last part of a path of any system, without what could mislead: control and format characters, leading dots.</summary>
    internal static string CleanName(string name)
    {
        string last = name.Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (Rune letter in last.EnumerateRunes())
        {
            bool isPlain = Rune.IsLetterOrDigit(letter) || letter.Value is ' ' or '.' or '-' or '_' or '(' or ')';
            clean.Append(isPlain ? letter.ToString() : "_");
        }

        string whole = clean.ToString().Trim(' ', '.');
        whole = whole.Length > LongestName ? whole[^LongestName..].TrimStart('.') : whole;
        return whole.Length > 0 ? whole : "file";
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hash();

    /// <summary>Pictures are shown; everything else is only handed out as a file, whatever its sender called it.</summary>
    private static string TypeOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : EvidenceContent.AnyType;

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(
                Folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    /// <summary>Stops one byte behind the limit.</summary>
    private static async Task<(string Hash, long Size)> WriteAsync(
        string path,
        Stream content,
        CancellationToken cancellation
    )
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

        await using var file = new FileStream(path, options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[81_920];
        long size = 0;
        int read;
        while (size <= Largest && (read = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            size += read;
        }

        file.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private sealed record Row
    {
        public string Sha256 { get; init; } = "";
        public string Name { get; init; } = "";
        public long Size { get; init; }
        public string Person { get; init; } = "";
        public long At { get; init; }

        internal EvidenceFile ToFile() => new(Sha256, Name, Size, Person, Instant.FromUnixTimeMilliseconds(At));
    }
}

/// <summary>A file that somebody attached.</summary>
/// <param name="Sha256">Of its content: 64 hex characters; its name here.</param>
/// <param name="Name">What they called it, cleaned.</param>
/// <param name="Size">Bytes.</param>
/// <param name="By">Who brought it first.</param>
/// <param name="At">When.</param>
public sealed record EvidenceFile(string Sha256, string Name, long Size, string By, Instant At);

/// <summary>What a file holds, open to be read.</summary>
/// <param name="Bytes">Dispose of it.</param>
/// <param name="Type">Its media type by its first bytes; <see cref="AnyType"/> unless it is a picture.</param>
public sealed record EvidenceContent(Stream Bytes, string Type)
{
    /// <summary>The type of what is no picture.</summary>
    public const string AnyType = "application/octet-stream";
}
