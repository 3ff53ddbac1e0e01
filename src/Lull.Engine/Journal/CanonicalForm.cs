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
    /// <summary>Forms up to this many bytes are put together on the stack, which nearly all are.</summary>
    private const int OnStack = 1_024;

    private const int HeadSize = 8 + sizeof(int) + (3 * sizeof(long)) + EventHash.Size;
    private const int EventSize = EventHash.Size + 8 + (5 * sizeof(int)) + (4 * sizeof(long));

    /// <summary>First bytes of an event's form.</summary>
    private static ReadOnlySpan<byte> EventMark => "LULL/EV1"u8;

    /// <summary>First bytes of a signed head's form.</summary>
    private static ReadOnlySpan<byte> HeadMark => "LULL/HD1"u8;

    /// <summary>What the hash of this event must be, from its other fields. <see cref="Envelope.Hash"/> itself is not looked at.</summary>
    public static EventHash HashOf(Envelope e)
    {
        int size = SizeOf(e);
        byte[]? rented = size > OnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> form = rented is null ? stackalloc byte[OnStack] : rented;
        Span<byte> hash = stackalloc byte[EventHash.Size];
        Write(e, form[..size]);
        SHA256.HashData(form[..size], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new EventHash(hash);
    }

    /// <summary>The bytes whose SHA-256 is the event's hash: previous hash, envelope, payload.</summary>
    public static byte[] Of(Envelope e)
    {
        byte[] form = new byte[SizeOf(e)];
        Write(e, form);
        return form;
    }

    /// <summary>The bytes that an installation key signs for a head.</summary>
    public static byte[] Of(Head head, Instant at)
    {
        byte[] form = new byte[HeadSize + Encoding.UTF8.GetByteCount(head.Maintenance.Text)];
        var writer = new Writer(form);
        writer.Bytes(HeadMark);
        writer.Text(head.Maintenance.Text);
        writer.Number(head.Sequence);
        writer.Hash(head.Hash);
        writer.Number(head.Epoch);
        writer.Number(NanosecondsOf(at));
        return form;
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

    private static int SizeOf(Envelope e) =>
        EventSize
        + Encoding.UTF8.GetByteCount(e.Maintenance.Text)
        + Encoding.UTF8.GetByteCount(e.Type)
        + Encoding.UTF8.GetByteCount(e.Actor)
        + Encoding.UTF8.GetByteCount(e.Cause)
        + e.Payload.Length;

    private static void Write(Envelope e, Span<byte> form)
    {
        var writer = new Writer(form);
        writer.Hash(e.Previous);
        writer.Bytes(EventMark);
        writer.Text(e.Maintenance.Text);
        writer.Number(e.Sequence);
        writer.Number(e.Epoch);
        writer.Number(NanosecondsOf(e.At));
        writer.Text(e.Type);
        writer.Number(e.Version);
        writer.Text(e.Actor);
        writer.Text(e.Cause);
        writer.Length(e.Payload.Length);
        writer.Bytes(e.Payload.Span);
    }

    private ref struct Writer(Span<byte> form)
    {
        private Span<byte> _rest = form;

        internal void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_rest);
            _rest = _rest[bytes.Length..];
        }

        internal void Hash(EventHash hash)
        {
            hash.CopyTo(_rest);
            _rest = _rest[EventHash.Size..];
        }

        internal void Text(string text)
        {
            int length = Encoding.UTF8.GetBytes(text, _rest[sizeof(int)..]);
            Length(length);
            _rest = _rest[length..];
        }

        internal void Length(int length)
        {
            BinaryPrimitives.WriteInt32BigEndian(_rest, length);
            _rest = _rest[sizeof(int)..];
        }

        internal void Number(long number)
        {
            BinaryPrimitives.WriteInt64BigEndian(_rest, number);
            _rest = _rest[sizeof(long)..];
        }
    }
}
