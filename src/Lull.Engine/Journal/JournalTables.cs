using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>The statements of the journal, prepared once on one connection. Not for two threads at a time.</summary>
internal sealed class JournalTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Store _store;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;
    private readonly Statement _findHead;
    private readonly Statement _saveHead;
    private readonly Statement _moveHead;
    private readonly Statement _addEvent;
    private readonly Statement _readHeads;
    private readonly Statement _readEvents;

    /// <summary>Takes over the connection and closes it in the end.</summary>
    internal JournalTables(SqliteConnection connection, Store store)
    {
        _connection = connection;
        _store = store;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollBack = Prepare("ROLLBACK");
        _findHead = Prepare("SELECT sequence, hash, epoch, nonce FROM head WHERE maintenance = ?1");
        _saveHead = Prepare(
            """
            INSERT INTO head (maintenance, sequence, hash, epoch, nonce) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (maintenance) DO UPDATE SET epoch = excluded.epoch, nonce = excluded.nonce
            """
        );
        _moveHead = Prepare(
            """
            UPDATE head SET sequence = ?2, hash = ?3
            WHERE maintenance = ?1 AND sequence = ?4 AND epoch = ?5 AND nonce = ?6
            """
        );
        _addEvent = Prepare(
            """
            INSERT INTO event (maintenance, sequence, epoch, at, type, version, actor, cause, payload, previous, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """
        );
        _readHeads = Prepare(
            """
            WITH RECURSIVE name (text) AS (
                SELECT min(maintenance) FROM event
                UNION ALL -- a hop per maintenance; DISTINCT would read every event
                SELECT (SELECT min(maintenance) FROM event WHERE maintenance > text) FROM name WHERE text IS NOT NULL
            )
            SELECT maintenance, sequence, hash, epoch FROM head
            UNION ALL
            SELECT text, 0, zeroblob(32), 0 FROM name
            WHERE text IS NOT NULL AND text NOT IN (SELECT maintenance FROM head)
            ORDER BY 1
            """
        );
        _readEvents = Prepare(
            """
            SELECT sequence, epoch, at, type, version, actor, cause, payload, previous, hash FROM event
            WHERE maintenance = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """
        );
    }

    internal bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    internal void Begin() => _begin.Run();

    internal void Commit() => _commit.Run();

    /// <summary>Ends the transaction without effect; SQLite may have done so already.</summary>
    internal void RollBack()
    {
        if (IsInTransaction)
        {
            _rollBack.Run();
        }
    }

    /// <summary>Where the maintenance ends and who owns it; null when it is not known.</summary>
    internal OwnedHead? FindHead(MaintenanceId maintenance)
    {
        Statement row = _findHead.Bind(1, maintenance.Text);
        if (!row.Next())
        {
            return null;
        }

        try
        {
            return new OwnedHead(
                new Head(maintenance, row.Number(0), new EventHash(row.Bytes(1)), row.Number(2)),
                new OwnerNonce(new Guid(row.Bytes(3), bigEndian: true))
            );
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Makes the head, or changes its owner.</summary>
    internal void SaveHead(OwnedHead owned)
    {
        Head head = owned.Head;
        _saveHead.Bind(1, head.Maintenance.Text).Bind(2, head.Sequence).Bind(3, head.Hash).Bind(4, head.Epoch);
        Bind(_saveHead, 5, owned.Nonce);
        _saveHead.Run();
    }

    /// <summary>Moves the head forward; false when the present one is not <paramref name="from"/>.</summary>
    internal bool MoveHead(OwnedHead from, Head to)
    {
        _moveHead.Bind(1, to.Maintenance.Text).Bind(2, to.Sequence).Bind(3, to.Hash);
        _moveHead.Bind(4, from.Head.Sequence).Bind(5, from.Head.Epoch);
        Bind(_moveHead, 6, from.Nonce);
        _moveHead.Run();
        return raw.sqlite3_changes(_connection.Handle) == 1;
    }

    internal void AddEvent(Envelope e) =>
        _addEvent
            .Bind(1, e.Maintenance.Text)
            .Bind(2, e.Sequence)
            .Bind(3, e.Epoch)
            .Bind(4, CanonicalForm.NanosecondsOf(e.At))
            .Bind(5, e.Type)
            .Bind(6, e.Version)
            .Bind(7, e.Actor)
            .Bind(8, e.Cause)
            .Bind(9, e.Payload.Span)
            .Bind(10, e.Previous)
            .Bind(11, e.Hash)
            .Run();

    /// <summary>All heads, and what is wrong with the first row that is none.</summary>
    internal (List<Head> Heads, StoreDamagedException? Damage) ReadHeads()
    {
        var heads = new List<Head>();
        StoreDamagedException? damage = null;
        try
        {
            Statement row = _readHeads;
            while (row.Next())
            {
                string name = row.Text(0);
                try
                {
                    heads.Add(
                        new Head(MaintenanceId.Of(name), row.Number(1), new EventHash(row.Bytes(2)), row.Number(3))
                    );
                }
                catch (Exception wrong) when (IsWrongValue(wrong))
                {
                    damage ??= new StoreDamagedException(
                        $"{_store.JournalPath}: the head of '{name}' cannot be read: {wrong.Message}",
                        0,
                        wrong
                    );
                }
            }
        }
        catch (SqliteException refusal) when (IsDamage(refusal))
        {
            damage ??= JournalFile.Damaged(_store, 0, refusal);
        }

        return (heads, damage);
    }

    /// <summary>The next events in order, at most <paramref name="limit"/>, and what is wrong with the one after them.</summary>
    internal (List<Envelope> Events, StoreDamagedException? Damage) ReadEvents(
        MaintenanceId maintenance,
        long after,
        int limit
    )
    {
        var events = new List<Envelope>();
        long reached = after;
        try
        {
            Statement row = _readEvents.Bind(1, maintenance.Text).Bind(2, after).Bind(3, limit);
            while (row.Next())
            {
                reached = row.Number(0);
                events.Add(EventIn(row, maintenance));
            }

            return (events, null);
        }
        catch (SqliteException refusal) when (IsDamage(refusal))
        {
            return (events, JournalFile.Damaged(_store, Math.Max(reached, 0) + 1, refusal));
        }
        catch (Exception wrong) when (IsWrongValue(wrong))
        {
            _readEvents.Reset();
            string place = string.Create(CultureInfo.InvariantCulture, $"event {reached} of {maintenance}");
            return (
                events,
                new StoreDamagedException(
                    $"{_store.JournalPath}: {place} cannot be read: {wrong.Message}",
                    reached,
                    wrong
                )
            );
        }
    }

    /// <summary>Copies the whole store into an empty file.</summary>
    internal void CopyInto(string path)
    {
        using SqliteCommand copy = _connection.CreateCommand();
        copy.CommandText = "VACUUM INTO $path";
        copy.CommandTimeout = int.MaxValue;
        copy.Parameters.AddWithValue("$path", path);
        copy.ExecuteNonQuery();
    }

    /// <summary>Null when SQLite finds its own structures whole, else its first complaint.</summary>
    internal string? CheckStructure()
    {
        using SqliteCommand check = _connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        check.CommandTimeout = int.MaxValue;
        try
        {
            string answer = (string)check.ExecuteScalar()!;
            return answer == "ok" ? null : answer;
        }
        catch (SqliteException refusal) when (IsDamage(refusal))
        {
            return refusal.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Statement[] all =
        [
            _begin,
            _commit,
            _rollBack,
            _findHead,
            _saveHead,
            _moveHead,
            _addEvent,
            _readHeads,
            _readEvents,
        ];
        foreach (Statement statement in all)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static Envelope EventIn(Statement row, MaintenanceId maintenance) =>
        new()
        {
            Maintenance = maintenance,
            Sequence = row.Number(0),
            Epoch = row.Number(1),
            At = NodaConstants.UnixEpoch + Duration.FromNanoseconds(row.Number(2)),
            Type = row.Text(3),
            Version = checked((int)row.Number(4)),
            Actor = row.Text(5),
            Cause = row.Text(6),
            Payload = row.Bytes(7).ToArray(),
            Previous = new EventHash(row.Bytes(8)),
            Hash = new EventHash(row.Bytes(9)),
        };

    private static void Bind(Statement statement, int parameter, OwnerNonce nonce)
    {
        Span<byte> bytes = stackalloc byte[OwnerNonce.Size];
        _ = nonce.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        statement.Bind(parameter, bytes);
    }

    private static bool IsDamage(SqliteException refusal) =>
        refusal.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static bool IsWrongValue(Exception wrong) =>
        wrong
            is FormatException
                or ArgumentException
                or OverflowException
                or InvalidCastException
                or InvalidOperationException;

    private Statement Prepare(string sql) => new(_connection.Handle!, sql);
}

/// <summary>A head with the nonce of its owner, which never leaves the journal.</summary>
internal sealed record OwnedHead(Head Head, OwnerNonce Nonce);
