using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Effects;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Lull.Engine.Timers;

namespace Lull.Engine.Conducting;

/// <summary>All maintenances of one store: those that are not over are conducted, the others can be looked at.</summary>
public sealed class MaintenanceEngine : IAsyncDisposable
{
    /// <summary>The end of a maintenance stands among its last few events.</summary>
    private const int Tail = 16;

    private readonly EngineOptions _options;
    private readonly SqliteJournal _journal;
    private readonly MaintenanceTimers _timers;
    private readonly EffectLimits _limits;
    private readonly OpenBracketsFile _openBrackets;
    private readonly EventCodec _codec = EventCodec.Current;
    private readonly ConcurrentDictionary<MaintenanceId, Conducted> _conducted = new();
    private readonly ConcurrentDictionary<MaintenanceId, string> _troubles = new();
    private int _isClosed;

    private MaintenanceEngine(EngineOptions options, SqliteJournal journal, MaintenanceTimers timers)
    {
        _options = options;
        _journal = journal;
        _timers = timers;
        _limits = new EffectLimits(options.AtOncePerHost);
        _openBrackets = new OpenBracketsFile(journal.Store);
    }

    /// <summary>Where everything is.</summary>
    public Store Store => _journal.Store;

    /// <summary>Maintenances that are not over and could not be taken over when the store was opened, each with why.</summary>
    public IReadOnlyDictionary<MaintenanceId, string> NotTakenOver => _troubles;

    /// <summary>Why the conductor of this maintenance does not go on; empty when it does or has come to its end.</summary>
    public string TroubleOf(MaintenanceId id) =>
        _conducted.TryGetValue(id, out Conducted? conducted)
            ? conducted.Conductor.Status.Trouble
            : _troubles.GetValueOrDefault(id, "");

    /// <summary>Opens the store for this process alone, takes every maintenance over that is not over, and goes on with it.</summary>
    /// <param name="store">Where.</param>
    /// <param name="options">What the program around gives.</param>
    /// <param name="socket">Where commands are listened for, so that others find it; empty when nowhere.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="StoreException">The store cannot be used; says why and what to do.</exception>
    public static async Task<MaintenanceEngine> OpenAsync(
        Store store,
        EngineOptions options,
        string socket,
        CancellationToken cancellation
    )
    {
        SqliteJournal journal = await SqliteJournal.OpenAsync(store, new Telling(options.Clock), socket);
        return await OpenAsync(journal, options, cancellation);
    }

    /// <inheritdoc cref="OpenAsync(Store, EngineOptions, string, CancellationToken)"/>
    /// <param name="journal">The open journal; closed with the engine.</param>
    /// <param name="options">What the program around gives.</param>
    /// <param name="cancellation">Ends the opening.</param>
    internal static async Task<MaintenanceEngine> OpenAsync(
        SqliteJournal journal,
        EngineOptions options,
        CancellationToken cancellation
    )
    {
        var engine = new MaintenanceEngine(options, journal, new MaintenanceTimers(options.Clock));
        var heads = new List<Head>();
        await foreach (Head head in journal.HeadsAsync(cancellation))
        {
            heads.Add(head);
        }

        foreach (Head head in heads)
        {
            await engine.TryGoOnAsync(head, cancellation);
        }

        return engine;
    }

    /// <summary>A new maintenance, as a draft.</summary>
    /// <param name="procedure">What will be done; frozen from now on.</param>
    /// <param name="planText">The plan file.</param>
    /// <param name="siteText">The site file.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ConductorException">It could not be begun; says why.</exception>
    public async Task<MaintenanceId> PlanAsync(
        Procedure procedure,
        string planText,
        string siteText,
        CancellationToken cancellation
    )
    {
        var id = MaintenanceId.Of(
            MaintenanceId.Prefix
                + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", MaintenanceId.ShortestTail)
        );
        await ConductAsync(
            id,
            new MaintenanceEvent.Planned(Machine.Rules, procedure, planText, siteText),
            cancellation
        );
        Begun?.Invoke(id);
        return id;
    }

    /// <summary>Called when a new maintenance has begun, right after it is on disk. Must be quick and must not fail.</summary>
    public Action<MaintenanceId>? Begun { get; set; }

    /// <summary>In whose name a command is; <c>engine</c> for what no person asks.</summary>
    public static string ActorOf(Input command) => new Mail(command, null).Actor;

    /// <summary>What a person asks for. The decision comes once it, or its refusal, is on disk.</summary>
    public Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation) =>
        SendAsync(id, command, "", seen: null, cancellation);

    /// <summary>As <see cref="SendAsync(MaintenanceId, Input, CancellationToken)"/>, refused as stale when something happened after an event.</summary>
    /// <param name="id">Which maintenance.</param>
    /// <param name="command">What.</param>
    /// <param name="seen">The last event that the one who asks knows; null when that does not matter.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<Decision> SendAsync(MaintenanceId id, Input command, long? seen, CancellationToken cancellation) =>
        SendAsync(id, command, "", seen, cancellation);

    /// <summary>Records that somebody asked for what they have no right to; the answer is always a refusal.</summary>
    /// <param name="id">Which maintenance; when it is over, nothing is recorded.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="reason">Why not, as a sentence for the one who asked.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<Decision> RefuseAsync(MaintenanceId id, Input command, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return SendAsync(id, command, reason, seen: null, cancellation);
    }

    private async Task<Decision> SendAsync(
        MaintenanceId id,
        Input command,
        string denial,
        long? seen,
        CancellationToken cancellation
    )
    {
        if (!new Mail(command, null).IsCommand)
        {
            return new Decision.Refused(
                $"'{new Mail(command, null).Name}' comes from the engine alone.",
                RefusalCode.Malformed
            );
        }

        if (_conducted.TryGetValue(id, out Conducted? conducted))
        {
            return await conducted.Conductor.SendAsync(command, denial, seen, cancellation);
        }

        MaintenanceStatus? status = await StatusAsync(id, cancellation);
        return new Decision.Refused(
            status is null ? $"There is no maintenance {id} in {Store}."
                : status.Trouble.Length > 0 ? status.Trouble
                : $"The maintenance is over ({status.View?.Stage}).",
            status is null ? RefusalCode.NotFound
                : status.Trouble.Length > 0 ? RefusalCode.Unavailable
                : RefusalCode.Over
        );
    }

    /// <summary>What a maintenance is now; null when the store has none of that id.</summary>
    public async Task<MaintenanceStatus?> StatusAsync(MaintenanceId id, CancellationToken cancellation)
    {
        if (_conducted.TryGetValue(id, out Conducted? conducted))
        {
            return conducted.Conductor.Status;
        }

        await foreach (Head head in _journal.HeadsAsync(cancellation))
        {
            if (head.Maintenance == id && head.Sequence > 0)
            {
                return await LookAsync(head, cancellation);
            }
        }

        return null;
    }

    /// <summary>Checks every hash of one journal; null when the store has none of that id. Costs a reading of the whole journal.</summary>
    public async Task<VerifiedJournal?> VerifyAsync(MaintenanceId id, CancellationToken cancellation)
    {
        await foreach (Head head in _journal.HeadsAsync(cancellation))
        {
            if (head.Maintenance == id && head.Sequence > 0)
            {
                return new VerifiedJournal(head, await Chain.VerifyAsync(_journal, head, [], cancellation));
            }
        }

        return null;
    }

    /// <summary>Checks every hash of every journal, see <see cref="Chain.VerifyAsync(IEventSource, IReadOnlyCollection{Head}, CancellationToken)"/>.</summary>
    public IAsyncEnumerable<ChainReport> VerifyAsync(
        IReadOnlyCollection<Head> witnesses,
        CancellationToken cancellation
    ) => Chain.VerifyAsync(_journal, witnesses, cancellation);

    /// <summary>The events of one journal as they are stored; none when the store has none of that id. Streamed.</summary>
    public IAsyncEnumerable<Envelope> ExportAsync(MaintenanceId id, CancellationToken cancellation) =>
        _journal.ReadAsync(id, after: 0, cancellation);

    /// <summary>Every maintenance of the store that has begun, ordered by id.</summary>
    public async Task<IReadOnlyList<MaintenanceId>> ListAsync(CancellationToken cancellation)
    {
        var ids = new List<MaintenanceId>();
        await foreach (Head head in _journal.HeadsAsync(cancellation))
        {
            if (head.Sequence > 0)
            {
                ids.Add(head.Maintenance);
            }
        }

        return ids;
    }

    /// <summary>
    /// Every event after a sequence and, while the maintenance is conducted, what happens from now on. Ends with the
    /// maintenance, with the engine, or when the reader is too slow: subscribe again after the last event that came.
    /// </summary>
    public IAsyncEnumerable<Published> SubscribeAsync(MaintenanceId id, long after, CancellationToken cancellation) =>
        SubscribeAsync(id, after, Feed.Patience, cancellation);

    /// <summary>The same for a reader that may be further behind: output that it is not told is told nobody again.</summary>
    /// <param name="id">Which maintenance.</param>
    /// <param name="after">The last sequence that the reader knows.</param>
    /// <param name="patience">So many things may wait for it, in memory.</param>
    /// <param name="cancellation">Ends the telling.</param>
    public async IAsyncEnumerable<Published> SubscribeAsync(
        MaintenanceId id,
        long after,
        int patience,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        Feed feed;
        if (_conducted.TryGetValue(id, out Conducted? conducted))
        {
            feed = conducted.Feed;
        }
        else
        {
            feed = new Feed(id, _journal, _codec);
            feed.BeginAfter(long.MaxValue);
            feed.Complete();
        }

        await foreach (Published what in feed.SubscribeAsync(after, patience, cancellation))
        {
            yield return what;
        }
    }

    /// <summary>Maintenances that do not go on, and why. Costs as much as maintenances are conducted.</summary>
    public IReadOnlyList<EngineTrouble> Troubles =>
        [
            .. _troubles.Select(one => new EngineTrouble(one.Key, one.Value, CannotRecord: false)),
            .. _conducted
                .Where(one => one.Value.Conductor.Status.Trouble.Length > 0)
                .Select(one => new EngineTrouble(
                    one.Key,
                    one.Value.Conductor.Status.Trouble,
                    !one.Value.Conductor.Completion.IsCompleted
                )),
        ];

    /// <summary>Reads from the journal, to see that it answers.</summary>
    /// <exception cref="StoreException">It does not; says why and what to do.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        await foreach (Head _ in _journal.HeadsAsync(cancellation))
        {
            return;
        }
    }

    /// <summary>Completes when the maintenance is over or its conductor has stopped; at once when nobody conducts it.</summary>
    public Task CompletionOf(MaintenanceId id) =>
        _conducted.TryGetValue(id, out Conducted? conducted) ? conducted.Conductor.Completion : Task.CompletedTask;

    /// <summary>Starts nothing new, waits for what is under way, at most so long, and records it. The store can still be read.</summary>
    public Task DrainAsync(TimeSpan limit) =>
        Task.WhenAll(_conducted.Values.Select(conducted => conducted.Conductor.StopAsync(limit)));

    /// <summary>Starts nothing new, waits for what is under way, at most so long, records it, and closes the store.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        await DrainAsync(limit);
        await DisposeAsync();
    }

    /// <summary>Stops where it stands, as a crash would, and closes the store. What was under way is looked at after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        foreach (Conducted conducted in _conducted.Values)
        {
            await conducted.Conductor.DisposeAsync();
            await conducted.Closed;
        }

        _openBrackets.Dispose();
        await _timers.DisposeAsync();
        await _journal.DisposeAsync();
    }

    /// <summary>A maintenance that nobody conducts, from its journal.</summary>
    private async Task<MaintenanceStatus> LookAsync(Head head, CancellationToken cancellation)
    {
        string trouble = _troubles.GetValueOrDefault(head.Maintenance, "");
        try
        {
            Replayed replayed = await Replay.LoadAsync(_journal, head, _codec, cancellation);
            return new MaintenanceStatus(
                head.Maintenance,
                head.Sequence,
                MaintenanceView.Of(replayed.State, replayed.State.LastAt),
                replayed.Recent.ToList(),
                trouble
            );
        }
        catch (Exception unreadable)
            when (unreadable
                    is ConductorException
                        or UnreadableEventException
                        or StoreException
                        or NotSupportedException
            )
        {
            return new MaintenanceStatus(head.Maintenance, head.Sequence, null, [], unreadable.Message);
        }
    }

    private async Task<bool> IsOverAsync(Head head, CancellationToken cancellation)
    {
        await foreach (
            Envelope e in _journal.ReadAsync(head.Maintenance, Math.Max(0, head.Sequence - Tail), cancellation)
        )
        {
            if (_codec.Decode(e) is MaintenanceEvent.Ended)
            {
                return true;
            }
        }

        return head.Sequence == 0;
    }

    private async Task TryGoOnAsync(Head head, CancellationToken cancellation)
    {
        try
        {
            if (!await IsOverAsync(head, cancellation))
            {
                await ConductAsync(head.Maintenance, planned: null, cancellation);
            }
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            // One maintenance that cannot be gone on with must not keep the others from it.
            _troubles[head.Maintenance] = refused.Message;
        }
    }

    private async Task ConductAsync(MaintenanceId id, MaintenanceEvent.Planned? planned, CancellationToken cancellation)
    {
        SiteConnections? connections = planned is null ? null : _options.Connect(planned);
        try
        {
            (Head head, Ledger ledger) = await ClaimAsync(id, planned, cancellation);
            Replayed replayed = await Replay.LoadAsync(_journal, head, _codec, cancellation);
            connections ??= _options.Connect(replayed.Planned);
            var feed = new Feed(id, _journal, _codec);
            feed.BeginAfter(head.Sequence);
            Action<EffectOutput> output = said => feed.Publish(new Published.Said(said));
            var attempt = new Attempt(
                id,
                replayed.State.Procedure,
                connections,
                _limits,
                _options.Clock,
                _options.Secrets,
                output
            );
            var conductor = new Conductor(
                new ConductorParts(
                    id,
                    replayed,
                    head.Epoch,
                    ledger,
                    feed,
                    _options.Clock,
                    _timers,
                    attempt,
                    new OrderDesk(id, _options.Render),
                    output,
                    _openBrackets
                )
            );
            Procedure procedure = replayed.State.Procedure;
            _conducted[id] = new Conducted(
                conductor,
                feed,
                procedure,
                CloseWithAsync(id, conductor, procedure, connections)
            );
            connections = null;
            foreach (Input found in await Rehearsals.OfAsync(_journal, _codec, procedure, cancellation))
            {
                conductor.Tell(found);
            }
        }
        finally
        {
            if (connections is not null)
            {
                await connections.DisposeAsync();
            }
        }
    }

    private async Task<(Head Head, Ledger Ledger)> ClaimAsync(
        MaintenanceId id,
        MaintenanceEvent.Planned? planned,
        CancellationToken cancellation
    )
    {
        OwnerNonce nonce = OwnerNonce.New();
        Head head = await _journal.ClaimAsync(id, nonce, cancellation) switch
        {
            ClaimResult.Claimed claimed => claimed.Head,
            ClaimResult.NotClaimed refused => throw new ConductorException(refused.Reason),
        };
        var ledger = new Ledger(_journal, _codec, _options.Clock.Time, head, nonce);
        if (planned is not null)
        {
            string author = planned.Procedure.Author.Length > 0 ? planned.Procedure.Author : Mail.Engine;
            ledger.Add(planned, _options.Clock.Now, author);
            await ledger.RecordAsync(static trouble => throw new ConductorException(trouble), cancellation);
        }

        return (head with { Sequence = ledger.Sequence, Hash = ledger.Hash }, ledger);
    }

    private async Task CloseWithAsync(
        MaintenanceId id,
        Conductor conductor,
        Procedure procedure,
        SiteConnections connections
    )
    {
        await conductor.Completion;
        await connections.DisposeAsync();
        if (conductor.Status.View is { Stage: Stage.Closed })
        {
            foreach (Conducted waiting in _conducted.Values.Where(one => Rehearsals.Serves(procedure, one.Procedure)))
            {
                waiting.Conductor.Tell(new Input.RehearsalFound(procedure.Site, id.Text));
            }
        }
    }

    /// <summary>A conductor, who looks on, what is done, and the closing of its connections.</summary>
    private sealed record Conducted(Conductor Conductor, Feed Feed, Procedure Procedure, Task Closed);

    /// <summary>The journal tells others when it was opened, in their time.</summary>
    private sealed class Telling(IMaintenanceClock clock) : IClock
    {
        public Instant GetCurrentInstant() => clock.RealNow;
    }
}
