using Lull.Core.Maintenances;

namespace Lull.Engine.Conducting;

/// <summary>One maintenance as it is on disk, for a screen.</summary>
/// <param name="Id">Which.</param>
/// <param name="Sequence">The last event it includes; subscribe after it to stay up to date.</param>
/// <param name="View">What to show; null when its journal cannot be folded, which <paramref name="Trouble"/> then explains.</param>
/// <param name="Recent">The last events, oldest first.</param>
/// <param name="Trouble">Why its conductor does not go on; empty when it does.</param>
public sealed record MaintenanceStatus(
    MaintenanceId Id,
    long Sequence,
    MaintenanceView? View,
    ValueList<Published.Happened> Recent,
    string Trouble
);
