using Lull.Engine.Effects;
using Lull.Engine.Timers;

namespace Lull.Engine.Conducting;

/// <summary>What a conductor is put together from.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Replayed">The state to go on from.</param>
/// <param name="Epoch">The epoch of its claim.</param>
/// <param name="Ledger">Its side of the journal.</param>
/// <param name="Feed">Those who look on.</param>
/// <param name="Clock">The time.</param>
/// <param name="Timers">Wakes it.</param>
/// <param name="Attempt">Talks to the outside.</param>
/// <param name="Desk">Makes orders.</param>
/// <param name="Output">Takes lines of output.</param>
/// <param name="OpenBrackets">What is left for people when the journal cannot be written.</param>
internal sealed record ConductorParts(
    MaintenanceId Id,
    Replayed Replayed,
    long Epoch,
    Ledger Ledger,
    Feed Feed,
    IMaintenanceClock Clock,
    MaintenanceTimers Timers,
    Attempt Attempt,
    OrderDesk Desk,
    Action<EffectOutput> Output,
    OpenBracketsFile OpenBrackets
);
