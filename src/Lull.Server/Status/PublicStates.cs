using Lull.Core.Maintenances;
using Lull.Reports;
using Lull.Server.Catalogue;

namespace Lull.Server.Status;

/// <summary>How states come about, and how they are said to people who know nothing of how we work.</summary>
internal static class PublicStates
{
    /// <summary>The state of a maintenance at a moment.</summary>
    internal static PublicState Of(MaintenanceCard card, bool wasAnnounced, Instant now) =>
        card.Stage switch
        {
            Stage.Draft or Stage.Proposed => wasAnnounced ? PublicState.Reconsidered : PublicState.Tentative,
            Stage.Scheduled => now < card.Start ? PublicState.Planned : PublicState.Late,
            Stage.Aborting => PublicState.Stopping,
            Stage.RollingBack or Stage.InProgress when card.InRecovery => PublicState.InRecovery,
            Stage.RollingBack => PublicState.RollingBack,
            Stage.InProgress or Stage.Deployed => now >= card.End ? PublicState.Overrunning
            : card.End > card.AnnouncedEnd ? PublicState.Extended
            : PublicState.Running,
            Stage.Soaking => PublicState.Soaking,
            Stage.Concluding => PublicState.Finishing,
            Stage.Closed => PublicState.Finished,
            Stage.RolledBack => PublicState.TakenBack,
            Stage.Aborted => PublicState.Stopped,
            Stage.Cancelled => PublicState.Cancelled,
        };

    /// <summary>The next moment after <paramref name="now"/> at which time alone changes the state; null when it does not.</summary>
    internal static Instant? NextChange(MaintenanceCard card, Instant now)
    {
        Instant? next = card.Stage switch
        {
            Stage.Scheduled => now < card.Start ? card.Start : card.End,
            Stage.InProgress or Stage.Deployed => card.End,
            Stage.Draft
            or Stage.Proposed
            or Stage.Aborting
            or Stage.RollingBack
            or Stage.Soaking
            or Stage.Concluding
            or Stage.Closed
            or Stage.RolledBack
            or Stage.Aborted
            or Stage.Cancelled => null,
        };
        return next > now ? next : null;
    }

    /// <summary>One sentence for customers.</summary>
    internal static string Sentence(PublicState state, MaintenanceCard card, Instant now)
    {
        DateTimeZone zone = Times.ZoneOf(card.Zone);
        string text = state switch
        {
            PublicState.Tentative => "It is not approved yet.",
            PublicState.Planned => "It is approved and will take place as announced.",
            PublicState.Reconsidered => "It is being looked at again and may not take place as announced.",
            PublicState.Late => now < card.End
                ? $"It should have started at {card.Start.Spoken(zone)} and has not started yet."
                : "Its window is over and it has not started.",
            PublicState.Running => "The work is under way.",
            PublicState.Extended =>
                $"The work is under way and takes longer than first announced: until {card.End.Spoken(zone)}.",
            PublicState.Overrunning => $"It should have been over at {card.End.Spoken(zone)}; the work goes on.",
            PublicState.Stopping => "It is being stopped.",
            PublicState.RollingBack => "The change is being taken back.",
            PublicState.InRecovery => "Taking the change back met a problem; people are at it.",
            PublicState.Soaking => "The work is done; the result is being watched.",
            PublicState.Finishing => "The work is done; the last people are being told.",
            PublicState.Finished => "It is finished.",
            PublicState.TakenBack => card.NeedsRecovery.Count == 0
                ? "It is over; the change was taken back and everything is as it was before."
                : "It is over; the change was taken back.",
            PublicState.Stopped => "It is over; it was stopped before all of it was done.",
            PublicState.Cancelled => "It does not take place.",
        };
        return card is { IsOver: true, NeedsRecovery.Count: > 0 }
            ? text + " Something of it still needs work; people are at it."
            : text;
    }

    extension(PublicState state)
    {
        /// <summary>One or two words.</summary>
        internal string Label =>
            state switch
            {
                PublicState.Tentative => "not approved",
                PublicState.Planned => "planned",
                PublicState.Reconsidered => "in doubt",
                PublicState.Late => "starts late",
                PublicState.Running => "running",
                PublicState.Extended => "running, extended",
                PublicState.Overrunning => "overrunning",
                PublicState.Stopping => "being stopped",
                PublicState.RollingBack => "being taken back",
                PublicState.InRecovery => "in recovery",
                PublicState.Soaking => "being watched",
                PublicState.Finishing => "finishing",
                PublicState.Finished => "finished",
                PublicState.TakenBack => "taken back",
                PublicState.Stopped => "stopped",
                PublicState.Cancelled => "cancelled",
            };

        /// <summary>The tone of its colour; it never says more than the label.</summary>
        internal string Tone =>
            state switch
            {
                PublicState.Tentative or PublicState.Planned or PublicState.Cancelled => "quiet",
                PublicState.Reconsidered or PublicState.Late or PublicState.Overrunning or PublicState.Stopping =>
                    "wait",
                PublicState.RollingBack or PublicState.TakenBack or PublicState.Stopped => "wait",
                PublicState.Running or PublicState.Extended or PublicState.Finishing => "busy",
                PublicState.InRecovery => "bad",
                PublicState.Soaking => "away",
                PublicState.Finished => "ok",
            };

        /// <summary>True from the start to the end: something is being done, or its result watched.</summary>
        internal bool IsActive =>
            state
                is PublicState.Running
                    or PublicState.Extended
                    or PublicState.Overrunning
                    or PublicState.Stopping
                    or PublicState.RollingBack
                    or PublicState.InRecovery
                    or PublicState.Soaking
                    or PublicState.Finishing;

        /// <summary>True while components are being worked on; a soak only watches them.</summary>
        internal bool IsWorking => state.IsActive && state is not (PublicState.Soaking or PublicState.Finishing);

        /// <summary>True when nothing more comes.</summary>
        internal bool IsOver =>
            state is PublicState.Finished or PublicState.TakenBack or PublicState.Stopped or PublicState.Cancelled;
    }
}
