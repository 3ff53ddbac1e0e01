using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lull.Core.Maintenances;
using Lull.Engine.Journal;

namespace Lull.Engine.Events;

/// <summary>Turns events into the bytes of the journal and back.</summary>
/// <param name="upcasters">How payloads of earlier shapes are read.</param>
public sealed class EventCodec(Upcasters upcasters)
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(MaintenanceEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    private static readonly FrozenSet<string> Known = Names.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The codec of this version of Lull.</summary>
    public static EventCodec Current { get; } = new(Upcasters.Current);

    /// <summary>Names on disk of all events.</summary>
    public static IReadOnlyCollection<string> AllNames => Known;

    /// <summary>The name on disk, such as <c>effect-intended</c>.</summary>
    public static string NameOf(MaintenanceEvent happened) => Names[happened.GetType()];

    /// <summary>The event as the journal takes it.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="at">When.</param>
    /// <param name="actor">A contact id, or <c>engine</c>.</param>
    public EventDraft Encode(MaintenanceEvent happened, Instant at, string actor)
    {
        string name = NameOf(happened);
        return new EventDraft
        {
            At = at,
            Type = name,
            Version = upcasters.VersionOf(name),
            Actor = actor,
            Payload = JsonSerializer.SerializeToUtf8Bytes(happened, LullJson.Options),
        };
    }

    /// <summary>What happened.</summary>
    /// <exception cref="UnreadableEventException">A newer Lull wrote it, or the payload is damaged; says which and what to do.</exception>
    public MaintenanceEvent Decode(Envelope envelope)
    {
        int version = upcasters.VersionOf(envelope.Type);
        if (!Known.Contains(envelope.Type) || envelope.Version > version)
        {
            throw new UnreadableEventException(
                $"Event {envelope.Sequence} of {envelope.Maintenance} is '{envelope.Type}' version {envelope.Version}, which "
                    + "this Lull does not know. A newer Lull wrote it; use that one to read or go on with this maintenance."
            );
        }

        try
        {
            MaintenanceEvent happened =
                envelope.Version == version
                    ? JsonSerializer.Deserialize<MaintenanceEvent>(envelope.Payload.Span, LullJson.Options)!
                    : upcasters
                        .Upcast(
                            envelope.Type,
                            envelope.Version,
                            JsonNode.Parse(envelope.Payload.Span)?.AsObject() ?? throw new JsonException("No object.")
                        )
                        .Deserialize<MaintenanceEvent>(LullJson.Options)!;
            return NameOf(happened) == envelope.Type
                ? happened
                : throw new JsonException($"The payload says '{NameOf(happened)}'.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new UnreadableEventException(
                $"Event {envelope.Sequence} of {envelope.Maintenance} ('{envelope.Type}') cannot be read: {wrong.Message} "
                    + "Run 'lull audit verify' on the store to see whether the journal was changed.",
                wrong
            );
        }
    }
}

/// <summary>An event of the journal cannot be read. The message says which, why, and what to do.</summary>
public sealed class UnreadableEventException(string message, Exception? cause = null) : Exception(message, cause);
