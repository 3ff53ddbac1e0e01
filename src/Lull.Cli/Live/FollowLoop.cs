using System.Runtime.InteropServices;
using System.Threading.Channels;
using Lull.Cli.Following;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;

namespace Lull.Cli.Live;

/// <summary>Follows one maintenance to its end: events, keys, signals and time come in one after the other, to one owner.</summary>
internal sealed class FollowLoop(IDoor door, MaintenanceId id, Story story, IFollower follower, bool hasKeys)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Channel<LiveMessage> _messages = Channel.CreateBounded<LiveMessage>(
        new BoundedChannelOptions(1_000) { SingleReader = true }
    );

    private int _interrupts;

    /// <summary>Events up to this one are history: they are in the story, but nobody is told them again or acts on them.</summary>
    internal long HistoryUntil { get; init; }

    /// <summary>Called after each event, for those who act on what happens.</summary>
    internal Action<Story> Happened { get; init; } = static _ => { };

    /// <summary>How it ended, for this process.</summary>
    internal async Task<FollowEnd> RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate);

        // The terminal was closed, or the line to it broke: what is under way still gets its time to end.
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Terminate);
        Task[] sources =
        [
            ListenAsync(end.Token),
            BeatAsync(end.Token),
            hasKeys ? ReadKeysAsync(end.Token) : Task.CompletedTask,
        ];
        try
        {
            return await ReactAsync(end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(sources).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends the following: what is followed cannot be started any more.</summary>
    internal void EndNotStarted() => _messages.Writer.TryWrite(new LiveMessage.NotStarted());

    private async Task<FollowEnd> ReactAsync(CancellationToken cancellation)
    {
        await foreach (LiveMessage message in _messages.Reader.ReadAllAsync(cancellation))
        {
            switch (message)
            {
                case LiveMessage.Told told:
                    StoryLine? line = story.Take(told.Published);
                    if (told.Published is Published.Happened old && old.Sequence < HistoryUntil)
                    {
                        break;
                    }

                    if (told.Published is not Published.Happened happened || happened.Sequence > HistoryUntil)
                    {
                        follower.Told(told.Published, line);
                    }

                    Happened(story);
                    if (story is { HasBegun: true, State.IsOver: true })
                    {
                        return FollowEnd.Over;
                    }

                    break;
                case LiveMessage.TellingEnded:
                    return story is { HasBegun: true, State.IsOver: true } ? FollowEnd.Over : FollowEnd.EngineGone;
                case LiveMessage.NotStarted:
                    return FollowEnd.NotStarted;
                case LiveMessage.Pressed pressed:
                    if (await follower.PressedAsync(pressed.Key, cancellation) == FollowOn.Leave)
                    {
                        return FollowEnd.Left;
                    }

                    break;
                case LiveMessage.Ticked:
                    follower.Ticked();
                    break;
                case LiveMessage.Interrupted interrupted:
                    if (interrupted.IsFinal || ++_interrupts > 1)
                    {
                        return interrupted.IsFinal ? FollowEnd.Left : FollowEnd.LeftAtOnce;
                    }

                    if (follower.Interrupted() == FollowOn.Leave)
                    {
                        return FollowEnd.Left;
                    }

                    break;
            }
        }

        return FollowEnd.EngineGone;
    }

    private void Terminate(PosixSignalContext context)
    {
        context.Cancel = true;
        _messages.Writer.TryWrite(new LiveMessage.Interrupted(IsFinal: true));
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _messages.Writer.TryWrite(new LiveMessage.Interrupted(IsFinal: false));
    }

    /// <summary>Too slow a reader is let go by the engine; it asks again after the last event it has.</summary>
    private async Task ListenAsync(CancellationToken cancellation)
    {
        long after = story.Sequence;
        string problem = "";
        try
        {
            bool more = true;
            while (more)
            {
                more = false;
                await foreach (Published published in door.EventsAsync(id, after, cancellation))
                {
                    more = true;
                    after = published is Published.Happened happened ? happened.Sequence : after;
                    await _messages.Writer.WriteAsync(new LiveMessage.Told(published), cancellation);
                    if (published is Published.Happened { Event: MaintenanceEvent.Ended })
                    {
                        return;
                    }
                }
            }
        }
        catch (ControlException gone)
        {
            problem = gone.Message;
        }

        await _messages.Writer.WriteAsync(new LiveMessage.TellingEnded(problem), cancellation);
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Beat);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            _messages.Writer.TryWrite(new LiveMessage.Ticked());
        }
    }

    /// <summary>The console tells of no key by itself, so it is asked.</summary>
    private async Task ReadKeysAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            while (Console.KeyAvailable)
            {
                await _messages.Writer.WriteAsync(
                    new LiveMessage.Pressed(Console.ReadKey(intercept: true)),
                    cancellation
                );
            }
        }
    }
}

/// <summary>How following a maintenance ended.</summary>
internal enum FollowEnd
{
    /// <summary>The maintenance is over.</summary>
    Over,

    /// <summary>Left to be resumed; what is under way may come to its end first.</summary>
    Left,

    /// <summary>Left at once, by a second Ctrl-C.</summary>
    LeftAtOnce,

    /// <summary>It cannot be started any more: its window is over.</summary>
    NotStarted,

    /// <summary>The engine or its conductor stopped.</summary>
    EngineGone,
}
