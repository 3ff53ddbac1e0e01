using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Lull.Core.Common;

/// <summary>Names one maintenance for its whole life, such as <c>m-3f2akq7d</c>. Made outside the core, never reused.</summary>
public sealed record MaintenanceId : IParsable<MaintenanceId>
{
    /// <summary>What every id begins with.</summary>
    public const string Prefix = "m-";

    /// <summary>Fewest characters after <see cref="Prefix"/>.</summary>
    public const int ShortestTail = 8;

    /// <summary>Most characters after <see cref="Prefix"/>: 128 bits in base32.</summary>
    public const int LongestTail = 26;

    private static readonly SearchValues<char> Base32 = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    private MaintenanceId(string text) => Text = text;

    /// <summary><c>m-</c> and 8 to 26 lower-case base32 characters (RFC 4648: <c>a</c> to <c>z</c>, <c>2</c> to <c>7</c>).</summary>
    public string Text { get; }

    /// <summary>The id, or a <see cref="FormatException"/> that shows the shape.</summary>
    public static MaintenanceId Of(string text) => Parse(text, provider: null);

    /// <inheritdoc cref="Of"/>
    public static MaintenanceId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out MaintenanceId? id)
            ? id
            : throw new FormatException(
                $"'{s}' is not a maintenance id. Ids look like m-3f2akq7d: 'm-' and 8 to 26 of a-z and 2-7."
            );

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out MaintenanceId result
    )
    {
        bool fits =
            s is not null
            && s.StartsWith(Prefix, StringComparison.Ordinal)
            && s.Length - Prefix.Length is >= ShortestTail and <= LongestTail
            && !s.AsSpan(Prefix.Length).ContainsAnyExcept(Base32);
        result = fits ? new MaintenanceId(s!) : null;
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
