using System.Data;
using Dapper;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;

namespace Lull.Server.Data;

/// <summary>
/// What the server itself keeps beside the journal: accounts, tokens, plans, webhooks. A SQLite file of mode 0600 in the store's
/// directory. What happened in maintenances is never here; the journal alone says that.
/// </summary>
public sealed class ServerDatabase
{
    private readonly string _connection;

    private ServerDatabase(string connection) => _connection = connection;

    /// <summary>Opens the file, makes it if it is not there, and brings its tables up to date.</summary>
    /// <exception cref="StoreException">The file is from a newer Lull or cannot be used; says what to do.</exception>
    public static async Task<ServerDatabase> OpenAsync(Store store, IReadOnlyList<SchemaPart> parts)
    {
        _ = SystemSqlite.Version;
        string path = Path.Combine(store.Directory, "server.db");
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await new FileStream(path, options).DisposeAsync();
        }

        var database = new ServerDatabase(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                ForeignKeys = true,
                DefaultTimeout = 10,
            }.ToString()
        );
        await using SqliteConnection connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS schema_parts (name TEXT PRIMARY KEY, steps INTEGER NOT NULL) STRICT"
        );
        foreach (SchemaPart part in parts)
        {
            await BringUpToDateAsync(connection, part, path);
        }

        return database;
    }

    /// <summary>An open connection; dispose of it soon. Writers wait for each other.</summary>
    public async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync();
        await connection.ExecuteAsync("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
        return connection;
    }

    private static async Task BringUpToDateAsync(SqliteConnection connection, SchemaPart part, string path)
    {
        long done =
            await connection.ExecuteScalarAsync<long?>(
                "SELECT steps FROM schema_parts WHERE name = @Name",
                new { part.Name }
            ) ?? 0;
        if (done > part.Steps.Count)
        {
            throw new StoreNotUsableException(
                $"'{path}' was written by a newer Lull ({part.Name} {done}). Use that one."
            );
        }

        for (; done < part.Steps.Count; done++)
        {
            await using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable);
            await connection.ExecuteAsync(part.Steps[(int)done], transaction: transaction);
            await connection.ExecuteAsync(
                "INSERT INTO schema_parts (name, steps) VALUES (@Name, @Steps) ON CONFLICT (name) DO UPDATE SET steps = @Steps",
                new { part.Name, Steps = done + 1 },
                transaction
            );
            await transaction.CommitAsync();
        }
    }
}
