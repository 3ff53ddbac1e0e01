using Lull.Core.Maintenances;
using Lull.Server.Fleet;

namespace Lull.Server.Api;

/// <summary>A site's hosts and pools.</summary>
public sealed record FleetSite(string Site, ValueList<FleetHost> Hosts, ValueList<FleetPool> Pools)
{
    internal static FleetSite Of(SiteFleet fleet) =>
        new(fleet.Site.Name, [.. fleet.Hosts.Select(FleetHost.Of)], [.. fleet.Pools.Select(FleetPool.Of)]);
}

/// <summary>A host and what is going on with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pools">The pools it is in.</param>
/// <param name="Holds">The maintenances that do something with it; empty when it serves as ever.</param>
/// <param name="IsOut">True when a maintenance holds it out of service.</param>
public sealed record FleetHost(string Name, ValueList<string> Pools, ValueList<FleetHold> Holds, bool IsOut)
{
    internal static FleetHost Of(ShownHost host) =>
        new(host.Host.Name, [.. host.Pools], [.. host.Doings.Select(FleetHold.Of)], host.IsOut);
}

/// <summary>A maintenance that does something with a host.</summary>
/// <param name="Maintenance">Which.</param>
/// <param name="Title">The plan's title.</param>
/// <param name="Status">What is going on.</param>
/// <param name="IsOut">True when it counts as not in service.</param>
/// <param name="Doing">The step that says so; empty when none does.</param>
public sealed record FleetHold(MaintenanceId Maintenance, string Title, HostStatus Status, bool IsOut, string Doing)
{
    internal static FleetHold Of(HostDoing doing) =>
        new(doing.Card.Id, doing.Card.Title, doing.View.Status, doing.View.IsOut, doing.View.Doing);
}

/// <summary>A pool and its room.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many hosts are in it.</param>
/// <param name="Out">How many of them maintenances hold out of service.</param>
/// <param name="Floor">At least so many stay in service.</param>
public sealed record FleetPool(string Name, int Members, int Out, int Floor)
{
    internal static FleetPool Of(ShownPool pool) =>
        new(pool.Pool.Name, pool.Pool.Hosts.Count, pool.Out.Count, pool.Floor);
}
