using Lull.Core.Maintenances;
using Lull.Engine.Timers;

namespace Lull.Engine.Effects;

/// <summary>
/// Keeps one open bracket from ending by itself: applies it again at every third of its lease. If we die, it ends by itself
/// and the world heals.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    private static readonly TimeSpan Period = (Attempt.Lease / 3).ToTimeSpan();
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _end;
    private readonly Task _extending;

    /// <summary>Begins to extend; at once when nobody knows how much of the present lease is left.</summary>
    internal Lease(
        EffectOrder order,
        bool atOnce,
        Attempt attempt,
        IMaintenanceClock clock,
        Action<EffectOutput> output,
        CancellationToken cancellation
    )
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _extending = ExtendAsync(order, atOnce ? TimeSpan.Zero : Period, attempt, clock, output, cancellation);
    }

    /// <summary>
    /// Returns once nothing extends it any more, so that it can be closed. An extension that is on its way is waited for and not
    /// broken off: carried out after the closing, it would open what was closed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _extending;
        _end.Dispose();
    }

    private async Task ExtendAsync(
        EffectOrder order,
        TimeSpan pause,
        Attempt attempt,
        IMaintenanceClock clock,
        Action<EffectOutput> output,
        CancellationToken cancellation
    )
    {
        CancellationToken closing = _end.Token;
        try
        {
            while (true)
            {
                await Task.Delay(pause, clock.Time, closing);
                Outcome outcome = await attempt.ExtendAsync(order, cancellation);
                pause = outcome is Outcome.Done ? Period : AfterFailure;
                if (outcome is not Outcome.Done)
                {
                    output(
                        new EffectOutput(
                            order.Request.Effect,
                            order.Title,
                            $"Could not be held longer, and is tried again in {AfterFailure.TotalSeconds:0} s: {outcome}"
                        )
                    );
                }
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // It is about to be closed, or the engine stops.
        }
    }
}
