using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Live;

namespace Lull.Server.Pages.WarRoom;

/// <summary>The hosts of a maintenance, as a grid by pools.</summary>
internal static class Fleet
{
    /// <summary>How full each pool is now.</summary>
    internal static IEnumerable<PoolFill> Pools(LiveSnapshot snapshot)
    {
        int[] missing = new int[snapshot.Procedure.Pools.Count];
        for (int host = 0; host < snapshot.View.Hosts.Count; host++)
        {
            if (snapshot.View.Hosts[host].IsOut)
            {
                foreach (int pool in snapshot.Procedure.Hosts[host].Pools)
                {
                    missing[pool]++;
                }
            }
        }

        return snapshot.Procedure.Pools.Select(
            (pool, number) => new PoolFill(pool.Name, pool.Members, pool.Floor, pool.Members - missing[number])
        );
    }

    /// <summary>How many hosts are in which state, the most urgent first; states that no host is in are left out.</summary>
    internal static IEnumerable<(HostStatus Status, int Count)> Counts(LiveSnapshot snapshot) =>
        snapshot
            .View.Hosts.CountBy(host => host.Status)
            .OrderByDescending(one => one.Key)
            .Select(one => (one.Key, one.Value));

    /// <summary>Hosts by their first pool; those in none come last.</summary>
    internal static IEnumerable<(string Pool, IReadOnlyList<HostCell> Hosts)> Groups(LiveSnapshot snapshot) =>
        snapshot
            .View.Hosts.Select((host, number) => new HostCell(number, host))
            .GroupBy(cell => snapshot.Procedure.Hosts[cell.Number].Pools is [var first, ..] ? first : int.MaxValue)
            .OrderBy(group => group.Key)
            .Select(group =>
                (
                    group.Key == int.MaxValue ? "" : snapshot.Procedure.Pools[group.Key].Name,
                    (IReadOnlyList<HostCell>)[.. group]
                )
            );
}

/// <summary>How full a pool is.</summary>
internal readonly record struct PoolFill(string Name, int Members, int Floor, int InService);
