using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Callers;
using Lull.Server.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Pages.Maintenances;

/// <summary>What every tab of a maintenance is given.</summary>
public abstract class MaintenancePage : ComponentBase
{
    /// <summary>Who looks.</summary>
    [Parameter, EditorRequired]
    public required Caller Caller { get; set; }

    /// <summary>The maintenance.</summary>
    [Parameter, EditorRequired]
    public required LiveMaintenance Live { get; set; }

    /// <summary>The viewer's zone.</summary>
    [Parameter, EditorRequired]
    public required DateTimeZone Zone { get; set; }

    /// <summary>What stands behind the question mark of the address.</summary>
    [Parameter, EditorRequired]
    public required IQueryCollection Query { get; set; }

    /// <summary>Where it is now.</summary>
    protected MaintenanceView View => Live.Now.View;

    /// <summary>What is done.</summary>
    protected Procedure Procedure => Live.Now.Procedure;

    /// <summary>The zone in which its window was announced.</summary>
    protected DateTimeZone PlanZone => Reports.Times.ZoneOf(Procedure.Window.Zone);

    /// <summary>A whole number of the address, at least 0; the other one when there is none.</summary>
    protected int NumberOf(string name, int otherwise) =>
        int.TryParse(Query[name], System.Globalization.CultureInfo.InvariantCulture, out int number) && number >= 0
            ? number
            : otherwise;
}
