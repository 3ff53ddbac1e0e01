using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Server.Live;

/// <summary>A maintenance as all its viewers see it at one moment. Made once for all of them; immutable.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">Rises with every snapshot, also over restarts of the server.</param>
/// <param name="Sequence">The last event it includes.</param>
/// <param name="Procedure">What is done, as frozen.</param>
/// <param name="View">Where it is.</param>
/// <param name="Trouble">Why it does not go on; empty when it does.</param>
/// <param name="Output">How many lines its steps have said so far.</param>
public sealed record LiveSnapshot(
    MaintenanceId Id,
    long Version,
    long Sequence,
    Procedure Procedure,
    MaintenanceView View,
    string Trouble,
    long Output
);
