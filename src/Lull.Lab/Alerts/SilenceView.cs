using System.Globalization;

namespace Lull.Lab.Alerts;

/// <summary>A silence as the API lists it: times in UTC with milliseconds.</summary>
public sealed record SilenceView(
    string Id,
    SilenceStatus Status,
    string UpdatedAt,
    string Comment,
    string CreatedBy,
    string EndsAt,
    IReadOnlyList<Matcher> Matchers,
    string StartsAt
)
{
    internal static SilenceView Of(Silence silence, SilenceState state) =>
        new(
            silence.Id,
            new SilenceStatus(state),
            Iso(silence.UpdatedAt),
            silence.Comment,
            silence.CreatedBy,
            Iso(silence.EndsAt),
            silence.Matchers,
            Iso(silence.StartsAt)
        );

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
