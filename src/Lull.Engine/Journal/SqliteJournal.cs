using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Lull.Engine.Journal;

/// <summary>The journal in one SQLite file, open in one engine only.</summary>
/// <remarks>
/// One connection and one task that uses it. Everything waits in one bounded queue; whatever has gathered while a commit was
/// under way goes into the next one together, so that durable appends cost a share of an fsync, not one each.
/// </remarks>
public sealed class SqliteJournal : IJournal, ITablesReader
{
    /// <summary>Callers beyond this wait for room in the queue; also the largest group of one commit.</summary>
    private const int QueueLength = 1_024;

    private readonly Channel<JournalWork> _queue = Channel.CreateBounded<JournalWork>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true }
    );
    private readonly JournalTables _tables;
    private readonly GroupCommit _commits;
    private readonly Task _writer;
    private int _isClosed;

    private SqliteJournal(Store store, JournalTables tables, Action<JournalTables> commit)
    {
        Store = store;
        _tables = tables;
        _commits = new GroupCommit(tables, store, commit);
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Where it is.</summary>
    public Store Store { get; }

    /// <summary>Opens the store for this engine alone, making it when there is none, and bringing older schemas up to date.</summary>
    /// <param name="store">Where.</param>
    /// <param name="clock">Gives the time that <c>engine.json</c> tells others.</param>
    /// <param name="socket">Where this engine listens for commands, for <c>engine.json</c>; empty when it does not.</param>
    /// <exception cref="StoreException">Says which file, why, and what to do. Decided within seconds, never by waiting for another engine.</exception>
    public static Task<SqliteJournal> OpenAsync(Store store, IClock clock, string socket = "") =>
        OpenAsync(store, clock, socket, static _ => { }, static tables => tables.Commit());

    /// <inheritdoc cref="OpenAsync(Store, IClock, string)"/>
    /// <param name="store">Where.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="socket">Where this engine listens.</param>
    /// <param name="opened">Gets the connection, for tests that take its room away.</param>
    /// <param name="commit">Ends each transaction, for tests that make it fail.</param>
    internal static Task<SqliteJournal> OpenAsync(
        Store store,
        IClock clock,
        string socket,
        Action<SqliteConnection> opened,
        Action<JournalTables> commit
    ) =>
        Task.Run(() =>
        {
            SqliteConnection connection = JournalFile.OpenForEngine(store);
            opened(connection);
            var tables = new JournalTables(connection, store);
            try
            {
                new StoreOwner(Environment.ProcessId, clock.GetCurrentInstant(), socket).Write(store);
                return new SqliteJournal(store, tables, commit);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                tables.Dispose();
                throw new StoreNotUsableException(
                    $"{store.OwnerPath} cannot be written: {refused.Message} Look at the directory's rights and at its disk.",
                    refused
                );
            }
        });

    /// <inheritdoc/>
    public async ValueTask<ClaimResult> ClaimAsync(
        MaintenanceId maintenance,
        OwnerNonce nonce,
        CancellationToken cancellation
    ) => await AskAsync(new ClaimWork(maintenance, nonce), cancellation);

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        MaintenanceId maintenance,
        long expected,
        long epoch,
        OwnerNonce nonce,
        ValueList<EventDraft> events,
        CancellationToken cancellation
    ) => await AskAsync(new AppendWork(maintenance, expected, epoch, nonce, events), cancellation);

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
    public async ValueTask<BackUpResult> BackUpAsync(string path, CancellationToken cancellation) =>
        await AskAsync(
            new ReadWork<BackUpResult>(tables => BackUp.Write(tables, Path.GetFullPath(path))),
            cancellation
        );

    /// <summary>Finishes what is queued, closes the file and takes <c>engine.json</c> away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        _queue.Writer.Complete();
        await _writer;
        try
        {
            // While the lock is still ours: afterwards the file may be another engine's.
            File.Delete(Store.OwnerPath);
        }
        finally
        {
            _tables.Dispose();
        }
    }

    Task<T> ITablesReader.ReadAsync<T>(Func<JournalTables, T> read, CancellationToken cancellation) =>
        AskAsync(new ReadWork<T>(read), cancellation);

    private async Task<T> AskAsync<T>(JournalWork<T> work, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(work, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException($"The journal {Store.JournalPath} has been closed.", closed);
        }

        return await work.Answer;
    }

    private async Task WriteAsync()
    {
        var writes = new List<IWriteWork>();
        var reads = new List<JournalWork>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            writes.Clear();
            reads.Clear();
            while (writes.Count + reads.Count < QueueLength && _queue.Reader.TryRead(out JournalWork? work))
            {
                if (work is IWriteWork write)
                {
                    writes.Add(write);
                }
                else
                {
                    reads.Add(work);
                }
            }

            if (writes.Count > 0)
            {
                Do(writes.Cast<JournalWork>(), () => _commits.Write(writes));
            }

            foreach (JournalWork read in reads)
            {
                Do([read], () => ((IReadWork)read).Run(_tables));
            }
        }
    }

    /// <summary>A fault in one piece of work must reach who waits for it, and must not end the writer for everybody else.</summary>
    private void Do(IEnumerable<JournalWork> work, Action what)
    {
        try
        {
            what();
        }
        catch (SqliteException refusal)
        {
            FailAll(work, JournalFile.Explain(Store, refusal));
        }
#pragma warning disable CA1031 // Whoever waits gets the exception, whatever it is; nobody would otherwise.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            FailAll(work, fault);
        }
    }

    private static void FailAll(IEnumerable<JournalWork> work, Exception fault)
    {
        foreach (JournalWork waiting in work)
        {
            waiting.Fail(fault);
        }
    }
}
