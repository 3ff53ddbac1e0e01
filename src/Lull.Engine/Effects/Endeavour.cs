using Lull.Core.Maintenances;
using Lull.Engine.Timers;

namespace Lull.Engine.Effects;

/// <summary>Carries one order out to the one report that the machine waits for, however many tries or looks that takes.</summary>
internal sealed class Endeavour(Attempt attempt, IMaintenanceClock clock)
{
    /// <summary>Real time between the first two looks of an observation; doubled after each, up to <see cref="LongestPause"/>.</summary>
    internal static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>In the lab, time between two looks of a check shrinks, but not to nothing.</summary>
    private static readonly TimeSpan ShortestEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Real time between two looks of a check.</summary>
    internal TimeSpan Pause(CheckOrder check)
    {
        TimeSpan every = clock.Real(check.Every);
        return every < ShortestEvery ? ShortestEvery
            : every > Attempt.LongestWait ? Attempt.LongestWait
            : every;
    }

    /// <summary>The report; that it is unknown, when it broke off in a way that nobody foresaw.</summary>
    internal async Task<Input> CarryOutAsync(EffectOrder order, CancellationToken cancellation)
    {
        try
        {
            return await CarryOutForeseenAsync(order, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it was, the machine waits for a report and the outside may have changed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            string reason = attempt.Redact($"{order.Call} broke off: {fault.Message}");
            return IsLook(order)
                ? new Input.EffectObserved(order.Request.Effect, new Observation.Unknown(reason))
                : new Input.EffectReported(order.Request.Effect, new Outcome.Unknown(reason));
        }
    }

    private static bool IsLook(EffectOrder order) =>
        order.Request.Purpose switch
        {
            EffectPurpose.Look => true,
            EffectPurpose.Close => false,
            _ => order.Check is null && order.Request.Mode != EffectMode.Apply,
        };

    private async Task<Input> CarryOutForeseenAsync(EffectOrder order, CancellationToken cancellation)
    {
        EffectRequest request = order.Request;
        return (request.Purpose, request.Mode) switch
        {
            (EffectPurpose.Look, _) => new Input.EffectObserved(
                request.Effect,
                await attempt.ObserveAsync(order, cancellation)
            ),
            (EffectPurpose.Close, _) => new Input.EffectReported(
                request.Effect,
                await attempt.ApplyAsync(order, cancellation)
            ),
            _ when order.Check is { } check => new Input.EffectReported(
                request.Effect,
                await CheckAsync(order, check, cancellation)
            ),
            (_, EffectMode.Apply) => new Input.EffectReported(
                request.Effect,
                await WhyNotAsync(order, cancellation) ?? await attempt.ApplyAsync(order, cancellation)
            ),
            _ => new Input.EffectObserved(request.Effect, await ObserveAsync(order, cancellation)),
        };
    }

    /// <summary>Somebody may have put the host back into service meanwhile: then nothing is changed on it. Null when it is still out.</summary>
    private async Task<Outcome.Failed?> WhyNotAsync(EffectOrder order, CancellationToken cancellation)
    {
        foreach (EffectOrder held in order.Held)
        {
            switch (await ObserveAsync(held, cancellation))
            {
                case Observation.NotDone lost:
                    return new Outcome.Failed(
                        $"{held.Title} no longer holds. {lost.Evidence.Summary} Nothing was done.",
                        lost.Evidence
                    );
                case Observation.Unknown unknown:
                    return new Outcome.Failed(
                        $"Nobody knows whether {held.Title} still holds. {unknown.Reason} Nothing was done.",
                        Evidence.None,
                        Unreachable: true
                    );
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>Looks until it holds, or until its time is over.</summary>
    private async Task<Outcome> CheckAsync(EffectOrder order, CheckOrder check, CancellationToken cancellation)
    {
        long begun = clock.Time.GetTimestamp();
        TimeSpan within = check.PassesAtTheEnd ? clock.Real(check.Within) : clock.RealLimit(check.Within);
        TimeSpan every = Pause(check);
        if (check.Within > Duration.Zero)
        {
            order = order with { Timeout = Duration.Min(order.Timeout, check.Within) };
        }

        while (true)
        {
            Outcome look = await attempt.ApplyAsync(order, cancellation);
            if (look is Outcome.Done)
            {
                return look;
            }

            if (check.Within == Duration.Zero || clock.Time.GetElapsedTime(begun) + every > within)
            {
                return check.PassesAtTheEnd
                    ? new Outcome.Done(new Evidence($"The time is over. {Said(look).Reason}"))
                    : Failure(look, check.Within);
            }

            await Task.Delay(every, clock.Time, cancellation);
        }
    }

    /// <summary>
    /// Looks with growing pauses until the answer is conclusive or one try's time is over. That it did not happen must be seen
    /// twice: some systems do not show at once what they have accepted. What cannot be looked up at all is asked about soon. Of
    /// what is seen under way the end is waited for, where the action can be told of it.
    /// </summary>
    private async Task<Observation> ObserveAsync(EffectOrder order, CancellationToken cancellation)
    {
        long begun = clock.Time.GetTimestamp();
        TimeSpan budget = clock.RealLimit(order.Timeout);
        TimeSpan pause = ShortestPause;
        bool wasMissing = false;
        bool wasUnknown = false;
        bool wasRunning = false;
        while (true)
        {
            TimeSpan left = budget - clock.Time.GetElapsedTime(begun);
            Observation seen =
                wasRunning && left > TimeSpan.Zero
                    ? await attempt.AwaitEndAsync(order, left, cancellation)
                    : await attempt.ObserveAsync(order, cancellation);
            bool isMissing = seen is Observation.NotDone;
            if (seen is Observation.Done || (isMissing && wasMissing))
            {
                return seen;
            }

            if (seen is Observation.Unknown && wasUnknown && attempt.IsOpaque(order))
            {
                return seen;
            }

            wasMissing = isMissing;
            wasUnknown = seen is Observation.Unknown;
            if (clock.Time.GetElapsedTime(begun) >= budget && !isMissing)
            {
                return new Observation.Unknown(
                    seen is Observation.Unknown unknown
                        ? unknown.Reason
                        : $"After {budget.TotalSeconds:0} s of looking it is still under way."
                );
            }

            if (seen is Observation.Running && !wasRunning)
            {
                wasRunning = true;
                continue;
            }

            wasRunning = seen is Observation.Running;
            await Task.Delay(pause, clock.Time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static Outcome.Failed Failure(Outcome look, Duration within)
    {
        (string reason, Evidence evidence, bool unreachable) = Said(look);
        return within == Duration.Zero
            ? new Outcome.Failed(reason, evidence, unreachable)
            : new Outcome.Failed(
                $"It did not hold within {within.ToTimeSpan():d\\.hh\\:mm\\:ss}. {reason}",
                evidence,
                unreachable
            );
    }

    private static (string Reason, Evidence Evidence, bool Unreachable) Said(Outcome look) =>
        look switch
        {
            Outcome.Done done => (done.Evidence.Summary, done.Evidence, false),
            Outcome.Failed failed => (failed.Reason, failed.Evidence, failed.Unreachable),
            Outcome.Unknown unknown => (unknown.Reason, Evidence.None, false),
        };
}
