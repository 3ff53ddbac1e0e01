using System.Text;

namespace Lull.Engine.Journal;

/// <summary>An event that is about to be appended: everything but its place in the chain, which the journal gives it.</summary>
public sealed record EventDraft
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>When it happened. Kept to the nanosecond; years 1678 to 2261.</summary>
    public required Instant At
    {
        get;
        init
        {
            _ = CanonicalForm.NanosecondsOf(value);
            field = value;
        }
    }

    /// <summary>The stable on-disk name of the kind of event, such as <c>effect-intended</c>. Never empty.</summary>
    public required string Type
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = Storable(value);
        }
    }

    /// <summary>Version of the payload's shape, from 1.</summary>
    public required int Version
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>Who or what caused it: a contact id or <c>engine</c>. Never a name or an address of a person.</summary>
    public required string Actor
    {
        get;
        init => field = Storable(value);
    }

    /// <summary>What it answers to, such as the event or request before it; empty when nothing.</summary>
    public string Cause
    {
        get;
        init => field = Storable(value);
    } = "";

    /// <summary>UTF-8 JSON, kept byte for byte and never read by the journal. Must not be changed after it was handed over.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Texts must survive the way to the file and back unchanged, or the chain would break by itself.</summary>
    private static string Storable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A text of an event must not contain the character U+0000.", nameof(text));
        }

        _ = Strict.GetByteCount(text);
        return text;
    }
}
