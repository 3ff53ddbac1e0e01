using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>In which zones the times of a procedure are told beside its own, so that no team has to count hours.</summary>
public static class TeamZones
{
    /// <summary>The zones that the plan shows beside its own, then that of the reader; none twice, none that says nothing more.</summary>
    public static IReadOnlyList<DateTimeZone> Of(Procedure procedure, DateTimeZone reader) =>
        Others(procedure, [], reader);

    /// <summary>The same for a step or a block, with the zones in which those live who do it; costs as much as is in the block.</summary>
    public static IReadOnlyList<DateTimeZone> Of(Procedure procedure, Node node, DateTimeZone reader)
    {
        HashSet<string> roles = [.. RolesIn(procedure, node)];
        return Others(
            procedure,
            procedure.Roles.Where(role => roles.Contains(role.Name)).SelectMany(role => role.Zones),
            reader
        );
    }

    private static IEnumerable<string> RolesIn(Procedure procedure, Node node) =>
        node.Children.SelectMany(child => RolesIn(procedure, procedure.Nodes[child])).Append(node.Role);

    private static IReadOnlyList<DateTimeZone> Others(
        Procedure procedure,
        IEnumerable<string> team,
        DateTimeZone reader
    )
    {
        DateTimeZone own = Times.ZoneOf(procedure.Window.Zone);
        return
        [
            .. procedure
                .AlsoShow.Concat(team)
                .Select(Times.ZoneOf)
                .Append(reader)
                .Where(zone => zone.SaysMoreThan(own))
                .DistinctBy(zone => zone.Id, StringComparer.Ordinal),
        ];
    }
}
