using Lull.Server.Catalogue;

namespace Lull.Server.Api;

/// <summary>The cards, latest window first, sorted once for each change of the catalogue.</summary>
internal sealed class CardOrder(MaintenanceCatalogue catalogue)
{
    private volatile Sorted _sorted = new(-1, []);

    /// <summary>Cards behind a place, in order. Costs as much as is looked at.</summary>
    /// <param name="after">The last card that was given before; null for the first page.</param>
    internal IEnumerable<MaintenanceCard> After((Instant Start, string Id)? after)
    {
        MaintenanceCard[] cards = Now();
        for (int at = after is { } place ? FirstBehind(cards, place) : 0; at < cards.Length; at++)
        {
            yield return cards[at];
        }
    }

    private MaintenanceCard[] Now()
    {
        long version = catalogue.Version;
        Sorted sorted = _sorted;
        if (sorted.Version != version)
        {
            MaintenanceCard[] cards = [.. catalogue.All];
            Array.Sort(cards, static (one, other) => Compare(PlaceOf(one), PlaceOf(other)));
            _sorted = sorted = new Sorted(version, cards);
        }

        return sorted.Cards;
    }

    private static int FirstBehind(MaintenanceCard[] cards, (Instant Start, string Id) place)
    {
        int low = 0;
        int high = cards.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (Compare(PlaceOf(cards[middle]), place) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static (Instant Start, string Id) PlaceOf(MaintenanceCard card) => (card.Start, card.Id.Text);

    private static int Compare((Instant Start, string Id) one, (Instant Start, string Id) other) =>
        one.Start == other.Start ? string.CompareOrdinal(one.Id, other.Id) : other.Start.CompareTo(one.Start);

    private sealed record Sorted(long Version, MaintenanceCard[] Cards);
}
