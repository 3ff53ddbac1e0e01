using Lull.Core.Maintenances;
using Lull.Core.Sites;
using Lull.Server.Catalogue;
using Lull.Server.Live;

namespace Lull.Server.Fleet;

/// <summary>A site's hosts and pools as they are now, by what maintenances under way do with them.</summary>
/// <param name="Site">Which.</param>
/// <param name="Hosts">In the order of the site.</param>
/// <param name="Pools">In the order of the site.</param>
public sealed record SiteFleet(Site Site, IReadOnlyList<ShownHost> Hosts, IReadOnlyList<ShownPool> Pools)
{
    /// <summary>Asks only the maintenances that are under way on the site.</summary>
    internal static async Task<SiteFleet> OfAsync(Site site, MaintenanceCatalogue catalogue, LiveMaintenances live)
    {
        var doings = new Dictionary<string, List<HostDoing>>(StringComparer.Ordinal);
        foreach (
            MaintenanceCard card in catalogue.All.Where(card =>
                card.Site == site.Name && card.Stage >= Stage.InProgress && !card.IsOver
            )
        )
        {
            if (await live.FindAsync(card.Id) is not { } found)
            {
                continue;
            }

            foreach (
                HostView host in found.Now.View.Hosts.Where(host => host.IsOut || host.Status != HostStatus.InService)
            )
            {
                if (!doings.TryGetValue(host.Name, out List<HostDoing>? list))
                {
                    doings[host.Name] = list = [];
                }

                list.Add(new HostDoing(card, host));
            }
        }

        ShownHost[] hosts =
        [
            .. site.Hosts.Select(host => new ShownHost(
                host,
                [.. site.Pools.Where(pool => pool.Hosts.Contains(host.Name)).Select(pool => pool.Name)],
                doings.GetValueOrDefault(host.Name, [])
            )),
        ];
        Dictionary<string, ShownHost> byName = hosts.ToDictionary(host => host.Host.Name, StringComparer.Ordinal);
        return new SiteFleet(
            site,
            hosts,
            [
                .. site.Pools.Select(pool => new ShownPool(
                    pool,
                    [.. pool.Hosts.Where(byName.ContainsKey).Select(name => byName[name]).Where(host => host.IsOut)]
                )),
            ]
        );
    }
}

/// <summary>A host, the pools it is in, and what is done with it now.</summary>
public sealed record ShownHost(Host Host, IReadOnlyList<string> Pools, IReadOnlyList<HostDoing> Doings)
{
    /// <summary>True when a maintenance holds it out of service.</summary>
    public bool IsOut => Doings.Any(doing => doing.View.IsOut);

    /// <summary>The most urgent of what is true of it.</summary>
    public HostStatus Status => Doings.Select(doing => doing.View.Status).DefaultIfEmpty(HostStatus.InService).Max();

    /// <summary>A tone for its status.</summary>
    internal string Tone =>
        Status switch
        {
            HostStatus.InService => "quiet",
            HostStatus.Back => "ok",
            HostStatus.RolledBack => "away",
            HostStatus.Out or HostStatus.Draining or HostStatus.Returning => "away",
            HostStatus.Checking or HostStatus.Changing => "busy",
            HostStatus.Failed or HostStatus.Unknown => "bad",
        };
}

/// <summary>A maintenance and what it does with a host.</summary>
public sealed record HostDoing(MaintenanceCard Card, HostView View);

/// <summary>A pool and which of its hosts are out.</summary>
public sealed record ShownPool(Pool Pool, IReadOnlyList<ShownHost> Out)
{
    /// <summary>How many must stay in service.</summary>
    public int Floor => Pool.Floor.Of(Pool.Hosts.Count);

    /// <summary>How many are in service.</summary>
    public int InService => Pool.Hosts.Count - Out.Count;

    /// <summary>How many more may leave.</summary>
    public int Room => Math.Max(0, InService - Floor);
}
