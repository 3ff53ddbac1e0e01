using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>The statements of the journal, prepared once on one connection. Not for two threads at a time.</summary>
internal sealed class JournalTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Store _store;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollBack;
    private readonly SqliteCommand _findHead;
    private readonly SqliteCommand _saveHead;
    private readonly SqliteCommand _moveHead;
    private readonly SqliteCommand _addEvent;
    private readonly SqliteCommand _readHeads;
    private readonly SqliteCommand _readEvents;

    /// <summary>Takes over the connection and closes it in the end.</summary>
    internal JournalTables(SqliteConnection connection, Store store)
    {
        _connection = connection;
        _store = store;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollBack = Prepare("ROLLBACK");
        _findHead = Prepare(
            "SELECT sequence, hash, epoch, nonce FROM head WHERE maintenance = $maintenance",
            "$maintenance"
        );
        _saveHead = Prepare(
            """
            INSERT INTO head (maintenance, sequence, hash, epoch, nonce)
            VALUES ($maintenance, $sequence, $hash, $epoch, $nonce)
            ON CONFLICT (maintenance) DO UPDATE SET epoch = excluded.epoch, nonce = excluded.nonce
            """,
            "$maintenance",
            "$sequence",
            "$hash",
            "$epoch",
            "$nonce"
        );
        _moveHead = Prepare(
            """
            UPDATE head SET sequence = $sequence, hash = $hash
            WHERE maintenance = $maintenance AND sequence = $expected AND epoch = $epoch AND nonce = $nonce
            """,
            "$maintenance",
            "$sequence",
            "$hash",
            "$expected",
            "$epoch",
            "$nonce"
        );
        _addEvent = Prepare(
            """
            INSERT INTO event (maintenance, sequence, epoch, at, type, version, actor, cause, payload, previous, hash)
            VALUES ($maintenance, $sequence, $epoch, $at, $type, $version, $actor, $cause, $payload, $previous, $hash)
            """,
            "$maintenance",
            "$sequence",
            "$epoch",
            "$at",
            "$type",
            "$version",
            "$actor",
            "$cause",
            "$payload",
            "$previous",
            "$hash"
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
            WHERE maintenance = $maintenance AND sequence > $after ORDER BY sequence LIMIT $limit
            """,
            "$maintenance",
            "$after",
            "$limit"
        );
    }

    internal bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    internal void Begin() => _begin.ExecuteNonQuery();

    internal void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Ends the transaction without effect; SQLite may have done so already.</summary>
    internal void RollBack()
    {
        if (IsInTransaction)
        {
            _rollBack.ExecuteNonQuery();
        }
    }

    /// <summary>Where the maintenance ends and who owns it; null when it is not known.</summary>
    internal OwnedHead? FindHead(MaintenanceId maintenance)
    {
        Bind(_findHead, maintenance.Text);
        using SqliteDataReader row = _findHead.ExecuteReader();
        return row.Read()
            ? new OwnedHead(
                new Head(maintenance, row.GetInt64(0), HashIn(row, 1), row.GetInt64(2)),
                new OwnerNonce(new Guid(row.GetFieldValue<byte[]>(3), bigEndian: true))
            )
            : null;
    }

    /// <summary>Makes the head, or changes its owner.</summary>
    internal void SaveHead(OwnedHead owned)
    {
        Head head = owned.Head;
        Bind(_saveHead, head.Maintenance.Text, head.Sequence, head.Hash.ToArray(), head.Epoch, BytesOf(owned.Nonce));
        _saveHead.ExecuteNonQuery();
    }

    /// <summary>Moves the head forward; false when the present one is not <paramref name="from"/>.</summary>
    internal bool MoveHead(OwnedHead from, Head to)
    {
        Bind(
            _moveHead,
            to.Maintenance.Text,
            to.Sequence,
            to.Hash.ToArray(),
            from.Head.Sequence,
            from.Head.Epoch,
            BytesOf(from.Nonce)
        );
        return _moveHead.ExecuteNonQuery() == 1;
    }

    internal void AddEvent(Envelope e)
    {
        Bind(
            _addEvent,
            e.Maintenance.Text,
            e.Sequence,
            e.Epoch,
            CanonicalForm.NanosecondsOf(e.At),
            e.Type,
            e.Version,
            e.Actor,
            e.Cause,
            e.Payload.ToArray(),
            e.Previous.ToArray(),
            e.Hash.ToArray()
        );
        _addEvent.ExecuteNonQuery();
    }

    /// <summary>All heads, and what is wrong with the first row that is none.</summary>
    internal (List<Head> Heads, StoreDamagedException? Damage) ReadHeads()
    {
        var heads = new List<Head>();
        StoreDamagedException? damage = null;
        try
        {
            using SqliteDataReader row = _readHeads.ExecuteReader();
            while (row.Read())
            {
                string name = row.GetString(0);
                try
                {
                    heads.Add(new Head(MaintenanceId.Of(name), row.GetInt64(1), HashIn(row, 2), row.GetInt64(3)));
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
            Bind(_readEvents, maintenance.Text, after, limit);
            using SqliteDataReader row = _readEvents.ExecuteReader();
            while (row.Read())
            {
                reached = row.GetInt64(0);
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
        SqliteCommand[] all =
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
        foreach (SqliteCommand command in all)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static Envelope EventIn(SqliteDataReader row, MaintenanceId maintenance) =>
        new()
        {
            Maintenance = maintenance,
            Sequence = row.GetInt64(0),
            Epoch = row.GetInt64(1),
            At = NodaConstants.UnixEpoch + Duration.FromNanoseconds(row.GetInt64(2)),
            Type = row.GetString(3),
            Version = row.GetInt32(4),
            Actor = row.GetString(5),
            Cause = row.GetString(6),
            Payload = row.GetFieldValue<byte[]>(7),
            Previous = HashIn(row, 8),
            Hash = HashIn(row, 9),
        };

    private static EventHash HashIn(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));

    private static byte[] BytesOf(OwnerNonce nonce) => nonce.Value.ToByteArray(bigEndian: true);

    private static bool IsDamage(SqliteException refusal) =>
        refusal.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static bool IsWrongValue(Exception wrong) =>
        wrong
            is FormatException
                or ArgumentException
                or OverflowException
                or InvalidCastException
                or InvalidOperationException;

    private static void Bind(SqliteCommand command, params object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}

/// <summary>A head with the nonce of its owner, which never leaves the journal.</summary>
internal sealed record OwnedHead(Head Head, OwnerNonce Nonce);
