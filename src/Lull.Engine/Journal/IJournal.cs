namespace Lull.Engine.Journal;

/// <summary>The durable, append-only events of all maintenances of one store. Used from many tasks at once.</summary>
/// <remarks>
/// An answer means that it is on disk. A cancellation takes back what still waits for its turn in the queue; once taken, the
/// answer is waited for, because nobody could say otherwise whether it was written.
/// </remarks>
public interface IJournal : IEventSource, IAsyncDisposable
{
    /// <summary>Makes <paramref name="nonce"/> the owner: raises the epoch by one, so that every older owner is fenced.</summary>
    /// <returns>The head with the new epoch; a maintenance that is not known begins at sequence 0.</returns>
    ValueTask<ClaimResult> ClaimAsync(MaintenanceId maintenance, OwnerNonce nonce, CancellationToken cancellation);

    /// <summary>Adds events at the end, all or none, if the caller is still the owner and knows the end.</summary>
    /// <param name="maintenance">Whose journal.</param>
    /// <param name="expected">The sequence of the head as the caller knows it.</param>
    /// <param name="epoch">The epoch the caller's claim was answered with.</param>
    /// <param name="nonce">The nonce the caller claimed with.</param>
    /// <param name="events">In order. None at all asks only whether the caller is still the owner.</param>
    /// <param name="cancellation">Counts until the append has been taken from the queue.</param>
    ValueTask<AppendResult> AppendAsync(
        MaintenanceId maintenance,
        long expected,
        long epoch,
        OwnerNonce nonce,
        ValueList<EventDraft> events,
        CancellationToken cancellation
    );

    /// <summary>Writes a whole, consistent copy of the store to a new file with mode 0600. Appends wait meanwhile.</summary>
    /// <param name="path">A file that does not exist yet; it can be opened as the journal of another store.</param>
    /// <param name="cancellation">Counts until the copy has begun.</param>
    ValueTask<BackUpResult> BackUpAsync(string path, CancellationToken cancellation);
}

/// <summary>How an append ended.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>On disk.</summary>
    /// <param name="Head">The new head.</param>
    /// <param name="Events">What was appended, with sequence and hash.</param>
    public sealed record Appended(Head Head, ValueList<Envelope> Events) : AppendResult;

    /// <summary>The caller is the owner, but the journal does not end where it thought. Nothing was written.</summary>
    /// <param name="Actual">Where it ends.</param>
    public sealed record Conflict(Head Actual) : AppendResult;

    /// <summary>The caller is not the owner (any more). Nothing was written; it must stop acting at once.</summary>
    /// <param name="Current">The head with the epoch of the present owner.</param>
    public sealed record Fenced(Head Current) : AppendResult;

    /// <summary>Nothing was written, and the journal goes on working: try again when the reason is gone.</summary>
    /// <param name="Reason">A sentence: what happened and what can be done.</param>
    public sealed record NotRecorded(string Reason) : AppendResult;

    /// <summary>Nobody knows whether it was written: the commit failed, and the file could not be read afterwards.</summary>
    /// <param name="Reason">A sentence: what happened and what can be done.</param>
    public sealed record Unknown(string Reason) : AppendResult;
}

/// <summary>How a claim ended.</summary>
public abstract record ClaimResult
{
    private ClaimResult() { }

    /// <summary>The caller is the owner, and it is on disk.</summary>
    /// <param name="Head">The head with the new epoch.</param>
    public sealed record Claimed(Head Head) : ClaimResult;

    /// <summary>The caller is not known to be the owner; it must not act. Claiming again is safe.</summary>
    /// <param name="Reason">A sentence: what happened and what can be done.</param>
    public sealed record NotClaimed(string Reason) : ClaimResult;
}

/// <summary>How a back-up ended.</summary>
public abstract record BackUpResult
{
    private BackUpResult() { }

    /// <summary>The copy is on disk.</summary>
    /// <param name="Path">Where, absolute.</param>
    /// <param name="Size">Bytes.</param>
    public sealed record Written(string Path, long Size) : BackUpResult;

    /// <summary>There is no copy, also no partial one.</summary>
    /// <param name="Reason">A sentence: what happened and what can be done.</param>
    public sealed record NotWritten(string Reason) : BackUpResult;
}
