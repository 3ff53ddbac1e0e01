using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Lull.Engine.Journal;

/// <summary>The journal in one SQLite file, open in one engine only.</summary>
/// <remarks>
/// One connection, used by whoever has the turn. Everything waits in one bounded queue; whatever has gathered while a commit was
/// under way goes into the next one together, so that durable appends cost a share of an fsync, not one each. Who comes when
/// nobody has the turn takes it and commits in place: on a quick disk, waking another thread and being woken again would cost
/// more than the fsync.
/// </remarks>
public sealed class SqliteJournal : IJournal, ITablesReader
{
    /// <summary>Callers beyond this wait for room in the queue; also the largest group of one commit.</summary>
    private const int QueueLength = 1_024;

    private readonly Channel<JournalWork> _queue = Channel.CreateBounded<JournalWork>(QueueLength);
    private readonly JournalTables _tables;
    private readonly GroupCommit _commits;

    /// <summary>The turn: tables, commits and the two lists are for who has it.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<IWriteWork> _writes = [];
    private readonly List<JournalWork> _reads = [];
    private int _isClosed;

    private SqliteJournal(Store store, JournalTables tables, Action<JournalTables> commit)
    {
        Store = store;
        _tables = tables;
        _commits = new GroupCommit(tables, store, commit);
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
        // It takes long, so it is not for the caller's thread.
        await Task.Run(
            () =>
                AskAsync(
                    new ReadWork<BackUpResult>(tables => BackUp.Write(tables, Path.GetFullPath(path))),
                    cancellation
                ),
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
        await _turn.WaitAsync(); // Never given back: who still tries to take it finds nothing to do.
        while (_queue.Reader.TryPeek(out _))
        {
            DoNextGroup();
        }

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

        TakeTurn();
        return await work.Answer;
    }

    /// <summary>
    /// Does one group if nobody else is at it; what has come meanwhile is left to another thread, so that no caller works for
    /// others for ever. Who has queued something calls this afterwards, and so does who ends a turn: nothing is left lying.
    /// </summary>
    private void TakeTurn()
    {
        if (!_turn.Wait(0))
        {
            return;
        }

        try
        {
            DoNextGroup();
        }
        finally
        {
            _turn.Release();
        }

        if (_queue.Reader.TryPeek(out _))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.TakeTurn(), this, preferLocal: false);
        }
    }

    private void DoNextGroup()
    {
        while (_writes.Count + _reads.Count < QueueLength && _queue.Reader.TryRead(out JournalWork? work))
        {
            if (work is IWriteWork write)
            {
                _writes.Add(write);
            }
            else
            {
                _reads.Add(work);
            }
        }

        if (_writes.Count > 0)
        {
            Do(_writes.Cast<JournalWork>(), () => _commits.Write(_writes));
        }

        foreach (JournalWork read in _reads)
        {
            Do([read], () => ((IReadWork)read).Run(_tables));
        }

        _writes.Clear();
        _reads.Clear();
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
