namespace Lull.Engine.Journal;

/// <summary>One event as it stands in the journal. What happened is in <see cref="Payload"/>, which only the core reads.</summary>
public sealed record Envelope
{
    /// <summary>Whose journal.</summary>
    public required MaintenanceId Maintenance { get; init; }

    /// <summary>Place in the journal of this maintenance: 1, 2, 3, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>The owner epoch it was appended under, from 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it happened, to the nanosecond.</summary>
    public required Instant At { get; init; }

    /// <summary>The stable on-disk name of the kind of event.</summary>
    public required string Type { get; init; }

    /// <summary>Version of the payload's shape, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Who or what caused it.</summary>
    public required string Actor { get; init; }

    /// <summary>What it answers to; empty when nothing.</summary>
    public required string Cause { get; init; }

    /// <summary>UTF-8 JSON, byte for byte as it was appended.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Hash of the event before it; <see cref="EventHash.Zero"/> for the first.</summary>
    public required EventHash Previous { get; init; }

    /// <summary>SHA-256 of <see cref="Previous"/>, the envelope and the payload; see <see cref="CanonicalForm"/>.</summary>
    public required EventHash Hash { get; init; }

    /// <summary>The head of the journal right after this event.</summary>
    public Head Head => new(Maintenance, Sequence, Hash, Epoch);

    /// <summary>Same in every field, payload byte for byte.</summary>
    public bool Equals(Envelope? other) =>
        other is not null
        && Hash == other.Hash
        && Previous == other.Previous
        && Maintenance == other.Maintenance
        && Sequence == other.Sequence
        && Epoch == other.Epoch
        && At == other.At
        && Type == other.Type
        && Version == other.Version
        && Actor == other.Actor
        && Cause == other.Cause
        && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();
}
