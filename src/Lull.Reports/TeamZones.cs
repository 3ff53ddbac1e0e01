using Lull.Core.Procedures;

namespace Lull.Reports;

/// <summary>In which zones the times of a procedure are told beside its own, so that no team has to count hours.</summary>
public static class TeamZones
{
    /// <summary>The zones that the plan shows beside its own, then that of the reader; none twice, none that says nothing more.</summary>
    public static IReadOnlyList<DateTimeZone> Of(Procedure procedure, DateTimeZone reader) =>
        Others(procedure, [], reader);

    /// <summary>The same for one step, with the zones in which those live who do it.</summary>
    public static IReadOnlyList<DateTimeZone> Of(Procedure procedure, Node node, DateTimeZone reader) =>
        Others(
            procedure,
            node.Role.Length == 0 ? [] : procedure.Roles.FirstOrDefault(role => role.Name == node.Role)?.Zones ?? [],
            reader
        );

    private static IReadOnlyList<DateTimeZone> Others(Procedure procedure, ValueList<string> team, DateTimeZone reader)
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
