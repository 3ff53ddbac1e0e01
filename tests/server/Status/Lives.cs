using Lull.Core.Maintenances;

namespace Lull.Server.Tests.Status;

/// <summary>A life that reaches each state the public is told of, and a moment at which it is in it.</summary>
internal static class Lives
{
    private static readonly Instant Later = Life.Start + Duration.FromMinutes(30);

    internal static IReadOnlyList<(string Name, Life Life, Instant Now)> All =>
        [
            ("written", new Life(), Life.Start - Duration.FromDays(18)),
            (
                "handed in",
                new Life().Then(Life.Start - Duration.FromDays(15), new MaintenanceEvent.Proposed("wilhelmina")),
                Life.Start - Duration.FromDays(15)
            ),
            ("approved", new Life().Approved(), Life.Start - Duration.FromDays(1)),
            (
                "approved and made longer",
                new Life().Approved().Then(Life.Start - Duration.FromDays(2), Extended(4)),
                Life.Start - Duration.FromDays(1)
            ),
            (
                "made longer, then approved",
                new Life().Then(Life.Start - Duration.FromDays(16), Extended(5)).Approved(),
                Life.Start - Duration.FromDays(1)
            ),
            (
                "an approval taken back",
                new Life()
                    .Approved()
                    .Then(
                        Life.Start - Duration.FromDays(2),
                        new MaintenanceEvent.ApprovalWithdrawn("warden", "ottokar", "not now")
                    ),
                Life.Start - Duration.FromDays(1)
            ),
            ("the window opens and nobody starts", new Life().Approved(), Later),
            ("the window closes and nobody started", new Life().Approved(), Life.End),
            ("started", new Life().Started(), Later),
            ("paused", new Life().Started().Then(Later, new MaintenanceEvent.Paused("wilhelmina", "lunch")), Later),
            ("made longer while it runs", new Life().Started().Then(Later, Extended(3)), Later),
            ("the window is over and it goes on", new Life().Started(), Life.End),
            (
                "being stopped",
                new Life().Started().Then(Later, new MaintenanceEvent.AbortRequested("wilhelmina", "smoke")),
                Later
            ),
            ("being taken back", RollingBack(), Later),
            ("taking it back failed", RollingBack().Then(Later, UndoFailed), Later),
            (
                "taking it back failed, and somebody decided",
                RollingBack()
                    .Then(
                        Later,
                        UndoFailed,
                        new MaintenanceEvent.QuestionAnswered(7, Choice.Retry, "wilhelmina", "again")
                    ),
                Later
            ),
            ("in place", new Life().Started().Then(Later, new MaintenanceEvent.Deployed()), Later),
            ("being watched", Soaking(), Life.End + Duration.FromHours(5)),
            (
                "people are being told",
                new Life()
                    .Started()
                    .Then(Later, new MaintenanceEvent.Deployed(), new MaintenanceEvent.Concluded(Ending.Done)),
                Later
            ),
            (
                "finished",
                Soaking().Ended(Life.End + Duration.FromHours(48), Ending.Done),
                Life.End + Duration.FromHours(49)
            ),
            (
                "taken back",
                RollingBack().Then(Later, new MaintenanceEvent.RolledBack()).Ended(Later, Ending.RolledBack),
                Life.End
            ),
            (
                "taken back, with something left",
                RollingBack().Ended(Later, Ending.RolledBack, "zq-node2 is still drained"),
                Life.End
            ),
            (
                "stopped",
                new Life()
                    .Started()
                    .Then(Later, new MaintenanceEvent.AbortRequested("wilhelmina", "smoke"))
                    .Ended(Later, Ending.Aborted),
                Life.End
            ),
            (
                "called off after it was announced",
                new Life()
                    .Approved()
                    .Then(Life.Start - Duration.FromDays(3), Cancelled)
                    .Ended(Life.Start - Duration.FromDays(3), Ending.Cancelled),
                Life.Start - Duration.FromDays(2)
            ),
            (
                "called off before anybody approved",
                new Life()
                    .Then(Life.Start - Duration.FromDays(3), Cancelled)
                    .Ended(Life.Start - Duration.FromDays(3), Ending.Cancelled),
                Life.Start - Duration.FromDays(2)
            ),
        ];

    private static MaintenanceEvent Cancelled => new MaintenanceEvent.Cancelled("wilhelmina", "no hay");

    private static MaintenanceEvent UndoFailed =>
        new MaintenanceEvent.QuestionAsked(
            new Question(
                7,
                QuestionKind.UndoFailed,
                3,
                1,
                "zq-node2 does not answer.",
                [Choice.Retry],
                null,
                Choice.Retry
            )
        );

    private static MaintenanceEvent.WindowExtended Extended(int hours) =>
        new MaintenanceEvent.WindowExtended(Life.Start + Duration.FromHours(hours), "wilhelmina", "slow quails");

    private static Life RollingBack() =>
        new Life().Started().Then(Later, new MaintenanceEvent.RollBackStarted(0, "wilhelmina", "smoke"));

    private static Life Soaking() =>
        new Life()
            .Started()
            .Then(
                Later,
                new MaintenanceEvent.Deployed(),
                new MaintenanceEvent.SoakStarted(Life.End + Duration.FromHours(48))
            );
}
