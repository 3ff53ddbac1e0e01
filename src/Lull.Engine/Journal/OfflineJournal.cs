using Microsoft.Data.Sqlite;

namespace Lull.Engine.Journal;

/// <summary>Reads a store that no engine has open, and changes nothing in it. For audits, also of damaged files.</summary>
public sealed class OfflineJournal : IEventSource, ITablesReader, IDisposable
{
    private readonly JournalTables _tables;
    private readonly Store _store;

    private OfflineJournal(JournalTables tables, Store store)
    {
        _tables = tables;
        _store = store;
    }

    /// <summary>Opens the store.</summary>
    /// <exception cref="StoreInUseException">An engine has it open; ask that engine.</exception>
    /// <exception cref="StoreException">Says which file, why, and what to do.</exception>
    public static Task<OfflineJournal> OpenAsync(Store store) =>
        Task.Run(() => new OfflineJournal(new JournalTables(JournalFile.OpenForReading(store), store), store));

    /// <summary>Nothing when SQLite finds the file's structure whole; else its first complaint, as a sentence.</summary>
    public Task<string?> CheckStructureAsync() =>
        Task.Run(() =>
            _tables.CheckStructure() is { } complaint ? $"{_store.JournalPath} is damaged: {complaint}." : null
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<Head> HeadsAsync(CancellationToken cancellation) =>
        EventStream.HeadsAsync(this, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Envelope> ReadAsync(
        MaintenanceId maintenance,
        long after,
        CancellationToken cancellation
    ) => EventStream.ReadAsync(this, maintenance, after, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _tables.Dispose();

    Task<T> ITablesReader.ReadAsync<T>(Func<JournalTables, T> read, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                try
                {
                    return read(_tables);
                }
                catch (SqliteException refusal)
                {
                    throw JournalFile.Explain(_store, refusal);
                }
            },
            cancellation
        );
}
