using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Status;

/// <summary>
/// The addresses of private calendars. A calendar program cannot sign in, so the address itself is the key: 256 random bits, of
/// which only a hash is kept. An address is shown once, when it is made.
/// </summary>
public sealed class FeedTokens(ServerDatabase database, TimeProvider time)
{
    /// <summary>One person has at most so many.</summary>
    public const int MostOfOnePerson = 20;

    /// <summary>Longest name.</summary>
    public const int LongestName = 80;

    private const int SecretBytes = 32;

    /// <summary>Characters of an address's secret part: 32 bytes in base64url.</summary>
    private const int SecretLength = 43;

    /// <summary>Its table. Times are milliseconds since 1970.</summary>
    public static SchemaPart Schema { get; } =
        new(
            "feed-tokens",
            [
                """
                CREATE TABLE feed_tokens (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    hash BLOB NOT NULL UNIQUE,
                    owner TEXT NOT NULL,
                    name TEXT NOT NULL,
                    component TEXT NOT NULL,
                    made_at INTEGER NOT NULL,
                    used_at INTEGER
                ) STRICT
                """,
            ]
        );

    /// <summary>Makes an address. The secret is in the answer and nowhere else.</summary>
    /// <param name="owner">The person.</param>
    /// <param name="name">For whom it is; 1 to <see cref="LongestName"/> characters.</param>
    /// <param name="component">A component; empty for all.</param>
    /// <returns>The secret part of the address; or, when it was refused, a null secret and the reason.</returns>
    public async Task<(string? Secret, string Refusal)> MakeAsync(string owner, string name, string component)
    {
        string clean = PublicText.Clean(name);
        if (clean.Length is 0 or > LongestName)
        {
            return (null, $"A calendar needs a name of 1 to {LongestName} characters, such as 'my phone'.");
        }

        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await using SqliteConnection connection = await database.ConnectAsync();
        int made = await connection.ExecuteAsync(
            "INSERT INTO feed_tokens (hash, owner, name, component, made_at) SELECT @Hash, @Owner, @Name, @Component, @At "
                + "WHERE (SELECT count(*) FROM feed_tokens WHERE owner = @Owner) < @Most",
            new
            {
                Hash = HashOf(secret),
                Owner = owner,
                Name = clean,
                Component = component,
                At = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Most = MostOfOnePerson,
            }
        );
        return made == 1
            ? (secret, "")
            : (null, $"You have {MostOfOnePerson} private calendars already. Revoke one that is not used any more.");
    }

    /// <summary>The calendars of a person, newest first.</summary>
    public async Task<IReadOnlyList<FeedToken>> ListAsync(string owner)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return
        [
            .. (
                await connection.QueryAsync<Row>(
                    "SELECT id, owner, name, component, made_at AS MadeAt, used_at AS UsedAt FROM feed_tokens WHERE owner = @Owner ORDER BY id DESC",
                    new { Owner = owner }
                )
            ).Select(row => row.Token),
        ];
    }

    /// <summary>Takes an address back; it answers nobody any more. False when this person has none of that number.</summary>
    public async Task<bool> RevokeAsync(string owner, long id)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteAsync(
                "DELETE FROM feed_tokens WHERE id = @Id AND owner = @Owner",
                new { Id = id, Owner = owner }
            ) == 1;
    }

    /// <summary>The calendar of a secret, and notes that it was used; null when there is none.</summary>
    public async Task<FeedToken?> UseAsync(string secret)
    {
        if (secret.Length != SecretLength)
        {
            return null;
        }

        await using SqliteConnection connection = await database.ConnectAsync();
        Row? row = await connection.QueryFirstOrDefaultAsync<Row>(
            "SELECT id, owner, name, component, made_at AS MadeAt, used_at AS UsedAt FROM feed_tokens WHERE hash = @Hash",
            new { Hash = HashOf(secret) }
        );
        if (row is null)
        {
            return null;
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long hour = now - (now % 3_600_000);
        if (row.UsedAt != hour)
        {
            await connection.ExecuteAsync(
                "UPDATE feed_tokens SET used_at = @At WHERE id = @Id",
                new { At = hour, row.Id }
            );
        }

        return row.Token;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    private sealed record Row
    {
        public required long Id { get; init; }
        public required string Owner { get; init; }
        public required string Name { get; init; }
        public required string Component { get; init; }
        public required long MadeAt { get; init; }
        public required long? UsedAt { get; init; }

        internal FeedToken Token =>
            new(
                Id,
                Owner,
                Name,
                Component,
                Instant.FromUnixTimeMilliseconds(MadeAt),
                UsedAt is { } used ? Instant.FromUnixTimeMilliseconds(used) : null
            );
    }
}
