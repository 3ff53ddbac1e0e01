using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Catalogue;

namespace Lull.Server.Pages.Maintenances;

/// <summary>Finds the maintenance that rehearsed another.</summary>
internal static class Rehearsals
{
    /// <summary>The last one of the same revision that closed successfully on a site; null when none did.</summary>
    internal static MaintenanceCard? Of(Procedure procedure, string site, MaintenanceCatalogue catalogue) =>
        catalogue
            .All.Where(card => card.Site == site && card.Revision == procedure.Revision && card.Ending == Ending.Done)
            .MaxBy(card => card.EndedAt);
}
