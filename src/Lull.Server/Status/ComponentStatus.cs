using Lull.Core.Plans;
using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>A component and how it is.</summary>
/// <param name="Component">Which.</param>
/// <param name="State">Of the maintenance that matters most for it now; null when nothing is done to it.</param>
/// <param name="Impact">The worst that is to be noticed of what is worked on now.</param>
/// <param name="KnownSince">When the first maintenance of it was planned.</param>
/// <param name="UpdatedAt">When the last thing happened that concerns it.</param>
public sealed record ComponentStatus(
    PublicComponent Component,
    PublicState? State,
    ImpactKind Impact,
    Instant KnownSince,
    Instant UpdatedAt
)
{
    /// <summary>A few words: what a reader notices, then where the work is when that says more.</summary>
    public string Label =>
        State switch
        {
            null => "in service",
            // In recovery nobody knows yet what still serves.
            { IsWorking: false } or PublicState.InRecovery => State.Value.Label,
            PublicState.Running => Noticed,
            { } working => $"{Noticed}, {working.Label}",
        };

    /// <summary>The tone of its colour.</summary>
    public string Tone => State?.Tone ?? "ok";

    /// <summary>True while it is being worked on.</summary>
    public bool IsWorkedOn => State?.IsWorking == true;

    /// <summary>True while it is not available because it is being worked on.</summary>
    public bool IsOut => IsWorkedOn && Impact == ImpactKind.Outage;

    /// <summary>True while it serves and may be worse than usual because it is being worked on.</summary>
    public bool IsAtRisk => IsWorkedOn && Impact == ImpactKind.Degraded;

    private string Noticed =>
        Impact switch
        {
            ImpactKind.Outage => "under maintenance",
            ImpactKind.Degraded => "in service, may be degraded",
            ImpactKind.None => "in service, being worked on",
        };

    internal static ComponentStatus None(string pool, MaintenanceCard card) =>
        new(new PublicComponent(pool), null, ImpactKind.None, card.PlannedAt, card.ChangedAt);

    /// <summary>After one more maintenance that touches it; <paramref name="one"/> is null when that was long ago.</summary>
    internal ComponentStatus With(MaintenanceCard card, PublicMaintenance? one) =>
        this with
        {
            State =
                one is { State.IsActive: true } && (State is null || Weight(one.State) > Weight(State.Value))
                    ? one.State
                    : State,
            Impact = one is { State.IsWorking: true } && one.Impact > Impact ? one.Impact : Impact,
            KnownSince = Instant.Min(KnownSince, card.PlannedAt),
            UpdatedAt = Instant.Max(UpdatedAt, card.ChangedAt),
        };

    /// <summary>What a reader must hear first when several maintenances touch the same component.</summary>
    private static int Weight(PublicState state) =>
        state switch
        {
            PublicState.InRecovery => 7,
            PublicState.RollingBack => 6,
            PublicState.Overrunning => 5,
            PublicState.Stopping => 4,
            PublicState.Extended => 3,
            PublicState.Running => 2,
            _ => 1,
        };
}
