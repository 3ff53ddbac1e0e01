using System.Text;
using Lull.Core.Common;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;

namespace Lull.Engine.Tests.Journal;

/// <summary>A store in a directory of its own, taken away at the end, and the events the tests put into it.</summary>
public sealed class StoreFolder : IDisposable
{
    public static readonly MaintenanceId Spring = MaintenanceId.Of("m-springpatch");

    public static readonly MaintenanceId Autumn = MaintenanceId.Of("m-autumnpatch");

    public static readonly Instant Noon = Instant.FromUtc(2026, 12, 3, 19, 0);

    public StoreFolder() =>
        Store = new Store(Path.Combine(Directory.CreateTempSubdirectory("lull-").FullName, "store"));

    public StoreFolder(string directory) => Store = new Store(directory);

    public Store Store { get; }

    public static EventDraft Draft(long n) => Draft($$"""{"n":{{n}}}""", Noon + Duration.FromMilliseconds(n));

    public static EventDraft Draft(string payload, Instant at) =>
        new()
        {
            At = at,
            Type = "note-added",
            Version = 1,
            Actor = "engine",
            Payload = Encoding.UTF8.GetBytes(payload),
        };

    public static ValueList<EventDraft> Drafts(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Draft(first + i))];

    public Task<SqliteJournal> OpenAsync() => SqliteJournal.OpenAsync(Store, SystemClock.Instance);

    /// <summary>Claims and appends this many events, and closes again.</summary>
    public async Task<Head> FillAsync(MaintenanceId maintenance, int events)
    {
        await using SqliteJournal journal = await OpenAsync();
        return await AppendAsync(journal, maintenance, events);
    }

    public static async Task<Head> AppendAsync(IJournal journal, MaintenanceId maintenance, int events)
    {
        (Head head, OwnerNonce nonce) = await ClaimAsync(journal, maintenance);
        return await AppendAsync(journal, head, nonce, Drafts(head.Sequence + 1, events));
    }

    public static async Task<Head> AppendAsync(
        IJournal journal,
        Head head,
        OwnerNonce nonce,
        ValueList<EventDraft> drafts
    )
    {
        AppendResult result = await journal.AppendAsync(
            head.Maintenance,
            head.Sequence,
            head.Epoch,
            nonce,
            drafts,
            CancellationToken.None
        );
        return result.ShouldBeOfType<AppendResult.Appended>().Head;
    }

    public static async Task<(Head Head, OwnerNonce Nonce)> ClaimAsync(IJournal journal, MaintenanceId maintenance)
    {
        OwnerNonce nonce = OwnerNonce.New();
        ClaimResult result = await journal.ClaimAsync(maintenance, nonce, CancellationToken.None);
        return (result.ShouldBeOfType<ClaimResult.Claimed>().Head, nonce);
    }

    public static async Task<IReadOnlyList<Envelope>> EventsAsync(IEventSource source, MaintenanceId maintenance)
    {
        var events = new List<Envelope>();
        await foreach (Envelope e in source.ReadAsync(maintenance, after: 0, CancellationToken.None))
        {
            events.Add(e);
        }

        return events;
    }

    public static async Task<IReadOnlyList<Head>> HeadsAsync(IEventSource source)
    {
        var heads = new List<Head>();
        await foreach (Head head in source.HeadsAsync(CancellationToken.None))
        {
            heads.Add(head);
        }

        return heads;
    }

    /// <summary>What an audit of the closed store says.</summary>
    public async Task<IReadOnlyList<ChainReport>> VerifyAsync(params Head[] witnesses)
    {
        using OfflineJournal journal = await OfflineJournal.OpenAsync(Store);
        return await VerifyAsync(journal, witnesses);
    }

    public static async Task<IReadOnlyList<ChainReport>> VerifyAsync(IEventSource source, params Head[] witnesses)
    {
        var reports = new List<ChainReport>();
        await foreach (ChainReport report in Chain.VerifyAsync(source, witnesses, CancellationToken.None))
        {
            reports.Add(report);
        }

        return reports;
    }

    /// <summary>Does to the closed file what somebody with a SQLite shell could do.</summary>
    public void Tamper(string sql)
    {
        _ = SystemSqlite.Version;
        using var connection = new SqliteConnection($"Data Source={Store.JournalPath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (Directory.Exists(Store.Directory))
        {
            Directory.Delete(Store.Directory, recursive: true);
        }
    }
}
