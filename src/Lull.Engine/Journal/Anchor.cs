using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime.Text;

namespace Lull.Engine.Journal;

/// <summary>A signed head, on one line of text that fits a ledger, a ticket or a mail.</summary>
/// <param name="Head">What was the head.</param>
/// <param name="At">When it was signed.</param>
/// <param name="KeyId">Which installation key signed, see <see cref="InstallationKey.Id"/>.</param>
/// <param name="Signature">Base64 of the 64-byte signature (r and s, IEEE P1363) over <see cref="CanonicalForm.Of(Head, Instant)"/>.</param>
public sealed record Anchor(Head Head, Instant At, string KeyId, string Signature) : IParsable<Anchor>
{
    /// <summary>Bytes in a signature.</summary>
    internal const int SignatureSize = 64;

    private const string Mark = "lull-anchor-1";
    private const int Fields = 8;

    /// <summary>Mark, maintenance, sequence, hash, epoch, instant, key id, signature; one space between.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Mark} {Head.Maintenance} {Head.Sequence} {Head.Hash} {Head.Epoch} {InstantPattern.ExtendedIso.Format(At)} {KeyId} {Signature}"
        );

    /// <summary>The anchor, or a <see cref="FormatException"/> that shows the shape. Parsing proves nothing; see <see cref="InstallationKey.IsSigned"/>.</summary>
    public static Anchor Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out Anchor? anchor)
            ? anchor
            : throw new FormatException(
                $"'{s}' is not an anchor: {Mark}, maintenance, sequence, hash, epoch, instant, key id, signature."
            );

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out Anchor result
    )
    {
        result = null;
        string[] words = s?.Split(' ') ?? [];
        if (
            words.Length != Fields
            || words[0] != Mark
            || !MaintenanceId.TryParse(words[1], provider, out MaintenanceId? maintenance)
            || !long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            || !EventHash.TryParse(words[3], provider, out EventHash hash)
            || !long.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            || !InstantPattern.ExtendedIso.Parse(words[5]).TryGetValue(default, out Instant at)
        )
        {
            return false;
        }

        result = new Anchor(new Head(maintenance, sequence, hash, epoch), at, words[6], words[7]);
        return true;
    }
}
