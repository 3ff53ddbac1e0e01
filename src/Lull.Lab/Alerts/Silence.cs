namespace Lull.Lab.Alerts;

/// <summary>An interval in which alerts that fulfil all matchers call nobody.</summary>
internal sealed record Silence(
    string Id,
    DateTimeOffset UpdatedAt,
    string Comment,
    string CreatedBy,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    IReadOnlyList<Matcher> Matchers
)
{
    public SilenceState StateAt(DateTimeOffset now) =>
        now >= EndsAt ? SilenceState.Expired
        : now < StartsAt ? SilenceState.Pending
        : SilenceState.Active;

    public bool Covers(IReadOnlyDictionary<string, string> labels) =>
        Matchers.All(matcher => matcher.Matches(labels.GetValueOrDefault(matcher.Name, "")));
}
