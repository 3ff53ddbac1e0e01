using Lull.Core.Maintenances;
using Lull.Server.Catalogue;

namespace Lull.Server.Pages.Calendar;

/// <summary>Finds maintenances of one site that are planned at the same time on the same hosts or pools. Pure.</summary>
internal static class Collisions
{
    private const int NamedHosts = 3;

    /// <summary>For each maintenance that is in the way of others: which, and over what. Those that are over are in nobody's way.</summary>
    internal static IReadOnlyDictionary<MaintenanceId, IReadOnlyList<Collision>> Among(
        IReadOnlyList<MaintenanceCard> cards
    )
    {
        var found = new Dictionary<MaintenanceId, List<Collision>>();
        MaintenanceCard[] open = [.. cards.Where(card => !card.IsOver).OrderBy(card => card.Start)];
        for (int one = 0; one < open.Length; one++)
        {
            for (int other = one + 1; other < open.Length && open[other].Start < open[one].End; other++)
            {
                if (Over(open[one], open[other]) is { } what)
                {
                    Add(found, open[one], open[other], what);
                    Add(found, open[other], open[one], what);
                }
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Collision>)pair.Value);
    }

    /// <summary>What both touch, in words; null when nothing.</summary>
    private static string? Over(MaintenanceCard one, MaintenanceCard other)
    {
        if (one.Site != other.Site)
        {
            return null;
        }

        var hosts = new HashSet<string>(one.Hosts, StringComparer.Ordinal);
        string[] shared = [.. other.Hosts.Where(hosts.Contains)];
        if (shared.Length > 0)
        {
            string more = shared.Length > NamedHosts ? $" and {shared.Length - NamedHosts} more" : "";
            return $"both touch {string.Join(", ", shared.Take(NamedHosts))}{more}";
        }

        string? pool = one.Pools.Intersect(other.Pools, StringComparer.Ordinal).FirstOrDefault();
        return pool is null ? null : $"both take hosts out of pool {pool}";
    }

    private static void Add(
        Dictionary<MaintenanceId, List<Collision>> found,
        MaintenanceCard card,
        MaintenanceCard with,
        string over
    )
    {
        if (!found.TryGetValue(card.Id, out List<Collision>? list))
        {
            found[card.Id] = list = [];
        }

        list.Add(new Collision(with, over));
    }
}

/// <summary>Another maintenance at the same time on the same hosts or pools.</summary>
/// <param name="With">Which.</param>
/// <param name="Over">What both touch, in words.</param>
public sealed record Collision(MaintenanceCard With, string Over);
