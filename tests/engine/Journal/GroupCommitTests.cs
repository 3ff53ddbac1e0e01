using Lull.Core.Common;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lull.Engine.Tests.Journal;

public sealed class GroupCommitTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task Whatever_gathers_during_a_commit_goes_into_the_next_one_together()
    {
        const int Waiting = 100;
        int commits = 0;
        using var entered = new SemaphoreSlim(0);
        using var released = new SemaphoreSlim(0);
        await using SqliteJournal journal = await OpenAsync(tables =>
        {
            commits++;
            if (commits == 2)
            {
                entered.Release();
                released.Wait();
            }

            tables.Commit();
        });
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        Task<Head> held = Task.Run(() => StoreFolder.AppendAsync(journal, head, nonce, StoreFolder.Drafts(1, 1)));
        await entered.WaitAsync();

        Task<(Head Head, OwnerNonce Nonce)>[] claims =
        [
            .. Enumerable.Range(0, Waiting).Select(_ => StoreFolder.ClaimAsync(journal, StoreFolder.Autumn)),
        ];
        claims.ShouldAllBe(claim => !claim.IsCompleted, "nothing is acknowledged before its commit");
        released.Release();

        await held;
        (await Task.WhenAll(claims))
            .Select(claim => claim.Head.Epoch)
            .Order()
            .ShouldBe(Enumerable.Range(1, Waiting).Select(epoch => (long)epoch));
        commits.ShouldBe(3);
    }

    [Fact]
    public async Task What_waits_for_nobody_is_on_disk_when_the_call_returns()
    {
        await using SqliteJournal journal = await OpenAsync(static tables => tables.Commit());
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);

        AppendAsync(journal, head, nonce).IsCompleted.ShouldBeTrue("no other thread was needed");
        StoreFolder.EventsAsync(journal, StoreFolder.Spring).IsCompleted.ShouldBeTrue("no other thread was needed");
    }

    [Fact]
    public async Task Of_many_that_append_while_the_journal_is_closed_each_knows_what_became_of_its_events()
    {
        const int Writers = 24;
        SqliteJournal journal = await OpenAsync(static tables => tables.Commit());
        using var begun = new CountdownEvent(Writers);
        Task<Head>[] writers =
        [
            .. Enumerable
                .Range(0, Writers)
                .Select(number =>
                    Task.Run(async () =>
                    {
                        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(
                            journal,
                            MaintenanceId.Of($"m-writer{(char)('a' + number)}222")
                        );
                        for (int time = 0; ; time++)
                        {
                            try
                            {
                                head = await StoreFolder.AppendAsync(
                                    journal,
                                    head,
                                    nonce,
                                    StoreFolder.Drafts(head.Sequence + 1, 2)
                                );
                            }
                            catch (ObjectDisposedException)
                            {
                                return head;
                            }

                            if (time == 5)
                            {
                                begun.Signal();
                            }
                        }
                    })
                ),
        ];
        await Task.Run(begun.Wait);
        await journal.DisposeAsync();

        Head[] acknowledged = await Task.WhenAll(writers);
        (await _folder.VerifyAsync(acknowledged)).ShouldAllBe(report => report.IsWhole);
        using OfflineJournal stored = await OfflineJournal.OpenAsync(_folder.Store);
        (await StoreFolder.HeadsAsync(stored)).ShouldBe(acknowledged, ignoreOrder: true);
    }

    [Fact]
    public async Task A_refused_append_in_a_group_leaves_the_others_alone()
    {
        using var entered = new SemaphoreSlim(0);
        using var released = new SemaphoreSlim(0);
        int commits = 0;
        await using SqliteJournal journal = await OpenAsync(tables =>
        {
            commits++;
            if (commits == 3)
            {
                entered.Release();
                released.Wait();
            }

            tables.Commit();
        });
        (Head spring, OwnerNonce springNonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        (Head autumn, OwnerNonce autumnNonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Autumn);
        Task<Head> first = Task.Run(() =>
            StoreFolder.AppendAsync(journal, spring, springNonce, StoreFolder.Drafts(1, 1))
        );
        await entered.WaitAsync();

        Task<AppendResult> stale = AppendAsync(journal, spring, springNonce);
        Task<AppendResult> foreign = AppendAsync(journal, autumn, springNonce);
        Task<AppendResult> good = AppendAsync(journal, autumn, autumnNonce);
        released.Release();

        (await stale).ShouldBe(new AppendResult.Conflict(await first));
        (await foreign).ShouldBe(new AppendResult.Fenced(autumn));
        (await good).ShouldBeOfType<AppendResult.Appended>().Head.Sequence.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_commit_that_failed_the_file_decides_whether_it_happened(bool hasHappened)
    {
        bool isFaulty = false;
        await using SqliteJournal journal = await OpenAsync(tables =>
        {
            if (!isFaulty || hasHappened)
            {
                tables.Commit();
            }

            if (isFaulty)
            {
                throw new SqliteException("disk I/O error", raw.SQLITE_IOERR);
            }
        });
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        isFaulty = true;
        AppendResult result = await AppendAsync(journal, head, nonce);
        isFaulty = false;

        if (hasHappened)
        {
            Envelope stored = (await StoreFolder.EventsAsync(journal, StoreFolder.Spring)).ShouldHaveSingleItem();
            result.ShouldBe(new AppendResult.Appended(stored.Head, [stored]));
        }
        else
        {
            result.ShouldBeOfType<AppendResult.NotRecorded>().Reason.ShouldContain("disk I/O error");
            (await StoreFolder.EventsAsync(journal, StoreFolder.Spring)).ShouldBeEmpty();
            (await AppendAsync(journal, head, nonce)).ShouldBeOfType<AppendResult.Appended>();
        }
    }

    [Fact]
    public async Task When_the_file_cannot_be_read_after_a_failed_commit_the_answer_is_unknown()
    {
        bool isFaulty = false;
        await using SqliteJournal journal = await OpenAsync(tables =>
        {
            tables.Commit();
            if (isFaulty)
            {
                tables.Dispose();
                throw new SqliteException("disk I/O error", raw.SQLITE_IOERR);
            }
        });
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        isFaulty = true;

        (await AppendAsync(journal, head, nonce))
            .ShouldBeOfType<AppendResult.Unknown>()
            .Reason.ShouldContain("unknown");
    }

    public void Dispose() => _folder.Dispose();

    private Task<SqliteJournal> OpenAsync(Action<JournalTables> commit) =>
        SqliteJournal.OpenAsync(_folder.Store, SystemClock.Instance, socket: "", static _ => { }, commit);

    private static async Task<AppendResult> AppendAsync(SqliteJournal journal, Head head, OwnerNonce nonce) =>
        await journal.AppendAsync(
            head.Maintenance,
            head.Sequence,
            head.Epoch,
            nonce,
            StoreFolder.Drafts(head.Sequence + 1, 1),
            CancellationToken.None
        );
}
