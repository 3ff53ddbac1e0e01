using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>A component and how it is.</summary>
/// <param name="Component">Which.</param>
/// <param name="State">Of the maintenance that matters most for it now; null when nothing is done to it.</param>
/// <param name="KnownSince">When the first maintenance of it was planned.</param>
/// <param name="UpdatedAt">When the last thing happened that concerns it.</param>
public sealed record ComponentStatus(
    PublicComponent Component,
    PublicState? State,
    Instant KnownSince,
    Instant UpdatedAt
)
{
    /// <summary>One or two words.</summary>
    public string Label => State?.Label ?? "in service";

    /// <summary>The tone of its colour.</summary>
    public string Tone => State?.Tone ?? "ok";

    /// <summary>True while it is being worked on.</summary>
    public bool IsWorkedOn => State?.IsWorking == true;

    internal static ComponentStatus None(string pool, MaintenanceCard card) =>
        new(new PublicComponent(pool), null, card.PlannedAt, card.ChangedAt);

    /// <summary>After one more maintenance that touches it; <paramref name="one"/> is null when that was long ago.</summary>
    internal ComponentStatus With(MaintenanceCard card, PublicMaintenance? one) =>
        this with
        {
            State =
                one is { State.IsActive: true } && (State is null || Weight(one.State) > Weight(State.Value))
                    ? one.State
                    : State,
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
