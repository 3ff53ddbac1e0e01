using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Engine.Timers;

namespace Lull.Engine.Conducting;

/// <summary>What an engine gets from the program around it.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Opens the connections of a maintenance's site. Reads only what is frozen in its plan. The result is closed with the
    /// conductor; an <see cref="OptionsException"/> keeps that one conductor from beginning.
    /// </summary>
    public required Func<MaintenanceEvent.Planned, SiteConnections> Connect { get; init; }

    /// <summary>
    /// The text of a delivery of a maintenance, given the short hash of the journal's head, whose readers become witnesses of it.
    /// Called on the conductor: must be quick and must not fail.
    /// </summary>
    public required Func<MaintenanceId, State, ProcedureDelivery, string, string> Render { get; init; }

    /// <summary>Takes secrets out of what is recorded and shown.</summary>
    public required ISecrets Secrets { get; init; }

    /// <summary>The time of maintenances.</summary>
    public required IMaintenanceClock Clock { get; init; }

    /// <summary>How many effects run on one host at the same time.</summary>
    public int AtOncePerHost { get; init; } = 4;
}
