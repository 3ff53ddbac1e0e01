using Lull.Core.Maintenances;
using Lull.Reports;
using Lull.Server.Catalogue;

namespace Lull.Server.Pages.Shared;

/// <summary>How states look, in one place: a tone of the design system, a sign that tells it without colour, and words.</summary>
/// <param name="Tone">ok, busy, wait, bad, away or quiet; see <c>app.css</c>.</param>
/// <param name="Sign">One character.</param>
/// <param name="Words">As people say it.</param>
public readonly record struct Look(string Tone, char Sign, string Words);

/// <summary>The looks of every state.</summary>
internal static class Looks
{
    internal static Look Of(MaintenanceCard card, Instant now) =>
        Of(card.Stage, card.IsPaused, card.InRecovery, card.NeedsRecovery.Count > 0, now >= card.End);

    internal static Look Of(MaintenanceView view) =>
        Of(view.Stage, view.IsPaused, view.InRecovery, view.NeedsRecovery.Count > 0, view.At >= view.Clocks.End);

    internal static Look Of(Stage stage)
    {
        (string tone, char sign) = stage switch
        {
            Stage.Draft => ("quiet", '✎'),
            Stage.Proposed => ("wait", '…'),
            Stage.Scheduled => ("away", '◷'),
            Stage.InProgress => ("busy", '▸'),
            Stage.Aborting => ("bad", '■'),
            Stage.RollingBack => ("bad", '↶'),
            Stage.Deployed => ("ok", '✓'),
            Stage.Soaking => ("busy", '◌'),
            Stage.Concluding => ("busy", '▸'),
            Stage.Closed => ("ok", '✓'),
            Stage.RolledBack => ("wait", '↶'),
            Stage.Aborted => ("wait", '■'),
            Stage.Cancelled => ("quiet", '×'),
        };
        return new Look(tone, sign, Names.OfStage(stage));
    }

    /// <summary>The stage, and in its place or beside it what people must know first.</summary>
    private static Look Of(Stage stage, bool isPaused, bool inRecovery, bool isLeft, bool isAfterWindow)
    {
        Look look = Of(stage);
        bool isOverrunning = isAfterWindow && stage is (Stage.InProgress or Stage.RollingBack or Stage.Aborting);
        return isLeft ? new Look("bad", '!', $"{look.Words}, needs recovery")
            : inRecovery ? new Look("bad", '!', "in recovery")
            : isPaused && stage < Stage.Closed ? new Look("wait", '‖', $"{look.Words}, paused")
            : isOverrunning ? look with { Tone = "bad", Words = $"{look.Words}, overrunning" }
            : look;
    }

    internal static Look Of(NodeStatus status) =>
        status switch
        {
            NodeStatus.Pending => new("quiet", '·', "to come"),
            NodeStatus.Waiting => new("wait", '◷', "waits"),
            NodeStatus.Running => new("busy", '▸', "runs"),
            NodeStatus.Asking => new("bad", '?', "asks"),
            NodeStatus.Undoing => new("wait", '↶', "being undone"),
            NodeStatus.Done => new("ok", '✓', "done"),
            NodeStatus.Failed => new("bad", '✗', "failed"),
            NodeStatus.Unreachable => new("bad", '⌁', "unreachable"),
            NodeStatus.Inconclusive => new("bad", '?', "inconclusive"),
            NodeStatus.Skipped => new("quiet", '–', "left out"),
            NodeStatus.Stopped => new("quiet", '■', "stopped"),
            NodeStatus.Undone => new("away", '↶', "undone"),
        };

    internal static Look Of(HostStatus status) =>
        status switch
        {
            HostStatus.InService => new("quiet", '·', "in service"),
            HostStatus.Back => new("ok", '✓', "back in service"),
            HostStatus.RolledBack => new("away", '↶', "rolled back"),
            HostStatus.Out => new("away", '○', "out of service"),
            HostStatus.Draining => new("wait", '▽', "draining"),
            HostStatus.Returning => new("wait", '△', "returning"),
            HostStatus.Checking => new("busy", '◌', "being checked"),
            HostStatus.Changing => new("busy", '●', "being changed"),
            HostStatus.Failed => new("bad", '✗', "failed"),
            HostStatus.Unknown => new("bad", '?', "unknown"),
        };

    internal static Look Of(BracketStatus status) =>
        status switch
        {
            BracketStatus.Closed => new("ok", '✓', "closed"),
            BracketStatus.WaitingForFloor => new("wait", '◷', "waits for the pool's floor"),
            BracketStatus.Queued => new("quiet", '·', "about to open"),
            BracketStatus.Looking => new("busy", '◌', "being looked at"),
            BracketStatus.LookFailed => new("bad", '✗', "could not be looked at"),
            BracketStatus.Opening => new("busy", '▽', "being opened"),
            BracketStatus.MaybeOpen => new("bad", '?', "maybe open; it is closed"),
            BracketStatus.Open => new("away", '○', "open"),
            BracketStatus.FoundSo => new("wait", '=', "found so; left so"),
            BracketStatus.Closing => new("busy", '△', "being closed"),
            BracketStatus.ClosingFailed => new("bad", '✗', "closing failed; tried again"),
            BracketStatus.Disowned => new("bad", '!', "left to a person"),
        };

    internal static Look Of(DeliveryStatus status) =>
        status switch
        {
            DeliveryStatus.Idle => new("quiet", '·', "to come"),
            DeliveryStatus.Due or DeliveryStatus.Sending => new("busy", '▸', "being sent"),
            DeliveryStatus.Waiting => new("bad", '✗', "failed; tried again"),
            DeliveryStatus.Sent => new("ok", '✓', "sent"),
            DeliveryStatus.GivenUp => new("bad", '!', "given up"),
            DeliveryStatus.Dropped => new("quiet", '–', "not needed"),
        };

    internal static Look Of(Core.Plans.ItemState state) =>
        state switch
        {
            Core.Plans.ItemState.Open => new("quiet", '·', "open"),
            Core.Plans.ItemState.Doing => new("busy", '▸', "doing"),
            Core.Plans.ItemState.Done => new("ok", '✓', "done"),
            Core.Plans.ItemState.NotDoing => new("wait", '–', "not doing"),
        };
}
