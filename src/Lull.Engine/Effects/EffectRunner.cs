using Lull.Core.Maintenances;
using Lull.Engine.Timers;

namespace Lull.Engine.Effects;

/// <summary>
/// Everything of one maintenance that is under way outside: effects, leases of open brackets, looks of watches. Started and
/// forgotten by its conductor alone; never blocks it, and reports through its channel.
/// </summary>
/// <param name="attempt">Talks to the outside.</param>
/// <param name="clock">Waits and limits.</param>
/// <param name="report">Takes what the machine must know. Called from any thread; must return at once.</param>
/// <param name="output">Takes lines for people who look on. Called from any thread; must return at once.</param>
internal sealed class EffectRunner(
    Attempt attempt,
    IMaintenanceClock clock,
    Action<Input> report,
    Action<EffectOutput> output
) : IAsyncDisposable
{
    private readonly Endeavour _endeavour = new(attempt, clock);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<int, (CancellationTokenSource Forget, Task Running)> _effects = [];
    private readonly Dictionary<int, Lease> _leases = [];
    private CancellationTokenSource? _watching;
    private Task _watches = Task.CompletedTask;

    /// <summary>How many effects are under way.</summary>
    internal int Running => _effects.Values.Count(effect => !effect.Running.IsCompleted);

    /// <summary>Carries the order out, and drops an earlier one of the same effect.</summary>
    internal void Start(EffectOrder order)
    {
        int effect = order.Request.Effect;
        Forget(effect);
        Prune();
        Lease? lease = null;
        if (order.Request.Purpose == EffectPurpose.Close)
        {
            _leases.Remove(order.Request.Subject, out lease);
        }

        var forget = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _effects[effect] = (forget, RunAsync(order, lease, forget.Token));
    }

    /// <summary>The machine waits for it no longer.</summary>
    internal void Forget(int effect)
    {
        if (!_effects.Remove(effect, out (CancellationTokenSource Forget, Task Running) known))
        {
            return;
        }

        if (known.Running.IsCompleted)
        {
            known.Forget.Dispose();
        }
        else
        {
            known.Forget.Cancel();
        }
    }

    /// <summary>From now on the bracket is extended, if it would end by itself.</summary>
    /// <param name="bracket">Its number.</param>
    /// <param name="order">How it is extended.</param>
    /// <param name="atOnce">True when nobody knows how much of its lease is left.</param>
    internal void Hold(int bracket, EffectOrder order, bool atOnce)
    {
        if (attempt.IsLeased(order) && !_leases.ContainsKey(bracket))
        {
            _leases[bracket] = new Lease(order, atOnce, attempt, clock, output, _stop.Token);
        }
    }

    /// <summary>A person has taken the bracket over: it is extended no longer.</summary>
    internal void LetGo(int bracket)
    {
        if (_leases.Remove(bracket, out Lease? lease))
        {
            _ = lease.DisposeAsync().AsTask();
        }
    }

    /// <summary>Lets these watches look, each in its rhythm, instead of any that looked before; none at all ends the watching.</summary>
    internal void Watch(IReadOnlyList<EffectOrder> watches)
    {
        _watching?.Cancel();
        _watching = watches.Count == 0 ? null : CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        if (_watching is { } watching)
        {
            _watches = Task.WhenAll([_watches, .. watches.Select(order => WatchAsync(order, watching.Token))]);
        }
    }

    /// <summary>Completes when everything that is under way now has ended.</summary>
    internal Task FinishedAsync() => Task.WhenAll(_effects.Values.Select(effect => effect.Running));

    /// <summary>Breaks everything off. What was under way may or may not have happened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll([.. _effects.Values.Select(effect => effect.Running), _watches]);
        foreach (Lease lease in _leases.Values)
        {
            await lease.DisposeAsync();
        }

        _stop.Dispose();
    }

    /// <summary>Effects end without telling: what has reported is let go now and then.</summary>
    private void Prune()
    {
        if (_effects.Count >= 64)
        {
            int[] ended = [.. _effects.Where(effect => effect.Value.Running.IsCompleted).Select(effect => effect.Key)];
            foreach (int effect in ended)
            {
                Forget(effect);
            }
        }
    }

    private async Task RunAsync(EffectOrder order, Lease? lease, CancellationToken cancellation)
    {
        try
        {
            if (lease is not null)
            {
                await lease.DisposeAsync();
            }

            report(await _endeavour.CarryOutAsync(order, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
    }

    private async Task WatchAsync(EffectOrder order, CancellationToken cancellation)
    {
        bool held = false;
        try
        {
            while (true)
            {
                Input looked = await _endeavour.CarryOutAsync(order, cancellation);
                (bool holds, string reason) = looked is Input.EffectReported { Outcome: var outcome }
                    ? outcome switch
                    {
                        Outcome.Done done => (true, done.Evidence.Summary),
                        Outcome.Failed failed => (false, failed.Reason),
                        Outcome.Unknown unknown => (false, unknown.Reason),
                    }
                    : throw new InvalidOperationException("A watch is a check.");
                if (!holds || !held)
                {
                    report(new Input.WatchLooked(order.Request.Subject, holds, reason));
                }

                held = holds;
                await Task.Delay(_endeavour.Pause(order.Check!), clock.Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The soak is over, or the engine stops.
        }
    }
}
