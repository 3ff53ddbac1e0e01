using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Api;

/// <summary>
/// Files that people attach as evidence. Each is kept under the SHA-256 of its content, never under a name that somebody sent; the
/// journal holds the hash, so a file that is changed afterwards is noticed.
/// </summary>
public sealed class EvidenceFiles(ServerDatabase database, Store store, IMaintenanceClock clock)
{
    /// <summary>Largest file, in bytes.</summary>
    public const long Largest = 10 << 20;

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

    /// <summary>The content of a file that <see cref="FindAsync"/> found.</summary>
    public Stream Open(EvidenceFile file) =>
        new FileStream(
            Path.Combine(Folder, file.Sha256),
            new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.Asynchronous }
        );

    /// <summary>What a step's evidence says about files, one line each; goes into the journal with their hashes. Pages make links of it.</summary>
    public static string Say(IEnumerable<EvidenceFile> files) =>
        string.Join(
            '\n',
            files.Select(file => $"[{file.Name.Replace('[', '(').Replace(']', ')')} sha256:{file.Sha256}]")
        );

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
