using System.Collections.Concurrent;
using Lull.Connectors;
using Lull.Core.Sites;
using Lull.Plans;
using Lull.Server.Catalogue;
using Lull.Server.Live;
using Lull.Server.Plans;

namespace Lull.Server.Fleet;

/// <summary>Every site that is known here: as the library keeps it, else as the newest maintenance on it froze it.</summary>
public sealed class KnownSites(MaintenanceCatalogue catalogue, LiveMaintenances live, PlanLibrary library)
{
    /// <summary>By the maintenance that froze it; a site that can no longer be read is null.</summary>
    private readonly ConcurrentDictionary<MaintenanceId, Site?> _frozen = new();
    private readonly ConcurrentDictionary<(string Name, int Number), Site?> _kept = new();

    /// <summary>Those that can be read, ordered by name.</summary>
    public async Task<IReadOnlyList<Site>> AllAsync()
    {
        var sites = new SortedDictionary<string, Site>(StringComparer.Ordinal);
        foreach (KeptSite kept in await library.SitesAsync())
        {
            if (await KeptAsync(kept) is { } site)
            {
                sites[kept.Name] = site;
            }
        }

        foreach (
            MaintenanceCard card in catalogue
                .All.Where(card => !sites.ContainsKey(card.Site))
                .GroupBy(card => card.Site, StringComparer.Ordinal)
                .Select(group => group.MaxBy(card => (card.PlannedAt, card.Id.Text))!)
                .ToList()
        )
        {
            if (await OfAsync(card.Id) is { } site)
            {
                sites[card.Site] = site;
            }
        }

        return [.. sites.Values];
    }

    /// <summary>One of them; null when no site of that name can be read.</summary>
    public async Task<Site?> FindAsync(string name) =>
        await library.SiteAsync(name) is { } kept && await KeptAsync(kept.Site) is { } site ? site
        : catalogue.All.Where(card => card.Site == name).MaxBy(card => (card.PlannedAt, card.Id.Text)) is { } card
            ? await OfAsync(card.Id)
        : null;

    /// <summary>The site that a maintenance froze; null when it can no longer be read.</summary>
    public async Task<Site?> OfAsync(MaintenanceId id)
    {
        if (_frozen.TryGetValue(id, out Site? known))
        {
            return known;
        }

        if (await live.FindAsync(id) is not { } found)
        {
            return null;
        }

        return _frozen[id] = Read(found.Planned.SiteText);
    }

    private async Task<Site?> KeptAsync(KeptSite kept)
    {
        if (!_kept.TryGetValue((kept.Name, kept.Number), out Site? site))
        {
            site = await library.SiteAsync(kept.Name, kept.Number) is { } found ? Read(found.Text) : null;
            _kept[(kept.Name, kept.Number)] = site;
        }

        return site;
    }

    private static Site? Read(string text) => SiteReader.Read("the site", text, ConnectorKinds.Catalogue).Site;
}
