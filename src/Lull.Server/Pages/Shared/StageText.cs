using Lull.Core.Maintenances;
using Lull.Server.Catalogue;

namespace Lull.Server.Pages.Shared;

/// <summary>How stages look: a word and a tone of the design system.</summary>
internal static class StageText
{
    /// <summary>The stage, and beside it what people must know: paused, in recovery, something left open.</summary>
    internal static string Of(MaintenanceCard card) =>
        Of(card.Stage, card.IsPaused, card.InRecovery, card.NeedsRecovery.Count > 0);

    /// <inheritdoc cref="Of(MaintenanceCard)"/>
    internal static string Of(MaintenanceView view) =>
        Of(view.Stage, view.IsPaused, view.InRecovery, view.NeedsRecovery.Count > 0);

    /// <summary>A tone: ok, busy, wait, bad, away or quiet.</summary>
    internal static string ToneOf(MaintenanceCard card) =>
        ToneOf(card.Stage, card.IsPaused, card.InRecovery || card.NeedsRecovery.Count > 0);

    /// <inheritdoc cref="ToneOf(MaintenanceCard)"/>
    internal static string ToneOf(MaintenanceView view) =>
        ToneOf(view.Stage, view.IsPaused, view.InRecovery || view.NeedsRecovery.Count > 0);

    private static string Of(Stage stage, bool isPaused, bool inRecovery, bool isLeft)
    {
        string name = Reports.Names.OfStage(stage);
        return inRecovery ? "in recovery"
            : isPaused ? $"{name}, paused"
            : isLeft ? $"{name}, left for people"
            : name;
    }

    private static string ToneOf(Stage stage, bool isPaused, bool isBad) =>
        isBad ? "bad"
        : isPaused ? "wait"
        : stage switch
        {
            Stage.Draft or Stage.Cancelled => "quiet",
            Stage.Proposed or Stage.RolledBack or Stage.Aborted => "wait",
            Stage.Scheduled => "away",
            Stage.InProgress or Stage.Concluding or Stage.Soaking => "busy",
            Stage.Aborting or Stage.RollingBack => "bad",
            Stage.Deployed or Stage.Closed => "ok",
        };
}
