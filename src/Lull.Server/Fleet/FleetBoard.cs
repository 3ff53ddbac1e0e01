using System.Collections.Concurrent;
using Lull.Connectors;
using Lull.Core.Maintenances;
using Lull.Core.Sites;
using Lull.Plans;
using Lull.Server.Catalogue;
using Lull.Server.Live;
using Lull.Server.Plans;

namespace Lull.Server.Fleet;

/// <summary>The hosts and pools of every site that is kept, with who holds them out of service now.</summary>
public sealed class FleetBoard(PlanLibrary library, MaintenanceCatalogue catalogue, LiveMaintenances live)
{
    private readonly ConcurrentDictionary<(string Name, int Number), Site?> _read = new();

    /// <summary>The present text of a site, read; null when there is no such site or this Lull cannot read it any more.</summary>
    public async Task<Site?> SiteAsync(string name)
    {
        if (await library.SiteAsync(name) is not { } kept)
        {
            return null;
        }

        return _read.GetOrAdd(
            (name, kept.Site.Number),
            static (_, text) => SiteReader.Read("site", text, ConnectorKinds.Catalogue).Site,
            kept.Text
        );
    }

    /// <summary>One site's hosts and pools as they are now; null when there is no such site. Asks only maintenances that are under way.</summary>
    public async Task<FleetSite?> OfAsync(string name)
    {
        if (await SiteAsync(name) is not { } site)
        {
            return null;
        }

        var holds = new Dictionary<string, List<FleetHold>>(StringComparer.Ordinal);
        foreach (
            MaintenanceCard card in catalogue.All.Where(card =>
                card.Site == name && card.Stage >= Stage.InProgress && !card.IsOver
            )
        )
        {
            if (await live.FindAsync(card.Id) is not { } found)
            {
                continue;
            }

            foreach (HostView host in found.Now.View.Hosts.Where(host => host.Status != HostStatus.InService))
            {
                if (!holds.TryGetValue(host.Name, out List<FleetHold>? list))
                {
                    holds[host.Name] = list = [];
                }

                list.Add(new FleetHold(card.Id, card.Title, host.Status, host.IsOut, host.Doing));
            }
        }

        FleetHost[] hosts =
        [
            .. site.Hosts.Select(host => new FleetHost(
                host.Name,
                [.. site.Pools.Where(pool => pool.Hosts.Contains(host.Name)).Select(pool => pool.Name)],
                [.. holds.GetValueOrDefault(host.Name, [])]
            )),
        ];
        var isOut = hosts.Where(host => host.IsOut).Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
        return new FleetSite(
            name,
            [.. hosts],
            [
                .. site.Pools.Select(pool => new FleetPool(
                    pool.Name,
                    pool.Hosts.Count,
                    pool.Hosts.Count(isOut.Contains),
                    pool.Floor.Of(pool.Hosts.Count)
                )),
            ]
        );
    }
}

/// <summary>A site's hosts and pools.</summary>
public sealed record FleetSite(string Site, ValueList<FleetHost> Hosts, ValueList<FleetPool> Pools);

/// <summary>A host and what is going on with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pools">The pools it is in.</param>
/// <param name="Holds">The maintenances that do something with it; empty when it serves as ever.</param>
public sealed record FleetHost(string Name, ValueList<string> Pools, ValueList<FleetHold> Holds)
{
    /// <summary>True when a maintenance holds it out of service.</summary>
    public bool IsOut => Holds.Any(hold => hold.IsOut);
}

/// <summary>A maintenance that does something with a host.</summary>
/// <param name="Maintenance">Which.</param>
/// <param name="Title">The plan's title.</param>
/// <param name="Status">What is going on.</param>
/// <param name="IsOut">True when it counts as not in service.</param>
/// <param name="Doing">The step that says so; empty when none does.</param>
public sealed record FleetHold(MaintenanceId Maintenance, string Title, HostStatus Status, bool IsOut, string Doing);

/// <summary>A pool and its room.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many hosts are in it.</param>
/// <param name="Out">How many of them maintenances hold out of service.</param>
/// <param name="Floor">At least so many stay in service.</param>
public sealed record FleetPool(string Name, int Members, int Out, int Floor);
