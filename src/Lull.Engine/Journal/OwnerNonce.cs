namespace Lull.Engine.Journal;

/// <summary>What one conductor knows and no other does. With the epoch it fences: two conductors never both append.</summary>
/// <param name="Value">128 bits, made at random by the conductor that claims.</param>
public readonly record struct OwnerNonce(Guid Value)
{
    /// <summary>Bytes in a nonce.</summary>
    internal const int Size = 16;

    /// <summary>A fresh one.</summary>
    public static OwnerNonce New() => new(Guid.NewGuid());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
