using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Engine.Conducting;

/// <summary>The conductor's side of the journal: what is to be appended, as whom, after what.</summary>
internal sealed class Ledger(IJournal journal, EventCodec codec, TimeProvider time, Head head, OwnerNonce nonce)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly List<(EventDraft Draft, MaintenanceEvent Event)> _pending = [];

    /// <summary>The last event that is on disk.</summary>
    internal long Sequence { get; private set; } = head.Sequence;

    /// <summary>Its hash.</summary>
    internal EventHash Hash { get; private set; } = head.Hash;

    /// <summary>True when something waits to be recorded.</summary>
    internal bool HasPending => _pending.Count > 0;

    /// <summary>How many events wait to be recorded.</summary>
    internal int PendingCount => _pending.Count;

    internal void Add(MaintenanceEvent happened, Instant at, string actor) =>
        _pending.Add((codec.Encode(happened, at, actor), happened));

    /// <summary>Puts everything on disk. While there is no room for it, tries on and says so, until cancelled.</summary>
    /// <param name="trouble">Called with a sentence when it does not work, and with an empty text when it works again.</param>
    /// <param name="cancellation">Gives up; nothing was written then.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ConductorException">Somebody else owns the maintenance, or nobody knows what was written.</exception>
    internal async Task<IReadOnlyList<Published.Happened>> RecordAsync(
        Action<string> trouble,
        CancellationToken cancellation
    )
    {
        ValueList<EventDraft> drafts = [.. _pending.Select(pending => pending.Draft)];
        var pause = TimeSpan.FromSeconds(1);
        bool hadTrouble = false;
        while (true)
        {
            switch (await AppendAsync(drafts))
            {
                case AppendResult.Appended appended:
                    if (hadTrouble)
                    {
                        trouble("");
                    }

                    Sequence = appended.Head.Sequence;
                    Hash = appended.Head.Hash;
                    Published.Happened[] written =
                    [
                        .. appended.Events.Zip(
                            _pending,
                            (e, pending) => new Published.Happened(e.Sequence, e.At, e.Actor, pending.Event)
                        ),
                    ];
                    _pending.Clear();
                    return written;
                case AppendResult.NotRecorded refused:
                    hadTrouble = true;
                    trouble($"{refused.Reason} Nothing new is started until then.");
                    await Task.Delay(pause, time, cancellation);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                    break;
                case AppendResult.Fenced fenced:
                    throw new ConductorException(
                        $"Another engine has taken {head.Maintenance} over (epoch {fenced.Current.Epoch}). This one stops acting."
                    );
                case AppendResult.Conflict conflict:
                    throw new ConductorException(
                        $"The journal of {head.Maintenance} ends at event {conflict.Actual.Sequence}, not at {Sequence} as known here. "
                            + "This engine stops acting; start it again to go on from what is on disk."
                    );
                case AppendResult.Unknown unknown:
                    throw new ConductorException(unknown.Reason);
            }
        }
    }

    private async Task<AppendResult> AppendAsync(ValueList<EventDraft> drafts)
    {
        try
        {
            return await journal.AppendAsync(
                head.Maintenance,
                Sequence,
                head.Epoch,
                nonce,
                drafts,
                CancellationToken.None
            );
        }
        catch (Exception fault) when (fault is StoreException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ConductorException($"The journal does not take events any more: {fault.Message}", fault);
        }
    }
}
