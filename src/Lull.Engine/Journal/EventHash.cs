using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Lull.Engine.Journal;

/// <summary>A SHA-256 hash of the chain: 32 bytes, shown as 64 lower-case hexadecimal characters.</summary>
/// <remarks>The default value is 32 zero bytes, which is what the first event of a maintenance names as its previous hash.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EventHash : IParsable<EventHash>
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = 32;

    private const int ShortLength = 12;
    private const int Word = sizeof(ulong);

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>A hash from its bytes.</summary>
    /// <exception cref="ArgumentException">Not exactly <see cref="Size"/> bytes.</exception>
    public EventHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, this has {bytes.Length}.", nameof(bytes));
        }

        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[Word..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(bytes[(2 * Word)..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[(3 * Word)..]);
    }

    /// <summary>What the first event of a maintenance follows: 32 zero bytes.</summary>
    public static EventHash Zero => default;

    /// <summary>The first 12 hexadecimal characters: what notices and tickets quote.</summary>
    public string Short => ToString()[..ShortLength];

    /// <summary>The 32 bytes, in a new array.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for them.</exception>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[Word..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(2 * Word)..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(3 * Word)..], _fourth);
    }

    /// <summary>64 lower-case hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    /// <summary>The hash, or a <see cref="FormatException"/> that shows the shape.</summary>
    public static EventHash Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out EventHash hash)
            ? hash
            : throw new FormatException($"'{s}' is not a hash: 64 hexadecimal characters.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EventHash result)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool fits =
            s is { Length: 2 * Size }
            && Convert.FromHexString(s, bytes, out _, out _) is System.Buffers.OperationStatus.Done;
        result = fits ? new EventHash(bytes) : Zero;
        return fits;
    }
}
