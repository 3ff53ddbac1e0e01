using System.Data;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.People;

/// <summary>
/// The way in before anybody has an account: a link that works once, for an hour, and makes the first administrator. Only its hash is
/// kept; every start without an account makes a new one and the old one stops working.
/// </summary>
public sealed class FirstStart(ServerDatabase database, Accounts accounts, AuditTrail audit, IMaintenanceClock clock)
{
    /// <summary>How long a link works.</summary>
    public static Duration Life { get; } = Duration.FromHours(1);

    /// <summary>Its table.</summary>
    public static SchemaPart Schema { get; } =
        new("first-start", ["CREATE TABLE first_links (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT"]);

    /// <summary>A new link below the server's address; null when an account exists.</summary>
    public async Task<Uri?> LinkAsync(Uri server)
    {
        if (!accounts.IsEmpty)
        {
            return null;
        }

        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        await connection.ExecuteAsync("DELETE FROM first_links", transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO first_links VALUES (@Hash, @Expires)",
            new { Hash = HashOf(key), Expires = (clock.RealNow + Life).ToUnixTimeMilliseconds() },
            transaction
        );
        await audit.AppendAsync(transaction, "", "first-link-made", "first-start");
        await transaction.CommitAsync();
        return new Uri(server, $"/first-start?key={key}");
    }

    /// <summary>Whether a key opens the door now.</summary>
    public async Task<bool> IsGoodAsync(string key)
    {
        if (!accounts.IsEmpty)
        {
            return false;
        }

        await using SqliteConnection connection = await database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM first_links WHERE hash = @Hash AND expires > @Now",
                new { Hash = HashOf(key), Now = clock.RealNow.ToUnixTimeMilliseconds() }
            ) == 1;
    }

    /// <summary>Makes the first administrator and uses the link up.</summary>
    /// <returns>The faults by field, and the link still works; or none.</returns>
    public async Task<IReadOnlyDictionary<string, string>> MakeAsync(string key, AccountDraft draft, string address)
    {
        if (!await IsGoodAsync(key))
        {
            return new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["key"] = "This link was used, or is older than an hour. Start the server again; it prints a new one.",
            };
        }

        IReadOnlyDictionary<string, string> faults = await accounts.AddAsync(
            draft with
            {
                Rights = Rights.All,
            },
            draft.Person,
            address,
            isFirst: true
        );
        if (faults.Count == 0)
        {
            await using SqliteConnection connection = await database.ConnectAsync();
            await connection.ExecuteAsync("DELETE FROM first_links");
        }

        return faults;
    }

    // A key of 256 random bits needs no slow hash: nobody guesses it.
    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
