using System.Diagnostics;
using System.Globalization;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;
using NodaTime.Extensions;

namespace Lull.Bench;

/// <summary>Durable appends against the bare limits of the same disk in the same run: fsync alone, and SQLite alone.</summary>
internal static class JournalBench
{
    private static readonly byte[] Payload = System.Text.Encoding.UTF8.GetBytes(
        """{"event":"effect-intended","effect":17,"purpose":"step","subject":42,"attempt":1}"""
    );

    internal static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("lull-bench").FullName;
        try
        {
            Console.WriteLine("### Journal: durable appends");
            Console.WriteLine();
            Console.WriteLine("| what | events/s | commits/s | against fsync |");
            Console.WriteLine("|---|---:|---:|---:|");
            double fsync = Fsync(directory);
            Row("fsync of one 4 KiB page, nothing else", fsync, fsync, fsync);
            double sqlite = BareSqlite(directory);
            Row("bare SQLite, one row a transaction (WAL, full synchronous)", sqlite, sqlite, fsync);
            foreach (int group in (int[])[1, 8, 64, 512])
            {
                double commits = await AppendsAsync(directory, group);
                Row($"the journal, {group} event(s) an append", commits * group, commits, fsync);
            }

            double shared = await SharedAsync(directory, writers: 32);
            Row("the journal, 32 maintenances at once (group commit)", shared, double.NaN, fsync);
            Console.WriteLine();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Row(string what, double events, double commits, double fsync) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {events:N0} | {(double.IsNaN(commits) ? "" : commits.ToString("N0", CultureInfo.InvariantCulture))} | {(double.IsNaN(commits) ? events / fsync : commits / fsync):0.00} |"
            )
        );

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    private static double Fsync(string directory)
    {
        using FileStream file = File.Create(Path.Combine(directory, "fsync"));
        byte[] page = new byte[4096];
        return Rate(() =>
        {
            file.Position = 0;
            file.Write(page);
            file.Flush(flushToDisk: true);
        });
    }

    private static double BareSqlite(string directory)
    {
        _ = SystemSqlite.Version;
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "bare.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA locking_mode=EXCLUSIVE");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE events(id INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO events(payload) VALUES ($payload)";
        insert.Parameters.AddWithValue("$payload", Payload);
        return Rate(() => insert.ExecuteNonQuery());
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static double Rate(Action once)
    {
        for (int warm = 0; warm < 50; warm++)
        {
            once();
        }

        long begun = Stopwatch.GetTimestamp();
        int times = 0;
        while (Stopwatch.GetElapsedTime(begun) < Long)
        {
            once();
            times++;
        }

        return times / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> AppendsAsync(string directory, int group)
    {
        var store = new Store(Path.Combine(directory, $"journal-{group}"));
        await using SqliteJournal journal = await SqliteJournal.OpenAsync(store, TimeProvider.System.ToClock());
        return await WriteAsync(journal, MaintenanceId.Of("m-bench222"), group);
    }

    private static async Task<double> SharedAsync(string directory, int writers)
    {
        var store = new Store(Path.Combine(directory, "shared"));
        await using SqliteJournal journal = await SqliteJournal.OpenAsync(store, TimeProvider.System.ToClock());
        double[] rates = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(() =>
                        WriteAsync(
                            journal,
                            MaintenanceId.Of($"m-bench{(char)('a' + (writer % 26))}{(char)('a' + (writer / 26))}22"),
                            1
                        )
                    )
                )
        );
        return rates.Sum();
    }

    private static async Task<double> WriteAsync(SqliteJournal journal, MaintenanceId maintenance, int group)
    {
        OwnerNonce nonce = OwnerNonce.New();
        if (await journal.ClaimAsync(maintenance, nonce, default) is not ClaimResult.Claimed claimed)
        {
            throw new InvalidOperationException("The journal could not be claimed.");
        }

        Head head = claimed.Head;
        ValueList<EventDraft> events =
        [
            .. Enumerable
                .Range(0, group)
                .Select(_ => new EventDraft
                {
                    At = Instant.FromUtc(2026, 12, 3, 21, 0),
                    Type = "effect-intended",
                    Version = 1,
                    Actor = "engine",
                    Payload = Payload,
                }),
        ];
        long begun = Stopwatch.GetTimestamp();
        int appends = 0;
        while (Stopwatch.GetElapsedTime(begun) < Long)
        {
            AppendResult result = await journal.AppendAsync(
                maintenance,
                head.Sequence,
                head.Epoch,
                nonce,
                events,
                default
            );
            head = result is AppendResult.Appended appended
                ? appended.Head
                : throw new InvalidOperationException(result.ToString());
            appends++;
        }

        return appends / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
