using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lull.Engine.Journal;

/// <summary>
/// The exact bytes that are hashed and signed. Every text carries its length, every number has a fixed width, so no two
/// different events share a form. docs/journal.md describes it for verifiers in other languages; it never changes.
/// </summary>
public static class CanonicalForm
{
    private const int FixedPart = 128;

    /// <summary>First bytes of an event's form.</summary>
    private static ReadOnlySpan<byte> EventMark => "LULL/EV1"u8;

    /// <summary>First bytes of a signed head's form.</summary>
    private static ReadOnlySpan<byte> HeadMark => "LULL/HD1"u8;

    /// <summary>What the hash of this event must be, from its other fields. <see cref="Envelope.Hash"/> itself is not looked at.</summary>
    public static EventHash HashOf(Envelope e) => new(SHA256.HashData(Of(e)));

    /// <summary>The bytes whose SHA-256 is the event's hash: previous hash, envelope, payload.</summary>
    public static byte[] Of(Envelope e)
    {
        var form = new ArrayBufferWriter<byte>(
            FixedPart + e.Type.Length + e.Actor.Length + e.Cause.Length + e.Payload.Length
        );
        form.Write(e.Previous.ToArray());
        form.Write(EventMark);
        Text(form, e.Maintenance.Text);
        Number(form, e.Sequence);
        Number(form, e.Epoch);
        Number(form, NanosecondsOf(e.At));
        Text(form, e.Type);
        Number(form, e.Version);
        Text(form, e.Actor);
        Text(form, e.Cause);
        Length(form, e.Payload.Length);
        form.Write(e.Payload.Span);
        return form.WrittenSpan.ToArray();
    }

    /// <summary>The bytes that an installation key signs for a head.</summary>
    public static byte[] Of(Head head, Instant at)
    {
        var form = new ArrayBufferWriter<byte>(FixedPart);
        form.Write(HeadMark);
        Text(form, head.Maintenance.Text);
        Number(form, head.Sequence);
        form.Write(head.Hash.ToArray());
        Number(form, head.Epoch);
        Number(form, NanosecondsOf(at));
        return form.WrittenSpan.ToArray();
    }

    /// <summary>Nanoseconds since 1970-01-01T00:00Z, negative before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the years 1678 to 2261, which 64 bits do not hold.</exception>
    public static long NanosecondsOf(Instant at)
    {
        try
        {
            return (at - NodaConstants.UnixEpoch).ToInt64Nanoseconds();
        }
        catch (OverflowException)
        {
            throw new ArgumentOutOfRangeException(
                nameof(at),
                at,
                "The journal holds instants of the years 1678 to 2261."
            );
        }
    }

    /// <summary>The event that comes after <paramref name="head"/> in its journal, with its hash.</summary>
    internal static Envelope Seal(Head head, long epoch, EventDraft draft)
    {
        var open = new Envelope
        {
            Maintenance = head.Maintenance,
            Sequence = head.Sequence + 1,
            Epoch = epoch,
            At = draft.At,
            Type = draft.Type,
            Version = draft.Version,
            Actor = draft.Actor,
            Cause = draft.Cause,
            Payload = draft.Payload,
            Previous = head.Hash,
            Hash = EventHash.Zero,
        };
        return open with { Hash = HashOf(open) };
    }

    private static void Text(ArrayBufferWriter<byte> form, string text)
    {
        Length(form, Encoding.UTF8.GetByteCount(text));
        form.Advance(Encoding.UTF8.GetBytes(text, form.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    private static void Length(ArrayBufferWriter<byte> form, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(form.GetSpan(sizeof(int)), length);
        form.Advance(sizeof(int));
    }

    private static void Number(ArrayBufferWriter<byte> form, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(form.GetSpan(sizeof(long)), number);
        form.Advance(sizeof(long));
    }
}
