using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>Everything the status page and the feeds say at one moment. Immutable; stays true until <see cref="GoodUntil"/> or until a maintenance changes.</summary>
public sealed class StatusBoard
{
    /// <summary>How far ahead the page looks.</summary>
    public static readonly Duration Ahead = Duration.FromDays(60);

    /// <summary>How long what is over stays on the page and in feeds; cancelled ones too, for removal alone leaves ghosts in calendars.</summary>
    public static readonly Duration Back = Duration.FromDays(30);

    private StatusBoard() { }

    /// <summary>When it was made.</summary>
    public required Instant At { get; init; }

    /// <summary>The moment from which on time alone makes it say something else.</summary>
    public required Instant GoodUntil { get; init; }

    /// <summary>When the last thing changed that it says; when the server started, if there is nothing.</summary>
    public required Instant UpdatedAt { get; init; }

    /// <summary>Started and not over, or late: by start.</summary>
    public required ValueList<PublicMaintenance> Now { get; init; }

    /// <summary>Not started; by start. Some may be further away than <see cref="Ahead"/>: see <see cref="Soon"/>.</summary>
    public required ValueList<PublicMaintenance> Coming { get; init; }

    /// <summary>Over since at most <see cref="Back"/>, newest first.</summary>
    public required ValueList<PublicMaintenance> Recent { get; init; }

    /// <summary>Every component that a maintenance known to the public touched, by name.</summary>
    public required ValueList<ComponentStatus> Components { get; init; }

    /// <summary>What begins within <see cref="Ahead"/>.</summary>
    public IEnumerable<PublicMaintenance> Soon => Coming.Where(one => one.Start < At + Ahead);

    /// <summary>What calendars and feeds hold: everything that is on, coming, or recently over.</summary>
    public IEnumerable<PublicMaintenance> All => Now.Concat(Coming).Concat(Recent);

    /// <summary>True while something runs: pages then reload themselves.</summary>
    public bool IsActive => Now.Any(one => one.State.IsActive);

    /// <summary>The same for one component alone; null when there is none of that name.</summary>
    public StatusBoard? Of(string component) =>
        Components.FirstOrDefault(one => one.Component.Name == component) is { } found
            ? new StatusBoard
            {
                At = At,
                GoodUntil = GoodUntil,
                UpdatedAt = found.UpdatedAt,
                Now = [.. Now.Where(one => one.Touches(component))],
                Coming = [.. Coming.Where(one => one.Touches(component))],
                Recent = [.. Recent.Where(one => one.Touches(component))],
                Components = [found],
            }
            : null;

    /// <summary>What the public may know of these cards at a moment.</summary>
    /// <param name="cards">All cards of the store.</param>
    /// <param name="options">What is public.</param>
    /// <param name="now">The moment.</param>
    /// <param name="since">When the server started.</param>
    public static StatusBoard Of(
        IEnumerable<MaintenanceCard> cards,
        StatusOptions options,
        Instant now,
        Instant since
    ) =>
        Of(
            cards.Where(card => PublicMaintenance.IsPublic(card, options)),
            now,
            since,
            card => PublicMaintenance.Of(card, options, now)
        );

    /// <summary>What insiders subscribe to: tentative ones too.</summary>
    public static StatusBoard OfTentative(IEnumerable<MaintenanceCard> cards, Instant now, Instant since) =>
        Of(cards, now, since, card => PublicMaintenance.OfTentative(card, now));

    private static StatusBoard Of(
        IEnumerable<MaintenanceCard> cards,
        Instant now,
        Instant since,
        Func<MaintenanceCard, PublicMaintenance?> known
    )
    {
        Instant goodUntil = Instant.MaxValue;
        var on = new List<PublicMaintenance>();
        var coming = new List<PublicMaintenance>();
        var recent = new List<PublicMaintenance>();
        var components = new SortedDictionary<string, ComponentStatus>(StringComparer.Ordinal);
        foreach (MaintenanceCard card in cards)
        {
            PublicMaintenance? one = card.EndedAt is { } ended && ended + Back <= now ? null : known(card);
            foreach (string pool in card.Pools)
            {
                ComponentStatus before = components.GetValueOrDefault(pool) ?? ComponentStatus.None(pool, card);
                components[pool] = before.With(card, one);
            }

            if (one is null)
            {
                continue;
            }

            (
                one.State.IsOver ? recent
                : one.State.IsActive || one.State == PublicState.Late ? on
                : coming
            ).Add(one);
            goodUntil = Sooner(goodUntil, PublicStates.NextChange(card, now), now);
            goodUntil = Sooner(goodUntil, one.EndedAt + Back, now);
            goodUntil = Sooner(goodUntil, one.Start - Ahead, now);
        }

        return new StatusBoard
        {
            At = now,
            GoodUntil = goodUntil,
            UpdatedAt =
                components
                    .Values.Select(one => one.UpdatedAt)
                    .Concat(on.Concat(coming).Concat(recent).Select(one => one.ChangedAt))
                    .Append(Instant.MinValue)
                    .Max()
                    is var changed
                && changed > Instant.MinValue
                    ? changed
                    : since,
            Now = [.. InOrder(on)],
            Coming = [.. InOrder(coming)],
            Recent = [.. recent.OrderByDescending(one => one.EndedAt).ThenBy(one => one.Id, StringComparer.Ordinal)],
            Components = [.. components.Values],
        };
    }

    private static IEnumerable<PublicMaintenance> InOrder(List<PublicMaintenance> some) =>
        some.OrderBy(one => one.Start).ThenBy(one => one.Id, StringComparer.Ordinal);

    private static Instant Sooner(Instant until, Instant? other, Instant now) =>
        other is { } moment && moment > now && moment < until ? moment : until;
}
