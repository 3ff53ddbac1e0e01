using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Timers;
using Lull.Reports;

namespace Lull.Server.Live;

/// <summary>
/// One maintenance, followed once for all who look at it: its present snapshot, its story in words, and the output of its
/// steps. However many look, the journal is folded once and a snapshot is made at most every <see cref="Rhythm"/>.
/// </summary>
public sealed class LiveMaintenance : IAsyncDisposable
{
    /// <summary>At most so often viewers get a new snapshot while much happens: often enough to look immediate.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(100);

    /// <summary>The same while nothing happens but that steps print: nobody reads quicker.</summary>
    private static readonly TimeSpan OutputRhythm = TimeSpan.FromMilliseconds(500);

    /// <summary>Steps may print so much quicker than it is taken in: two of them as much as is kept.</summary>
    private const int Patience = 2 * OutputLog.Kept;

    private readonly MaintenanceEngine _engine;
    private readonly IMaintenanceClock _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Task _following;
    private readonly Chronicle _chronicle = new([]);
    private readonly Channel<bool> _dirty = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly TaskCompletionSource _caughtUp = NewSignal();
    private TaskCompletionSource _changed = NewSignal();
    private volatile LiveSnapshot _now;
    private long _outputShown;

    private LiveMaintenance(
        MaintenanceEngine engine,
        IMaintenanceClock clock,
        MaintenanceStatus status,
        MaintenanceEvent.Planned planned
    )
    {
        _engine = engine;
        _clock = clock;
        _now = new LiveSnapshot(
            status.Id,
            NextVersion(0),
            status.Sequence,
            planned.Procedure,
            status.View!,
            status.Trouble,
            Output: 0
        );
        Planned = planned;
        _following = Task.WhenAll(Task.Run(ReadAsync), Task.Run(ShowAsync));
    }

    /// <summary>Which.</summary>
    public MaintenanceId Id => _now.Id;

    /// <summary>The first event: the texts and the procedure, frozen.</summary>
    public MaintenanceEvent.Planned Planned { get; }

    /// <summary>The present snapshot, with its clocks as of this moment.</summary>
    public LiveSnapshot Now
    {
        get
        {
            LiveSnapshot last = _now;
            return last with { View = last.View.AsOf(_clock.Now) };
        }
    }

    /// <summary>The output of its steps.</summary>
    public OutputLog Output { get; } = new();

    /// <summary>How many lines the story has so far.</summary>
    public int StoryLength
    {
        get
        {
            lock (_lock)
            {
                return _chronicle.Lines.Count;
            }
        }
    }

    /// <summary>Lines of the story from a place on, at most so many; what only engines read is not in it.</summary>
    public IReadOnlyList<StoryLine> Story(int from, int count)
    {
        lock (_lock)
        {
            return from >= _chronicle.Lines.Count
                ? []
                : _chronicle.Lines.GetRange(from, Math.Min(count, _chronicle.Lines.Count - from));
        }
    }

    /// <summary>Who did a step, and what shows it; empty texts while nobody and nothing does.</summary>
    public StepRecord RecordOf(int node)
    {
        lock (_lock)
        {
            return _chronicle.StepOf(node);
        }
    }

    /// <summary>What was told about a step, oldest first: the last lines of it, at most so many.</summary>
    public IReadOnlyList<StoryLine> StoryOf(int node, int most)
    {
        lock (_lock)
        {
            return [.. _chronicle.LinesOf(node).TakeLast(most)];
        }
    }

    /// <summary>What people wrote down so far, in order.</summary>
    public IReadOnlyList<NoteRecord> Notes()
    {
        lock (_lock)
        {
            return [.. _chronicle.Notes];
        }
    }

    /// <summary>What rolling back everything (0), a block or one host of it would set going, to be read before it is ordered.</summary>
    public string IfRolledBack(int node)
    {
        lock (_lock)
        {
            return _chronicle.Story.HasBegun ? Machine.IfRolledBack(_chronicle.Story.State, node) : "";
        }
    }

    /// <summary>The present snapshot, then every newer one that the reader is quick enough for. Ends with the maintenance's following.</summary>
    public async IAsyncEnumerable<LiveSnapshot> SnapshotsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            LiveSnapshot now = _now;
            yield return now;
            if (_following.IsCompleted && ReferenceEquals(now, _now))
            {
                yield break;
            }

            await Task.WhenAny(changed, _following).WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>
    /// Follows a maintenance from now on, and has told what happened so far when it returns; null when there is none of that id, or its
    /// journal cannot be folded.
    /// </summary>
    internal static async Task<LiveMaintenance?> FollowAsync(
        MaintenanceEngine engine,
        IMaintenanceClock clock,
        MaintenanceId id,
        CancellationToken cancellation
    )
    {
        if (await engine.StatusAsync(id, cancellation) is not { View: not null } status)
        {
            return null;
        }

        await foreach (Published first in engine.SubscribeAsync(id, 0, cancellation))
        {
            if (first is Published.Happened { Event: MaintenanceEvent.Planned planned })
            {
                var live = new LiveMaintenance(engine, clock, status, planned);
                await Task.WhenAny(live._caughtUp.Task, live._following).WaitAsync(cancellation);
                return live;
            }
        }

        return null;
    }

    /// <summary>Takes in everything that is told, until it is over or the engine lets go of it.</summary>
    private async Task ReadAsync()
    {
        try
        {
            long known = _now.Sequence;
            long after = 0;
            bool isOver = false;
            bool goesOn = true;
            while (goesOn && !isOver)
            {
                goesOn = false;
                await foreach (Published published in _engine.SubscribeAsync(Id, after, Patience, _end.Token))
                {
                    goesOn = true;
                    after = published is Published.Happened happened ? happened.Sequence : after;
                    Take(published);
                    isOver |= published is Published.Happened { Event: MaintenanceEvent.Ended };
                    if (after >= known)
                    {
                        _caughtUp.TrySetResult();
                    }

                    _dirty.Writer.TryWrite(true);
                }
            }
        }
        finally
        {
            _dirty.Writer.TryWrite(true);
            _dirty.Writer.TryComplete();
        }
    }

    /// <summary>The first change is shown at once; those that follow within the rhythm are shown together.</summary>
    private async Task ShowAsync()
    {
        while (await _dirty.Reader.WaitToReadAsync(_end.Token))
        {
            while (_dirty.Reader.TryRead(out _)) { }
            bool isAllShown = await ShowNowAsync();
            await Task.Delay(Rhythm, _clock.Time, _end.Token);
            if (!isAllShown)
            {
                _dirty.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>False when there is new output that has to wait for its slower rhythm. While nothing else happens, the view stays the same one.</summary>
    private async Task<bool> ShowNowAsync()
    {
        if (await _engine.StatusAsync(Id, CancellationToken.None) is not { View: { } view } status)
        {
            return true;
        }

        TaskCompletionSource changed;
        lock (_lock)
        {
            bool isNews = status.Sequence != _now.Sequence || status.Trouble != _now.Trouble;
            long output = Output.Next;
            if (!isNews && output == _now.Output)
            {
                return true;
            }

            if (!isNews && _clock.Time.GetElapsedTime(_outputShown) < OutputRhythm)
            {
                return false;
            }

            _outputShown = _clock.Time.GetTimestamp();
            _now = _now with
            {
                Version = NextVersion(_now.Version),
                Sequence = status.Sequence,
                View = isNews ? view : _now.View,
                Trouble = status.Trouble,
                Output = output,
            };
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
        return true;
    }

    private void Take(Published published)
    {
        lock (_lock)
        {
            if (published is Published.Said said)
            {
                Output.Add(Planned.Procedure, _chronicle.Story, said.Output);
            }
            else
            {
                _chronicle.Take(published);
            }
        }
    }

    /// <summary>Rises also when the server starts anew: snapshots come less often than milliseconds.</summary>
    private long NextVersion(long version) => Math.Max(version + 1, _clock.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
