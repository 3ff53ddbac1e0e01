using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Reports;

namespace Lull.Server.Catalogue;

/// <summary>Folds events into a card. Pure.</summary>
internal static class Cards
{
    /// <summary>The card after the first event.</summary>
    internal static MaintenanceCard Begin(
        MaintenanceId id,
        MaintenanceEvent.Planned planned,
        Instant at,
        long sequence
    ) =>
        new()
        {
            Id = id,
            Title = planned.Procedure.Title,
            Site = planned.Procedure.Site,
            Revision = planned.Procedure.Revision,
            Author = planned.Procedure.Author,
            Start = planned.Procedure.Window.Start,
            AnnouncedEnd = planned.Procedure.Window.End,
            End = planned.Procedure.Window.End,
            Zone = planned.Procedure.Window.Zone,
            AlsoShow = planned.Procedure.AlsoShow,
            Stage = Stage.Draft,
            IsPaused = false,
            InRecovery = false,
            Ending = null,
            NeedsRecovery = [],
            Impact = planned.Procedure.Impact,
            Pools = [.. planned.Procedure.Pools.Select(pool => pool.Name)],
            Hosts = [.. planned.Procedure.Hosts.Select(host => host.Name)],
            PlannedAt = at,
            StartedAt = null,
            SoakingSince = null,
            EndedAt = null,
            ChangedAt = at,
            Edition = 0,
            Sequence = sequence,
            Updates = [],
        };

    /// <summary>The card after one more event; the same one but for its sequence when the event does not concern it.</summary>
    internal static MaintenanceCard After(MaintenanceCard card, Published.Happened happened)
    {
        MaintenanceCard next = card with { Sequence = happened.Sequence };
        Instant at = happened.At;
        return happened.Event switch
        {
            MaintenanceEvent.Proposed => Moved(next, at, Stage.Proposed, ""),
            MaintenanceEvent.AllApproved => Moved(
                next,
                at,
                Stage.Scheduled,
                "It is approved and will take place as announced."
            ),
            MaintenanceEvent.ApprovalWithdrawn when card.Stage == Stage.Scheduled => Moved(
                next,
                at,
                Stage.Proposed,
                "It is being looked at again and may not take place as announced."
            ),
            MaintenanceEvent.Started => Moved(next with { StartedAt = at }, at, Stage.InProgress, "It has started."),
            MaintenanceEvent.Paused => next with { IsPaused = true, ChangedAt = at },
            MaintenanceEvent.Resumed => next with { IsPaused = false, ChangedAt = at },
            MaintenanceEvent.WindowExtended extended => Moved(
                next with
                {
                    End = extended.End,
                    // Nothing was announced before the approval.
                    AnnouncedEnd = card.Updates.Any(update => update.Stage == Stage.Scheduled)
                        ? card.AnnouncedEnd
                        : extended.End,
                },
                at,
                card.Stage,
                $"It takes longer than announced: until {extended.End.Spoken(Times.ZoneOf(card.Zone))}."
            ),
            MaintenanceEvent.AbortRequested => Moved(
                next,
                at,
                Stage.Aborting,
                "It is being stopped; what was opened for it is being closed."
            ),
            MaintenanceEvent.RollBackStarted { Node: 0 } => Moved(
                next,
                at,
                Stage.RollingBack,
                "The change is being taken back."
            ),
            MaintenanceEvent.RolledBack => Told(next, at, "The change was taken back."),
            MaintenanceEvent.Deployed => Moved(next, at, Stage.Deployed, "The change is in place and verified."),
            MaintenanceEvent.SoakStarted => Moved(
                next with
                {
                    SoakingSince = at,
                },
                at,
                Stage.Soaking,
                "The work is done; the result is being watched."
            ),
            MaintenanceEvent.SoakEnded => next with { ChangedAt = at },
            MaintenanceEvent.QuestionAsked { Question: { Kind: QuestionKind.UndoFailed } question } => Told(
                next with
                {
                    InRecovery = true,
                    FailedUndos = [.. card.FailedUndos, question.Number],
                },
                at,
                card.InRecovery ? "" : "Taking the change back met a problem; people are at it."
            ),
            MaintenanceEvent.QuestionAnswered answered when card.FailedUndos.Contains(answered.Question) => next with
            {
                InRecovery = card.FailedUndos.Count > 1,
                FailedUndos = [.. card.FailedUndos.Where(number => number != answered.Question)],
                ChangedAt = at,
            },
            MaintenanceEvent.Concluded => Moved(next, at, Stage.Concluding, ""),
            MaintenanceEvent.Cancelled => Told(next, at, "It does not take place."),
            MaintenanceEvent.Ended ended => Moved(
                next with
                {
                    Ending = ended.Ending,
                    EndedAt = at,
                    IsPaused = false,
                    NeedsRecovery = ended.NeedsRecovery,
                },
                at,
                StageOf(ended.Ending),
                ended.Ending switch
                {
                    Ending.Done => "It is finished.",
                    Ending.RolledBack => "It is over; the change was taken back.",
                    Ending.Aborted => "It is over; it was stopped.",
                    Ending.Cancelled => "It is cancelled.",
                }
            ),
            _ => next,
        };
    }

    private static Stage StageOf(Ending ending) =>
        ending switch
        {
            Ending.Done => Stage.Closed,
            Ending.RolledBack => Stage.RolledBack,
            Ending.Aborted => Stage.Aborted,
            Ending.Cancelled => Stage.Cancelled,
        };

    private static MaintenanceCard Moved(MaintenanceCard card, Instant at, Stage stage, string text) =>
        Told(
            card with
            {
                Stage = stage,
                InRecovery = card.InRecovery && stage == Stage.RollingBack,
                FailedUndos = stage == Stage.RollingBack ? card.FailedUndos : [],
            },
            at,
            text
        );

    private static MaintenanceCard Told(MaintenanceCard card, Instant at, string text) =>
        card with
        {
            ChangedAt = at,
            Edition = card.Edition + 1,
            Updates = text.Length == 0 ? card.Updates : [.. card.Updates, new CardUpdate(at, card.Stage, text)],
        };
}
