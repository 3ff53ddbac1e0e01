using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>Opens a store's SQLite file the way the journal needs it: settings, lock, schema.</summary>
internal static class JournalFile
{
    /// <summary>Written into the file's header, so that <c>file</c> and we can tell it from other SQLite files: "LULL".</summary>
    private const long ApplicationId = 0x4C554C4C;

    /// <summary>Seconds; SQLite's own waiting is off, this is the library's around it, and it must not be 0, which means for ever.</summary>
    private const int LockPatience = 1;

    /// <summary>The scripts that made each schema version from the one before. Released scripts never change.</summary>
    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE head (
                maintenance TEXT NOT NULL PRIMARY KEY,
                sequence INTEGER NOT NULL,
                hash BLOB NOT NULL,
                epoch INTEGER NOT NULL,
                nonce BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE event (
                maintenance TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                epoch INTEGER NOT NULL,
                at INTEGER NOT NULL, -- nanoseconds since 1970-01-01T00:00Z
                type TEXT NOT NULL,
                version INTEGER NOT NULL,
                actor TEXT NOT NULL,
                cause TEXT NOT NULL,
                payload BLOB NOT NULL,
                previous BLOB NOT NULL,
                hash BLOB NOT NULL,
                PRIMARY KEY (maintenance, sequence)
            ) STRICT, WITHOUT ROWID;
            """,
    ];

    /// <summary>The schema version this program writes.</summary>
    internal static int SchemaVersion => Migrations.Length;

    /// <summary>The one connection of an engine: exclusive, durable, at the newest schema. Makes the file if there is none.</summary>
    internal static SqliteConnection OpenForEngine(Store store)
    {
        _ = SystemSqlite.Version;
        try
        {
            store.MakeDirectory();
            store.MakeJournal();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreNotUsableException(
                $"The store {store.JournalPath} cannot be made: {refused.Message.TrimEnd('.')}. Choose another directory or change its rights.",
                refused
            );
        }

        return Open(
            store,
            SqliteOpenMode.ReadWrite,
            connection =>
            {
                // Exclusive before the first look at the WAL: no shared memory, and a second engine is kept out.
                Run(connection, "PRAGMA locking_mode=EXCLUSIVE");
                _ = VersionOf(connection, store); // Refuses what is not ours before anything in it changes.
                if (Ask<string>(connection, "PRAGMA journal_mode=WAL") != "wal")
                {
                    throw new StoreNotUsableException(
                        $"SQLite cannot keep a write-ahead log beside {store.JournalPath}. Put the store on a local disk."
                    );
                }

                Run(connection, "PRAGMA synchronous=FULL");
                Run(connection, "BEGIN IMMEDIATE");
                Migrate(connection, store);
                Run(connection, "COMMIT");
            }
        );
    }

    /// <summary>A connection that only reads, on a store no engine has open.</summary>
    internal static SqliteConnection OpenForReading(Store store)
    {
        _ = SystemSqlite.Version;
        if (!File.Exists(store.JournalPath))
        {
            throw new StoreNotUsableException(
                $"There is no journal at {store.JournalPath}. Name the directory of a store."
            );
        }

        return Open(
            store,
            SqliteOpenMode.ReadOnly,
            connection =>
            {
                int version = VersionOf(connection, store);
                if (version == 0)
                {
                    throw new StoreNotUsableException(
                        $"{store.JournalPath} is empty: no engine has ever written to it."
                    );
                }
            }
        );
    }

    /// <summary>What SQLite's refusal means for this store, as our own exception.</summary>
    internal static StoreException Explain(Store store, SqliteException refusal) =>
        refusal.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreOwner.InUse(store, refusal),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(store, 0, refusal),
            raw.SQLITE_FULL => new StoreNotUsableException(NoRoom(store), refusal),
            _ => new StoreNotUsableException(
                $"SQLite cannot use {store.JournalPath}: {refusal.Message} Look at the file's rights and at its disk.",
                refusal
            ),
        };

    /// <summary>The sentence for a full disk.</summary>
    internal static string NoRoom(Store store) =>
        $"There is no room for {store.JournalPath}. Nothing was written; make room on its disk, then try again.";

    /// <summary>The sentence for a file that is not what was written.</summary>
    internal static StoreDamagedException Damaged(Store store, long sequence, Exception cause) =>
        new(
            $"{store.JournalPath} is damaged: {cause.Message} Keep the file as it is, and restore a back-up into another directory.",
            sequence,
            cause
        );

    private static SqliteConnection Open(Store store, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = store.JournalPath,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = LockPatience,
            }.ToString()
        );
        try
        {
            connection.Open();
            Run(connection, "PRAGMA trusted_schema=OFF");
            Run(connection, "PRAGMA cell_size_check=ON");
            Run(connection, "PRAGMA mmap_size=0");
            prepare(connection);
            return connection;
        }
        catch (SqliteException refusal)
        {
            connection.Dispose();
            throw Explain(store, refusal);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection, Store store)
    {
        for (int version = VersionOf(connection, store); version < SchemaVersion; version++)
        {
            Run(connection, Migrations[version]);
        }

        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}"));
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={SchemaVersion}"));
    }

    /// <summary>The file's schema version, 0 for an empty file; refuses files that are newer or not ours.</summary>
    private static int VersionOf(SqliteConnection connection, Store store)
    {
        long version = Ask<long>(connection, "PRAGMA user_version");
        long owner = Ask<long>(connection, "PRAGMA application_id");
        long tables = Ask<long>(connection, "SELECT count(*) FROM sqlite_schema");
        if (owner != ApplicationId && (owner != 0 || version != 0 || tables != 0))
        {
            throw new StoreNotUsableException(
                $"{store.JournalPath} is a SQLite file, but not a journal of Lull. Choose another directory."
            );
        }

        if (version > SchemaVersion)
        {
            throw new StoreNotUsableException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{store.JournalPath} was written by a newer Lull: its schema is {version}, this program knows {SchemaVersion}. "
                ) + "Use that version, or a back-up from before the upgrade."
            );
        }

        return checked((int)version);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static T Ask<T>(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }
}
