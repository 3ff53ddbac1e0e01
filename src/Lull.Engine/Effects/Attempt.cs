using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Timers;

namespace Lull.Engine.Effects;

/// <summary>One try or one look at the outside, with its limits of number and time. Never throws for what the outside does.</summary>
internal sealed class Attempt(
    MaintenanceId maintenance,
    Procedure procedure,
    SiteConnections connections,
    EffectLimits limits,
    IMaintenanceClock clock,
    ISecrets secrets,
    Action<EffectOutput> output
)
{
    /// <summary>A bracket that is not extended ends by itself then, where the outside system can do that.</summary>
    internal static readonly Duration Lease = Duration.FromMinutes(15);

    /// <summary>The longest that is waited for one answer or between two looks: a timer of .NET can do no more than 49 days.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromDays(45);

    /// <summary>Time for a connector to obey its cancellation before it is left alone.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, int> _atOnce = procedure.Connections.ToDictionary(
        limit => limit.Connection,
        limit => limit.AtOnce,
        StringComparer.Ordinal
    );

    /// <summary>Does it, opens it, looks once, sends it; or closes it.</summary>
    internal Task<Outcome> ApplyAsync(EffectOrder order, CancellationToken cancellation) =>
        EngineInstruments.MeasureAsync(maintenance, order, clock.Time, () => ApplyUnmeasuredAsync(order, cancellation));

    private async Task<Outcome> ApplyUnmeasuredAsync(EffectOrder order, CancellationToken cancellation)
    {
        if (connections.Find(order.Call) is not var (action, _))
        {
            return new Outcome.Failed(Missing(order), Evidence.None);
        }

        bool closes = order.Request.Purpose == EffectPurpose.Close;
        (Outcome? answer, string? lost) = await AskAsync(
            order,
            clock.RealLimit(order.Timeout),
            (request, cancelled) =>
                closes ? action.CloseAsync(request, cancelled) : action.ApplyAsync(request, cancelled),
            cancellation
        );
        return secrets.Redact(answer ?? new Outcome.Unknown(lost!));
    }

    /// <summary>Looks whether it is so.</summary>
    internal Task<Observation> ObserveAsync(EffectOrder order, CancellationToken cancellation) =>
        ObserveAsync(order, clock.RealLimit(order.Timeout), awaitsEnd: false, cancellation);

    /// <summary>Of what is under way: looks once it has ended, where the action can be told of that, else at once.</summary>
    /// <param name="order">What is under way.</param>
    /// <param name="within">Real time to wait at most.</param>
    /// <param name="cancellation">Forgets it.</param>
    internal Task<Observation> AwaitEndAsync(EffectOrder order, TimeSpan within, CancellationToken cancellation) =>
        ObserveAsync(order, within, awaitsEnd: true, cancellation);

    private async Task<Observation> ObserveAsync(
        EffectOrder order,
        TimeSpan limit,
        bool awaitsEnd,
        CancellationToken cancellation
    )
    {
        if (connections.Find(order.Call) is not var (action, _))
        {
            return new Observation.Unknown(Missing(order));
        }

        (Observation? answer, string? lost) = await AskAsync(
            order,
            limit,
            (request, cancelled) => action.ObserveAsync(request with { AwaitsEnd = awaitsEnd }, cancelled),
            cancellation
        );
        return secrets.Redact(answer ?? new Observation.Unknown(lost!));
    }

    /// <summary>Holds an open bracket a while longer, beside all limits of number: it must not wait for slower work.</summary>
    internal async Task<Outcome> ExtendAsync(EffectOrder order, CancellationToken cancellation)
    {
        (IAction action, _) = connections.Find(order.Call)!.Value;
        (Outcome? answer, string? lost) = await TalkAsync(
            order,
            clock.RealLimit(order.Timeout),
            action.ApplyAsync,
            cancellation
        );
        return secrets.Redact(answer ?? new Outcome.Unknown(lost!));
    }

    /// <summary>True when nothing can ever tell whether it happened, so that looking on for long helps nobody.</summary>
    internal bool IsOpaque(EffectOrder order) =>
        connections.Find(order.Call) is var (_, traits) && traits.Repeat == RepeatClass.Opaque;

    /// <summary>True when an open bracket must be extended again and again, because it ends by itself.</summary>
    internal bool IsLeased(EffectOrder order) =>
        connections.Find(order.Call) is var (_, traits) && traits.Repeat == RepeatClass.Keyed;

    /// <summary>The text without the values of secrets.</summary>
    internal string Redact(string text) => secrets.Redact(text);

    private async Task<(T? Answer, string? Lost)> AskAsync<T>(
        EffectOrder order,
        TimeSpan limit,
        Func<ActionRequest, CancellationToken, ValueTask<T>> ask,
        CancellationToken cancellation
    )
        where T : class
    {
        using IDisposable place = await limits.EnterAsync(
            procedure.Site,
            order.Call.Connection,
            _atOnce.GetValueOrDefault(order.Call.Connection),
            order.Host?.Name,
            cancellation
        );
        return await TalkAsync(order, limit, ask, cancellation);
    }

    private async Task<(T? Answer, string? Lost)> TalkAsync<T>(
        EffectOrder order,
        TimeSpan limit,
        Func<ActionRequest, CancellationToken, ValueTask<T>> ask,
        CancellationToken cancellation
    )
        where T : class
    {
        limit = limit < LongestWait ? limit : LongestWait;
        using var late = new CancellationTokenSource(limit, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            ActionRequest request = RequestOf(order, limit);
            Task<T> asked = Task.Run(async () => await ask(request, either.Token), cancellation);
            return (await asked.WaitAsync(limit + Grace, clock.Time, cancellation), null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Said outright: the link to it is gone with this method, perhaps before it was told.
            await either.CancelAsync();
            throw;
        }
        catch (Exception fault) when (fault is OperationCanceledException or TimeoutException)
        {
            return (
                null,
                $"{order.Call} did not answer within {limit.TotalSeconds:0} s. Whether it happened is unknown."
            );
        }
#pragma warning disable CA1031 // Whatever a connector throws, the outside may have changed: nobody knows.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (null, $"{order.Call} broke off: {fault.Message}");
        }
    }

    private ActionRequest RequestOf(EffectOrder order, TimeSpan limit) =>
        new()
        {
            Marker = $"lull:{maintenance}/{order.Request.Marker}",
            Arguments = order.Call.Arguments,
            Host = order.Host,
            Prior = order.Prior,
            HeldUntil = order.Request.Purpose is EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close
                ? clock.RealNow + Lease
                : null,
            Timeout = Duration.FromTimeSpan(limit),
            OnOutput = line => output(new EffectOutput(order.Request.Effect, order.Title, secrets.Redact(line))),
        };

    private string Missing(EffectOrder order) =>
        $"The site '{procedure.Site}' has no '{order.Call}'. Nothing was done; look at its connections.";
}

/// <summary>A line of output, as it appeared. Shown live and not kept; the journal keeps the end of it as evidence.</summary>
/// <param name="Effect">Which effect said it.</param>
/// <param name="Title">Its step or bracket.</param>
/// <param name="Line">The line, secrets taken out.</param>
public sealed record EffectOutput(int Effect, string Title, string Line);
