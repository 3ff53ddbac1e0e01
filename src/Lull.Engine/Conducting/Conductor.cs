using System.Threading.Channels;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Engine.Effects;
using Lull.Engine.Timers;

namespace Lull.Engine.Conducting;

/// <summary>
/// The one live owner of a maintenance. A loop: take what came in, let the machine decide, put it on disk, and only then show
/// it, answer, start effects and set the timer. Beginning again after a crash is the same path: fold, take over, go on.
/// </summary>
internal sealed class Conductor : IAsyncDisposable
{
    /// <summary>How many inputs share one append.</summary>
    private const int LargestBatch = 64;

    /// <summary>Events between two recorded state hashes, at least.</summary>
    private const int HashEvery = 256;

    private readonly Channel<Mail> _inbox = Channel.CreateUnbounded<Mail>(
        new UnboundedChannelOptions { SingleReader = false }
    );
    private readonly CancellationTokenSource _halt = new();
    private readonly MaintenanceId _id;
    private readonly State _state;
    private readonly Recent _recent;
    private readonly Ledger _ledger;
    private readonly Feed _feed;
    private readonly IMaintenanceClock _clock;
    private readonly MaintenanceTimers _timers;
    private readonly EffectRunner _runner;
    private readonly Dispatch _dispatch;
    private readonly OpenBracketsFile _openBrackets;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _sinceHash;
    private TimerRequest? _armed;
    private long _shown;
    private volatile bool _isDraining;
    private volatile MaintenanceStatus _status;
    private volatile TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to conduct: takes over, looks after what was under way, goes on.</summary>
    internal Conductor(ConductorParts parts)
    {
        _id = parts.Id;
        _state = parts.Replayed.State;
        _recent = parts.Replayed.Recent;
        _sinceHash = parts.Replayed.SinceHash;
        _ledger = parts.Ledger;
        _feed = parts.Feed;
        _clock = parts.Clock;
        _timers = parts.Timers;
        _openBrackets = parts.OpenBrackets;
        _runner = new EffectRunner(
            parts.Attempt,
            parts.Clock,
            report => _inbox.Writer.TryWrite(new Mail(report, null)),
            parts.Output
        );
        _dispatch = new Dispatch(_state, _runner, parts.Desk, parts.Ledger);
        _status = StatusNow("");
        _running = Task.Run(() => RunAsync(parts.Epoch));
    }

    /// <summary>What it is now, as far as it is on disk.</summary>
    internal MaintenanceStatus Status
    {
        get
        {
            MaintenanceStatus status = _status;
            return status with { View = status.View?.AsOf(_clock.Now) };
        }
    }

    /// <summary>Completes when nothing happens here any more: over, stopped, or in a trouble that <see cref="Status"/> names.</summary>
    internal Task Completion => _running;

    /// <summary>
    /// What a person asks for; the decision comes once it is on disk. While nothing can be recorded, what has not been looked at
    /// yet is taken back, so that nobody waits for an answer that may never come.
    /// </summary>
    /// <param name="input">What.</param>
    /// <param name="denial">Why it is refused whatever the machine would say; empty when it is not.</param>
    /// <param name="seen">The last event that the one who asks knows; null when that does not matter.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    internal async Task<Decision> SendAsync(Input input, string denial, long? seen, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mail = new Mail(input, answer, denial, seen);
        if (!_inbox.Writer.TryWrite(mail))
        {
            return Closed();
        }

        await Task.WhenAny(answer.Task, _stuck.Task).WaitAsync(cancellation);
        return !answer.Task.IsCompleted && mail.TryTake()
            ? new Decision.Refused(
                $"It was not done, because it cannot be recorded. {_status.Trouble}".TrimEnd(),
                RefusalCode.Unavailable
            )
            : await answer.Task.WaitAsync(cancellation);
    }

    /// <summary>What the engine itself has to say.</summary>
    internal void Tell(Input input) => _inbox.Writer.TryWrite(new Mail(input, null));

    /// <summary>
    /// Starts nothing new, waits for what is under way, at most so long, and records how it ended. What is still under way
    /// then is looked at by whoever takes over.
    /// </summary>
    internal async Task StopAsync(TimeSpan limit)
    {
        _isDraining = true;
        _inbox.Writer.TryWrite(new Mail(Input.TimePassed.Now, null));
        try
        {
            await Task.WhenAny(_drained.Task, _running).WaitAsync(limit, _clock.Time);
        }
        catch (TimeoutException)
        {
            // Observed after the next start.
        }

        await DisposeAsync();
    }

    /// <summary>Stops where it stands, as a crash would: records and closes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _halt.CancelAsync();
        await _running;
    }

    private async Task RunAsync(long epoch)
    {
        string trouble = "";
        try
        {
            await TakeAsync([new Mail(new Input.TakeOver(epoch), null)], isFirst: true);
            var batch = new List<Mail>();
            while (!_state.IsOver && await _inbox.Reader.WaitToReadAsync(_halt.Token))
            {
                batch.Clear();
                while (batch.Count < LargestBatch && _inbox.Reader.TryRead(out Mail? mail))
                {
                    batch.Add(mail);
                }

                await TakeAsync(batch, isFirst: false);
            }
        }
        catch (OperationCanceledException) when (_halt.IsCancellationRequested)
        {
            trouble = _ledger.HasPending ? "The engine was stopped while the journal could not be written." : "";
        }
#pragma warning disable CA1031 // Whatever it is, people must be told that this maintenance does not go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            trouble = fault is ConductorException ? fault.Message : $"The conductor of {_id} broke off: {fault}";
        }

        await EndAsync(trouble);
    }

    /// <summary>One append for all of these; everything else comes after it.</summary>
    private async Task TakeAsync(IReadOnlyList<Mail> batch, bool isFirst)
    {
        var answers = new List<(TaskCompletionSource<Decision> Waits, Decision Decision)>();
        try
        {
            foreach (Mail mail in batch.Where(mail => mail.TryTake()))
            {
                Decision decision = Decide(mail, isFirst);
                if (mail.Answer is { } waits)
                {
                    EngineInstruments.Commanded(mail.Name, decision);
                    answers.Add((waits, decision));
                }
            }

            RecordHash(isFirst);
            long began = _clock.Time.GetTimestamp();
            IReadOnlyList<Published.Happened> written = _ledger.HasPending
                ? await _ledger.RecordAsync(trouble => Stuck(trouble, answers), _halt.Token)
                : [];
            if (written.Count > 0)
            {
                EngineInstruments.Appended(written.Count, _clock.Time.GetElapsedTime(began));
            }

            foreach (Published.Happened happened in written)
            {
                _recent.Add(happened);
            }

            Show(isUrgent: answers.Count > 0 || isFirst);
            foreach (Published.Happened happened in written)
            {
                _feed.Publish(happened);
            }

            foreach ((TaskCompletionSource<Decision> waits, Decision decision) in answers)
            {
                waits.TrySetResult(decision);
            }

            if (_isDraining)
            {
                Drain();
                return;
            }

            _dispatch.After(written, isFirst);
            await ArmAsync();
        }
        catch
        {
            foreach (
                TaskCompletionSource<Decision> waits in batch
                    .Select(mail => mail.Answer)
                    .OfType<TaskCompletionSource<Decision>>()
            )
            {
                waits.TrySetResult(Closed());
            }

            throw;
        }
    }

    private Decision Decide(Mail mail, bool isFirst)
    {
        Instant now = Instant.Max(_clock.Now, _state.LastAt);
        if (mail.Input is Input.TimePassed)
        {
            _armed = null;
        }

        if (_isDraining && !isFirst)
        {
            return DecideWhileDraining(mail, now);
        }

        if (mail.Seen is { } seen && (seen != _ledger.Sequence || _ledger.HasPending))
        {
            // Not journaled: it would make everybody else's knowledge stale too.
            return new Decision.Refused(
                $"Something has happened since event {seen}. Look again, then ask again.",
                RefusalCode.Stale
            );
        }

        Decision decision =
            mail.Denial.Length > 0
                ? new Decision.Refused(mail.Denial, RefusalCode.RightMissing)
                : Machine.Turn(_state, mail.Input, now);
        switch (decision)
        {
            case Decision.Accepted accepted:
                foreach (MaintenanceEvent happened in accepted.Events)
                {
                    _ledger.Add(happened, now, mail.Actor);
                }

                break;
            case Decision.Refused when mail.IsCommand && OneLine.Fault(mail.Actor) is not null:
                // Not journaled: what calls itself so is nobody's name, and would stand in every report.
                break;
            case Decision.Refused refused when mail.IsCommand:
                var refusal = new MaintenanceEvent.Refused(mail.Name, mail.Actor, refused.Reason);
                Machine.Evolve(_state, refusal, now);
                _ledger.Add(refusal, now, mail.Actor);
                break;
            case Decision.Refused refused:
                throw new ConductorException($"The machine refused '{mail.Name}' of {_id}: {refused.Reason}");
        }

        return decision;
    }

    /// <summary>How effects ended is recorded, what follows from it is not decided any more.</summary>
    private Decision DecideWhileDraining(Mail mail, Instant now)
    {
        if (mail.Input is not (Input.EffectReported or Input.EffectObserved))
        {
            return mail.IsCommand ? Closed() : new Decision.Accepted([]);
        }

        Decision decision = Machine.Decide(_state, mail.Input, now);
        foreach (MaintenanceEvent happened in decision is Decision.Accepted accepted ? accepted.Events : [])
        {
            Machine.Evolve(_state, happened, now);
            _ledger.Add(happened, now, Mail.Engine);
        }

        return decision;
    }

    private void RecordHash(bool isFirst)
    {
        _sinceHash += _ledger.PendingCount;
        if (isFirst || _sinceHash >= Math.Max(HashEvery, _state.Procedure.Nodes.Count))
        {
            var hashed = new MaintenanceEvent.StateHashed(_state.Hash());
            Machine.Evolve(_state, hashed, _state.LastAt);
            _ledger.Add(hashed, _state.LastAt, Mail.Engine);
            _sinceHash = 0;
        }
    }

    private void Drain()
    {
        if (_runner.Running == 0 && _inbox.Reader.Count == 0)
        {
            _drained.TrySetResult();
        }
        else
        {
            _ = _runner
                .FinishedAsync()
                .ContinueWith(_ => _inbox.Writer.TryWrite(new Mail(Input.TimePassed.Now, null)), TaskScheduler.Default);
        }
    }

    private async Task ArmAsync()
    {
        TimerRequest? next = Machine.NextTimer(_state);
        if (next == _armed)
        {
            return;
        }

        _armed = next;
        if (next is { } due && due.At <= _clock.Now)
        {
            // It came due while we decided, or time alone does not settle it: look again, but not without a breath.
            next = due with
            {
                At = _clock.Now + (Duration.FromHours(1) / _clock.Real(Duration.FromHours(1)).TotalSeconds),
            };
        }

        await _timers.ArmAsync(
            _id,
            next,
            () => _inbox.Writer.TryWrite(new Mail(Input.TimePassed.Now, null)),
            _halt.Token
        );
    }

    /// <summary>Nothing can be recorded just now, or, when the text is empty, it can again.</summary>
    private void Stuck(string trouble, IEnumerable<(TaskCompletionSource<Decision> Waits, Decision Decision)> decided)
    {
        Trouble(trouble);
        if (trouble.Length == 0)
        {
            _stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return;
        }

        foreach ((TaskCompletionSource<Decision> waits, _) in decided)
        {
            waits.TrySetResult(
                new Decision.Refused(
                    "It is not done yet, because it cannot be recorded yet; it is kept and done as soon as it can be, "
                        + $"unless the engine ends before. {trouble}",
                    RefusalCode.Unavailable
                )
            );
        }

        _stuck.TrySetResult();
    }

    private void Trouble(string text)
    {
        bool isNews = _status.Trouble != text;
        _status = _status with { Trouble = text };
        if (isNews)
        {
            _feed.Publish(new Published.Trouble(text));
        }
    }

    private async Task EndAsync(string trouble)
    {
        _inbox.Writer.TryComplete();
        while (_inbox.Reader.TryRead(out Mail? late))
        {
            late.Answer?.TrySetResult(Closed());
        }

        await _runner.DisposeAsync();
        await _timers.ArmAsync(_id, null, static () => { }, CancellationToken.None);
        if (trouble.Length > 0)
        {
            Trouble($"{trouble} {await _openBrackets.WriteAsync(_id, _state)}".TrimEnd());
        }

        _feed.Complete();
    }

    /// <summary>Making a view costs as much as the plan is long: while much happens, not at every event.</summary>
    private void Show(bool isUrgent)
    {
        if (
            isUrgent
            || _state.IsOver
            || _inbox.Reader.Count < LargestBatch
            || _clock.Time.GetElapsedTime(_shown) > TimeSpan.FromMilliseconds(250)
        )
        {
            _status = StatusNow("");
            _shown = _clock.Time.GetTimestamp();
        }
    }

    private MaintenanceStatus StatusNow(string trouble) =>
        new(_id, _ledger.Sequence, MaintenanceView.Of(_state, _clock.Now), _recent.ToList(), trouble);

    private Decision.Refused Closed() =>
        new(
            _state.IsOver ? $"The maintenance is over ({_state.Stage})."
                : _status.Trouble.Length > 0 ? _status.Trouble
                : "The engine is stopping. Start it again, then ask again.",
            _state.IsOver ? RefusalCode.Over : RefusalCode.Unavailable
        );
}
