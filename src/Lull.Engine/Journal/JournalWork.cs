namespace Lull.Engine.Journal;

/// <summary>Something the writer does for a caller, who waits for <see cref="JournalWork{T}.Answer"/>.</summary>
internal abstract class JournalWork
{
    /// <summary>Ends the waiting with an exception: a bug, or a journal that has been closed.</summary>
    internal abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal abstract class JournalWork<T> : JournalWork
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Answer => _answer.Task;

    internal override void Fail(Exception fault) => _answer.TrySetException(fault);

    protected void Reply(T answer) => _answer.TrySetResult(answer);
}

/// <summary>Reads, outside any transaction.</summary>
internal sealed class ReadWork<T>(Func<JournalTables, T> read) : JournalWork<T>, IReadWork
{
    /// <inheritdoc/>
    public void Run(JournalTables tables) => Reply(read(tables));
}

/// <summary>The part of <see cref="ReadWork{T}"/> that does not depend on what is read.</summary>
internal interface IReadWork
{
    /// <summary>Reads and answers; an exception is the writer's to pass on.</summary>
    void Run(JournalTables tables);
}

/// <summary>Takes part in a group commit: applied first, answered when it is known how the commit ended.</summary>
internal interface IWriteWork
{
    /// <summary>Does its writes inside the open transaction and returns the head they leave; null when it wrote nothing.</summary>
    OwnedHead? Apply(JournalTables tables);

    /// <summary>What <see cref="Apply"/> prepared is on disk.</summary>
    void Committed();

    /// <summary>Nothing was written.</summary>
    void NotRecorded(string reason);

    /// <summary>Nobody knows.</summary>
    void Unknown(string reason);
}

/// <summary>One append: the fence, the chain and the writes.</summary>
internal sealed class AppendWork(
    MaintenanceId maintenance,
    long expected,
    long epoch,
    OwnerNonce nonce,
    ValueList<EventDraft> drafts
) : JournalWork<AppendResult>, IWriteWork
{
    private AppendResult? _prepared;

    /// <inheritdoc/>
    public OwnedHead? Apply(JournalTables tables)
    {
        OwnedHead? owned = tables.FindHead(maintenance);
        if (owned is null || owned.Head.Epoch != epoch || owned.Nonce != nonce)
        {
            _prepared = new AppendResult.Fenced(owned?.Head ?? Head.None(maintenance));
            return null;
        }

        if (owned.Head.Sequence != expected)
        {
            _prepared = new AppendResult.Conflict(owned.Head);
            return null;
        }

        Head head = owned.Head;
        var events = new List<Envelope>(drafts.Count);
        foreach (EventDraft draft in drafts)
        {
            Envelope sealedEvent = CanonicalForm.Seal(head, epoch, draft);
            tables.AddEvent(sealedEvent);
            events.Add(sealedEvent);
            head = sealedEvent.Head;
        }

        _prepared = new AppendResult.Appended(head, [.. events]);
        if (events.Count == 0)
        {
            return null;
        }

        return tables.MoveHead(owned, head)
            ? new OwnedHead(head, nonce)
            : throw new InvalidOperationException($"The head of {maintenance} changed inside a transaction.");
    }

    /// <inheritdoc/>
    public void Committed() => Reply(_prepared!);

    /// <inheritdoc/>
    public void NotRecorded(string reason) => Reply(new AppendResult.NotRecorded(reason));

    /// <inheritdoc/>
    public void Unknown(string reason) => Reply(new AppendResult.Unknown(reason));
}

/// <summary>One claim.</summary>
internal sealed class ClaimWork(MaintenanceId maintenance, OwnerNonce nonce) : JournalWork<ClaimResult>, IWriteWork
{
    private ClaimResult? _prepared;

    /// <inheritdoc/>
    public OwnedHead? Apply(JournalTables tables)
    {
        Head head = tables.FindHead(maintenance)?.Head ?? Head.None(maintenance);
        var owned = new OwnedHead(head with { Epoch = head.Epoch + 1 }, nonce);
        tables.SaveHead(owned);
        _prepared = new ClaimResult.Claimed(owned.Head);
        return owned;
    }

    /// <inheritdoc/>
    public void Committed() => Reply(_prepared!);

    /// <inheritdoc/>
    public void NotRecorded(string reason) => Reply(new ClaimResult.NotClaimed(reason));

    /// <inheritdoc/>
    public void Unknown(string reason) => Reply(new ClaimResult.NotClaimed(reason));
}
