using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Journal;

namespace Lull.Engine.Conducting;

/// <summary>Tells everyone who looks on at one maintenance, from any event on, without gap and without holding the conductor up.</summary>
internal sealed class Feed(MaintenanceId maintenance, IEventSource journal, EventCodec codec)
{
    /// <summary>Who is further behind than this is let go and subscribes again from where they were, unless they asked for more.</summary>
    internal const int Patience = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Channel<Published>> _subscribers = [];
    private long _last;
    private bool _isOver;
    private Published.Trouble? _trouble;

    /// <summary>Tells everyone. Never waits.</summary>
    internal void Publish(Published what)
    {
        lock (_lock)
        {
            _last = what is Published.Happened happened ? happened.Sequence : _last;
            if (what is Published.Trouble trouble)
            {
                _trouble = trouble.Text.Length > 0 ? trouble : null;
            }

            _subscribers.RemoveAll(subscriber =>
            {
                bool isBehind = !subscriber.Writer.TryWrite(what);
                if (isBehind)
                {
                    subscriber.Writer.TryComplete();
                }

                return isBehind;
            });
        }
    }

    /// <summary>What is in the journal already, when the conductor begins.</summary>
    internal void BeginAfter(long sequence)
    {
        lock (_lock)
        {
            _last = sequence;
        }
    }

    /// <summary>Nothing more comes.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _isOver = true;
            foreach (Channel<Published> subscriber in _subscribers)
            {
                subscriber.Writer.TryComplete();
            }

            _subscribers.Clear();
        }
    }

    /// <summary>
    /// Every event after <paramref name="after"/>, a trouble that lasts, then live ones with output and troubles. Ends with the conductor, or when
    /// the reader is too slow: subscribe again after the last event that came.
    /// </summary>
    internal async IAsyncEnumerable<Published> SubscribeAsync(
        long after,
        int patience,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var live = Channel.CreateBounded<Published>(new BoundedChannelOptions(patience) { SingleReader = true });
        long known;
        Published.Trouble? trouble;
        lock (_lock)
        {
            known = _last;
            trouble = _trouble;
            if (_isOver)
            {
                live.Writer.Complete();
            }
            else
            {
                _subscribers.Add(live);
            }
        }

        try
        {
            await foreach (Envelope e in journal.ReadAsync(maintenance, after, cancellation))
            {
                if (e.Sequence > known)
                {
                    break;
                }

                yield return new Published.Happened(e.Sequence, e.At, e.Actor, codec.Decode(e));
            }

            if (trouble is not null)
            {
                yield return trouble;
            }

            await foreach (Published what in live.Reader.ReadAllAsync(cancellation))
            {
                if (what is not Published.Happened happened || happened.Sequence > after)
                {
                    yield return what;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _subscribers.Remove(live);
            }
        }
    }
}
