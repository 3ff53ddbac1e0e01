using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;
using NodaTime.Extensions;

namespace Lull.Bench;

/// <summary>
/// Durable appends and checked reading, against the bare limits of the same disk: fsync alone, and SQLite alone. All take turns
/// in short slices, because what a disk and its neighbours do changes from one second to the next; the shares are medians over
/// the rounds.
/// </summary>
internal static class JournalBench
{
    private const int Rounds = 15;
    private const int EventsToRead = 20_000;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes(
        """{"event":"effect-intended","effect":17,"purpose":"step","subject":42,"attempt":1}"""
    );

    internal static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("lull-bench").FullName;
        try
        {
            await AppendAsync(directory);
            await ReadAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>One row of a table.</summary>
    /// <param name="What">Its name.</param>
    /// <param name="Events">Events in one go.</param>
    /// <param name="OnceAsync">One go.</param>
    private sealed record Rival(string What, int Events, Func<Task> OnceAsync);

    private static async Task AppendAsync(string directory)
    {
        using FileStream file = File.Create(Path.Combine(directory, "fsync"));
        byte[] page = new byte[4096];
        using SqliteConnection bare = Bare(directory);
        var rivals = new List<Rival>
        {
            new(
                "fsync of one 4 KiB page, nothing else",
                1,
                () =>
                {
                    file.Position = 0;
                    file.Write(page);
                    file.Flush(flushToDisk: true);
                    return Task.CompletedTask;
                }
            ),
            BareSqlite(bare, 1),
            BareSqlite(bare, 64),
            BareSqlite(bare, 512),
        };
        var journals = new List<SqliteJournal>();
        foreach (int group in (int[])[1, 8, 64, 512])
        {
            journals.Add(await OpenAsync(directory, $"journal-{group}"));
            Writer writer = await Writer.ClaimAsync(journals[^1], "m-bench222", group);
            rivals.Add(new Rival($"the journal, {group} event(s) an append", group, writer.AppendAsync));
        }

        const int Beside = 32;
        journals.Add(await OpenAsync(directory, "shared"));
        Writer[] writers = await Task.WhenAll(
            Enumerable
                .Range(0, Beside)
                .Select(number =>
                    Writer.ClaimAsync(
                        journals[^1],
                        $"m-bench{(char)('a' + (number % 26))}{(char)('a' + (number / 26))}22",
                        1
                    )
                )
        );
        rivals.Add(
            new Rival(
                $"the journal, {Beside} maintenances at once (group commit)",
                8 * Beside,
                () => Task.WhenAll(writers.Select(writer => Task.Run(() => writer.AppendAsync(8))))
            )
        );

        double[][] rates = await CompareAsync(rivals);
        Console.WriteLine("### Journal: durable appends");
        Console.WriteLine();
        Console.WriteLine("| what | events/s | commits/s | against fsync |");
        Console.WriteLine("|---|---:|---:|---:|");
        for (int row = 0; row < rivals.Count; row++)
        {
            double events = Median(rates[row]);
            bool isShared = row == rivals.Count - 1;
            int each = isShared ? 1 : rivals[row].Events;
            double share = Median([.. rates[row].Zip(rates[0], (own, fsync) => own / each / fsync)]);
            string commits = isShared ? "" : (events / each).ToString("N0", CultureInfo.InvariantCulture);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rivals[row].What} | {events:N0} | {commits} | {share:0.00} |"
                )
            );
        }

        Console.WriteLine();
        foreach (SqliteJournal journal in journals)
        {
            await journal.DisposeAsync();
        }
    }

    private static async Task ReadAsync(string directory)
    {
        await using SqliteJournal journal = await OpenAsync(directory, "reading");
        Writer writer = await Writer.ClaimAsync(journal, "m-bench222", EventsToRead);
        await writer.AppendAsync();
        using SqliteConnection bare = Bare(directory, "reading.db");
        await BareSqlite(bare, EventsToRead).OnceAsync();
        Rival[] rivals =
        [
            new(
                "bare SQLite, payloads only, no hash",
                EventsToRead,
                () =>
                {
                    using SqliteCommand select = bare.CreateCommand();
                    select.CommandText = "SELECT id, payload FROM events ORDER BY id";
                    using SqliteDataReader rows = select.ExecuteReader();
                    while (rows.Read())
                    {
                        _ = rows.GetFieldValue<byte[]>(1);
                    }

                    return Task.CompletedTask;
                }
            ),
            new(
                "the journal, without looking at hashes",
                EventsToRead,
                async () =>
                {
                    await foreach (Envelope _ in journal.ReadAsync(MaintenanceId.Of("m-bench222"), 0, default)) { }
                }
            ),
            new(
                "the journal, every hash and the chain checked",
                EventsToRead,
                async () =>
                {
                    await foreach (ChainReport report in Chain.VerifyAsync(journal, [], default))
                    {
                        if (!report.IsWhole)
                        {
                            throw new InvalidOperationException(report.Says);
                        }
                    }
                }
            ),
        ];
        double[][] rates = await CompareAsync(rivals);
        Console.WriteLine("### Journal: reading");
        Console.WriteLine();
        Console.WriteLine("| what | events/s |");
        Console.WriteLine("|---|---:|");
        for (int row = 0; row < rivals.Length; row++)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {rivals[row].What} | {Median(rates[row]):N0} |")
            );
        }

        Console.WriteLine();
    }

    /// <summary>Events per second of every rival in every round.</summary>
    private static async Task<double[][]> CompareAsync(IReadOnlyList<Rival> rivals)
    {
        double[][] rates = [.. rivals.Select(_ => new double[Rounds])];
        foreach (Rival rival in rivals)
        {
            _ = await RateAsync(rival); // Warm.
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int row = 0; row < rivals.Count; row++)
            {
                rates[row][round] = await RateAsync(rivals[row]);
            }
        }

        return rates;
    }

    private static async Task<double> RateAsync(Rival rival)
    {
        long begun = Stopwatch.GetTimestamp();
        int times = 0;
        while (Stopwatch.GetElapsedTime(begun) < Slice)
        {
            await rival.OnceAsync();
            times++;
        }

        return times * rival.Events / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static Task<SqliteJournal> OpenAsync(string directory, string name) =>
        SqliteJournal.OpenAsync(new Store(Path.Combine(directory, name)), TimeProvider.System.ToClock());

    private static SqliteConnection Bare(string directory, string name = "bare.db")
    {
        _ = SystemSqlite.Version;
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory, name)};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA locking_mode=EXCLUSIVE");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE events(id INTEGER PRIMARY KEY, payload BLOB NOT NULL)");
        return connection;
    }

    private static Rival BareSqlite(SqliteConnection connection, int group)
    {
        SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO events(payload) VALUES ($payload)";
        insert.Parameters.AddWithValue("$payload", Payload);
        return new Rival(
            $"bare SQLite, {group} row(s) a transaction (WAL, full synchronous)",
            group,
            () =>
            {
                if (group == 1)
                {
                    insert.ExecuteNonQuery();
                    return Task.CompletedTask;
                }

                Execute(connection, "BEGIN");
                for (int row = 0; row < group; row++)
                {
                    insert.ExecuteNonQuery();
                }

                Execute(connection, "COMMIT");
                return Task.CompletedTask;
            }
        );
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The owner of one maintenance, who appends the same events again and again.</summary>
    private sealed class Writer(SqliteJournal journal, Head head, OwnerNonce nonce, ValueList<EventDraft> events)
    {
        private Head _head = head;

        internal static async Task<Writer> ClaimAsync(SqliteJournal journal, string maintenance, int group)
        {
            OwnerNonce nonce = OwnerNonce.New();
            return
                await journal.ClaimAsync(MaintenanceId.Of(maintenance), nonce, default) is ClaimResult.Claimed claimed
                ? new Writer(
                    journal,
                    claimed.Head,
                    nonce,
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
                    ]
                )
                : throw new InvalidOperationException("The journal could not be claimed.");
        }

        internal async Task AppendAsync()
        {
            AppendResult result = await journal.AppendAsync(
                _head.Maintenance,
                _head.Sequence,
                _head.Epoch,
                nonce,
                events,
                default
            );
            _head = result is AppendResult.Appended appended
                ? appended.Head
                : throw new InvalidOperationException(result.ToString());
        }

        internal async Task AppendAsync(int times)
        {
            for (int time = 0; time < times; time++)
            {
                await AppendAsync();
            }
        }
    }
}
