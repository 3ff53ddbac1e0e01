using System.Data;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Lull.Engine.Timers;
using Lull.Server.Data;
using Microsoft.Data.Sqlite;

namespace Lull.Server.People;

/// <summary>
/// What happened at the server outside of any maintenance: sign-ins, accounts, tokens, refusals. Only ever appended, and each line
/// holds the hash of the one before, so that a changed, removed or reordered line shows.
/// </summary>
public sealed class AuditTrail(ServerDatabase database, IMaintenanceClock clock)
{
    private static readonly string Beginning = new('0', 64);

    /// <summary>Its table; the triggers guard against our own mistakes, the hashes against everybody's.</summary>
    public static SchemaPart Schema { get; } =
        new(
            "audit",
            [
                """
                CREATE TABLE audit (
                    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
                    subject TEXT NOT NULL, detail TEXT NOT NULL, address TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
                CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
                CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
                """,
            ]
        );

    /// <summary>Appends a line in a transaction of its own.</summary>
    public async Task AppendAsync(string actor, string kind, string subject, string detail = "", string address = "")
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
        await AppendAsync(transaction, actor, kind, subject, detail, address);
        await transaction.CommitAsync();
    }

    /// <summary>Appends a line in the transaction of what it tells, so that neither is without the other.</summary>
    internal async Task AppendAsync(
        SqliteTransaction transaction,
        string actor,
        string kind,
        string subject,
        string detail = "",
        string address = ""
    )
    {
        SqliteConnection connection = transaction.Connection!;
        Row? last = await connection.QueryFirstOrDefaultAsync<Row>(
            "SELECT * FROM audit ORDER BY sequence DESC LIMIT 1",
            transaction: transaction
        );
        var row = new Row
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            At = clock.RealNow.ToUnixTimeMilliseconds(),
            Actor = Bounded(actor),
            Kind = kind,
            Subject = Bounded(subject),
            Detail = Bounded(detail),
            Address = Bounded(address),
        };
        row.Hash = HashOf(row, last?.Hash ?? Beginning);
        await connection.ExecuteAsync(
            "INSERT INTO audit VALUES (@Sequence, @At, @Actor, @Kind, @Subject, @Detail, @Address, @Hash)",
            row,
            transaction
        );
    }

    /// <summary>The newest lines before a sequence, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(long before = long.MaxValue, int count = 100)
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            "SELECT * FROM audit WHERE sequence < @before ORDER BY sequence DESC LIMIT @count",
            new { before, count }
        );
        return [.. rows.Select(row => row.Entry())];
    }

    /// <summary>Computes every hash again. The first line that is not what was written; null when all are.</summary>
    public async Task<long?> FirstDamageAsync()
    {
        await using SqliteConnection connection = await database.ConnectAsync();
        string before = Beginning;
        long expected = 1;
        await foreach (Row row in connection.QueryUnbufferedAsync<Row>("SELECT * FROM audit ORDER BY sequence"))
        {
            if (row.Sequence != expected || row.Hash != HashOf(row, before))
            {
                return expected;
            }

            before = row.Hash;
            expected++;
        }

        return null;
    }

    private static string HashOf(Row row, string before) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes<object[]>([
                    before,
                    row.Sequence,
                    row.At,
                    row.Actor,
                    row.Kind,
                    row.Subject,
                    row.Detail,
                    row.Address,
                ])
            )
        );

    private static string Bounded(string text) => text.Length <= 500 ? text : text[..500];

    private sealed class Row
    {
        public long Sequence { get; init; }
        public long At { get; init; }
        public string Actor { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Detail { get; init; } = "";
        public string Address { get; init; } = "";
        public string Hash { get; set; } = "";

        public AuditEntry Entry() =>
            new(Sequence, Instant.FromUnixTimeMilliseconds(At), Actor, Kind, Subject, Detail, Address, Hash);
    }
}
