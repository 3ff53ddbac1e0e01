using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Journal;
using Lull.Engine.Tests.Kit;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Stage = Lull.Engine.Tests.Kit.Stage;

namespace Lull.Engine.Tests.Conducting;

public sealed class CrashTests
{
    /// <summary>One host, bracketed twice, changed and looked at, with everybody told.</summary>
    private static Procedure Procedure =>
        Written.Procedure(
            plan =>
                plan with
                {
                    Announcements =
                    [
                        new Announcement(
                            new AnnouncementTrigger.When(LifeMoment.Started),
                            ["dailyops"],
                            "started",
                            default
                        ),
                        new Announcement(
                            new AnnouncementTrigger.When(LifeMoment.Closed),
                            ["dailyops"],
                            "finished",
                            default
                        ),
                    ],
                },
            Written.Rolling("web1", "web2")
        );

    /// <summary>
    /// After so many commits the disk takes no more, and the engine is killed: what it had begun outside happened, or was lost
    /// on its way.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_after_any_commit_leaves_nothing_open_and_does_nothing_twice(bool isLostOnItsWay)
    {
        bool isOver = false;
        for (int commits = 0; !isOver; commits++)
        {
            await using var stage = new Stage();
            int left = int.MaxValue;
            MaintenanceId id;
            await using (MaintenanceEngine first = await stage.OpenAsync(Commit))
            {
                id = await stage.PlanAsync(first, Procedure);
                Volatile.Write(ref left, commits);
                Task<Decision> starting = first.SendAsync(id, new Input.Start("sam"), CancellationToken.None);
                await stage.PassUntilAsync(
                    () => first.CompletionOf(id).IsCompleted || stage.Seen.Any(what => what is Published.Trouble),
                    $"{commits} commits or the end",
                    seconds: 15
                );
                isOver = first.CompletionOf(id).IsCompleted;
                isOver.ShouldBe(stage.Seen.All(what => what is not Published.Trouble));
                await first.DisposeAsync();
                await starting;
            }

            stage.World.IsCutOff = false;
            await using MaintenanceEngine second = await stage.OpenAsync();
            stage.Follow(second, id);
            if (commits == 0)
            {
                await second.SendAsync(id, new Input.Start("sam"), CancellationToken.None);
            }

            MaintenanceStatus status = await stage.FinishAsync(second, id);
            string after = $"after a crash behind commit {commits}";
            status.Trouble.ShouldBe("", after);
            status.View!.Stage.ShouldBe(Core.Maintenances.Stage.Closed, after);
            status.View!.NeedsRecovery.ShouldBeEmpty(after);
            stage.World.Servers.ShouldBeEmpty(after);
            stage.World.Silences.ShouldBeEmpty(after);
            stage.World.Ran.Select(ran => ran.Command).ShouldBe(["deploy@web1", "deploy@web2"], after);
            stage.World.Posts.Select(post => post.Marker).ShouldBeUnique(after);
            stage.World.Posts.Count.ShouldBe(2, after);
            (isOver ? commits : int.MaxValue).ShouldBeGreaterThan(15);

            void Commit(Action put)
            {
                if (Interlocked.Decrement(ref left) < 0)
                {
                    throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
                }

                // The last commit is on disk, but nothing that follows from it reaches anybody.
                stage.World.IsCutOff = isLostOnItsWay && Volatile.Read(ref left) == 0;
                put();
            }
        }
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_under_way_and_records_it()
    {
        await using var stage = new Stage();
        var release = new TaskCompletionSource();
        stage.World.Instead(
            "apply shell.wild",
            async _ =>
            {
                await release.Task;
                return null;
            }
        );
        MaintenanceEngine first = await stage.OpenAsync();
        MaintenanceId id = await stage.BeginAsync(
            first,
            Written.Procedure(Written.Wild("once"), Written.Wild("twice"))
        );
        await Until.HoldsAsync(() => stage.World.Calls.Contains("apply shell.wild once"), "it is under way");
        Task stopping = first.StopAsync(TimeSpan.FromMinutes(1));
        (await first.SendAsync(id, new Input.Pause("sam", "wait"), CancellationToken.None)).ShouldBe(
            new Decision.Refused("The engine is stopping. Start it again, then ask again.", RefusalCode.Unavailable)
        );
        release.SetResult();
        await stopping;
        stage.World.Ran.Select(ran => ran.Command).ShouldBe(["once@"]);

        await using MaintenanceEngine second = await stage.OpenAsync();
        stage.Follow(second, id);
        await stage.FinishAsync(second, id);

        stage.World.Ran.Select(ran => ran.Command).ShouldBe(["once@", "twice@"]);
        stage.Events<MaintenanceEvent.QuestionAsked>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_maintenance_that_folds_to_another_state_is_not_gone_on_with()
    {
        await using var stage = new Stage();
        MaintenanceId id = StoreFolder.Spring;
        var planned = new MaintenanceEvent.Planned(Machine.Rules, Procedure, "plan", "site");
        await using (SqliteJournal journal = await SqliteJournal.OpenAsync(stage.Store, SystemClock.Instance))
        {
            (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, id);
            await StoreFolder.AppendAsync(
                journal,
                head,
                nonce,
                [
                    Events.EventCodecDrafts.Of(planned),
                    Events.EventCodecDrafts.Of(new MaintenanceEvent.StateHashed("0000000000000000")),
                ]
            );
        }

        await using MaintenanceEngine engine = await stage.OpenAsync();

        Decision decision = await engine.SendAsync(id, new Input.Propose("sam"), CancellationToken.None);
        decision
            .ShouldBeOfType<Decision.Refused>()
            .Reason.ShouldStartWith(
                "Event 2 of m-springpatch says that the state's hash was 0000000000000000, but now it is "
            );
    }
}
