namespace Lull.Engine.Connectors;

/// <summary>Secrets by reference: <c>env:NAME</c> or <c>file:/path</c>. A text without a known scheme is refused, never used as the secret.</summary>
public interface ISecrets
{
    /// <summary>The value, read now. Callers hold it for one call and never log it; the value is redacted from then on.</summary>
    /// <exception cref="SecretException">The reference is wrong or its place is empty; says which, never the value.</exception>
    ValueTask<string> ReadAsync(string reference, CancellationToken cancellation);

    /// <summary>The text with every value read so far replaced by <c>[secret]</c>.</summary>
    string Redact(string text);
}

/// <summary>A secret could not be read. The message names the reference, never the value.</summary>
public sealed class SecretException(string message) : Exception(message);
