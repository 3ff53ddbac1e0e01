using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lull.Core.Maintenances;
using Lull.Engine.Effects;

namespace Lull.Engine.Conducting;

/// <summary>What the engine tells of itself to whoever listens for metrics and traces; costs next to nothing while nobody does.</summary>
/// <remarks>Names and numbers only: no titles, no hosts, no texts of people, and so no secrets.</remarks>
public static class EngineInstruments
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Lull.Engine";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>(
        "lull.commands",
        "{command}",
        "What people asked for, by command and decision."
    );
    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "lull.journal.events",
        "{event}",
        "Events that were put on disk."
    );
    private static readonly Histogram<double> Appends = Meter.CreateHistogram<double>(
        "lull.journal.append.duration",
        "s",
        "From handing events in until they are on disk."
    );
    private static readonly Histogram<double> Effects = Meter.CreateHistogram<double>(
        "lull.effects.duration",
        "s",
        "One try of an effect, by purpose and outcome."
    );

    internal static void Commanded(string command, Decision decision) =>
        Commands.Add(
            1,
            new("command", command),
            new("decision", decision is Decision.Accepted ? "accepted" : "refused")
        );

    internal static void Appended(int events, TimeSpan took)
    {
        Events.Add(events);
        Appends.Record(took.TotalSeconds);
    }

    /// <summary>One try of an effect as an activity and a measurement.</summary>
    internal static async Task<Outcome> MeasureAsync(
        MaintenanceId maintenance,
        EffectOrder order,
        TimeProvider time,
        Func<Task<Outcome>> apply
    )
    {
        string purpose = order.Request.Purpose.ToString().ToLowerInvariant();
        using Activity? activity = Source.StartActivity($"effect {purpose}", ActivityKind.Client);
        activity?.SetTag("lull.maintenance", maintenance.Text);
        activity?.SetTag("lull.effect", order.Request.Effect);
        activity?.SetTag("lull.attempt", order.Request.Attempt);
        activity?.SetTag("lull.action", order.Call.Action);
        long began = time.GetTimestamp();
        Outcome outcome = await apply();
        string ending = outcome switch
        {
            Outcome.Done => "done",
            Outcome.Failed => "failed",
            Outcome.Unknown => "unknown",
        };
        activity?.SetTag("lull.outcome", ending);
        activity?.SetStatus(outcome is Outcome.Done ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        Effects.Record(time.GetElapsedTime(began).TotalSeconds, new("purpose", purpose), new("outcome", ending));
        return outcome;
    }
}
