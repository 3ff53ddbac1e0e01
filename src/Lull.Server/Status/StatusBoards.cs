using Lull.Engine.Timers;
using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>The present boards. Made anew only when a maintenance changed, or when time alone changes what is said.</summary>
public sealed class StatusBoards(MaintenanceCatalogue catalogue, ServerOptions options, IMaintenanceClock clock)
{
    private readonly Instant _since = clock.Now;
    private readonly Lock _lock = new();
    private Kept? _public;
    private Kept? _tentative;

    /// <summary>What the public may know.</summary>
    public StatusBoard Public => Fresh(ref _public, (cards, now) => StatusBoard.Of(cards, options.Status, now, _since));

    /// <summary>What insiders subscribe to: those that are not approved yet, too.</summary>
    public StatusBoard Tentative => Fresh(ref _tentative, (cards, now) => StatusBoard.OfTentative(cards, now, _since));

    /// <summary>A maintenance that the public may know of, however long it is over; null when there is none of that id.</summary>
    public PublicMaintenance? Find(MaintenanceId id) =>
        catalogue.Find(id) is { } card ? PublicMaintenance.Of(card, options.Status, clock.Now) : null;

    /// <summary>Everything public that is over, however long ago; by start, newest first.</summary>
    internal IReadOnlyList<PublicMaintenance> Past() =>
        [
            .. catalogue
                .All.Where(card => card.IsOver)
                .Select(card => PublicMaintenance.Of(card, options.Status, clock.Now))
                .OfType<PublicMaintenance>()
                .OrderByDescending(one => one.Start)
                .ThenBy(one => one.Id, StringComparer.Ordinal),
        ];

    private StatusBoard Fresh(ref Kept? kept, Func<IEnumerable<MaintenanceCard>, Instant, StatusBoard> make)
    {
        lock (_lock)
        {
            // The version is read before the cards: what changes meanwhile is then made again.
            long version = catalogue.Version;
            Instant now = clock.Now;
            if (kept is not { } good || good.Version != version || now >= good.Board.GoodUntil || now < good.Board.At)
            {
                good = new Kept(version, make(catalogue.All, now));
                kept = good;
            }

            return good.Board;
        }
    }

    private sealed record Kept(long Version, StatusBoard Board);
}
