using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lull.Core.Common;
using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

public sealed class ChainTests
{
    [Fact]
    public async Task A_large_journal_is_verified_in_seconds()
    {
        const int Batch = 1_000;
        using var folder = new StoreFolder();
        await using SqliteJournal journal = await folder.OpenAsync();
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        while (head.Sequence < 100_000)
        {
            head = await StoreFolder.AppendAsync(journal, head, nonce, StoreFolder.Drafts(head.Sequence + 1, Batch));
        }

        long before = Stopwatch.GetTimestamp();
        ChainReport report = (await StoreFolder.VerifyAsync(journal, head)).ShouldHaveSingleItem();

        report.IsWhole.ShouldBeTrue(report.Says);
        report.Sequence.ShouldBe(100_000);
        Stopwatch.GetElapsedTime(before).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Every_event_comes_back_as_it_was_written() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(30),
            Prop.ForAll(
                DraftLists(),
                async drafts =>
                {
                    using var folder = new StoreFolder();
                    ValueList<Envelope> written;
                    await using (SqliteJournal journal = await folder.OpenAsync())
                    {
                        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
                        written = (
                            await journal.AppendAsync(
                                StoreFolder.Spring,
                                head.Sequence,
                                head.Epoch,
                                nonce,
                                [.. drafts],
                                CancellationToken.None
                            )
                        )
                            .ShouldBeOfType<AppendResult.Appended>()
                            .Events;
                    }

                    using OfflineJournal offline = await OfflineJournal.OpenAsync(folder.Store);
                    (await StoreFolder.EventsAsync(offline, StoreFolder.Spring)).ShouldBe(written);
                    (await StoreFolder.VerifyAsync(offline)).ShouldAllBe(report => report.IsWhole);
                }
            )
        );

    [Fact]
    public void Moving_text_from_one_field_to_the_next_changes_the_hash() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Texts().ToArbitrary(),
                Texts().ToArbitrary(),
                (left, right) =>
                {
                    Envelope apart = Sealed(StoreFolder.Draft(1) with { Actor = left, Cause = right });
                    Envelope together = Sealed(StoreFolder.Draft(1) with { Actor = left + right, Cause = "" });
                    return (apart.Hash == together.Hash) == (right.Length == 0);
                }
            )
        );

    [Fact]
    public void Text_that_a_file_would_not_give_back_is_refused()
    {
        foreach (string text in new[] { "a\0b", "half \uD83D of a pair" })
        {
            Should.Throw<ArgumentException>(() => StoreFolder.Draft(1) with { Actor = text });
        }
    }

    [Fact]
    public void A_time_that_64_bits_do_not_hold_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => StoreFolder.Draft("{}", Instant.FromUtc(2300, 1, 1, 0, 0)));

    private static Envelope Sealed(EventDraft draft) => CanonicalForm.Seal(Head.None(StoreFolder.Spring), 1, draft);

    private static Gen<string> Texts() =>
        Gen.ListOf(Gen.Elements("a", "Z", "0", " ", "'", "\"", "\n", "\u00e9", "\u65e5", "\U0001F6E0", "\ufeff"))
            .Select(parts => string.Concat(parts));

    private static Arbitrary<List<EventDraft>> DraftLists()
    {
        Gen<EventDraft> draft =
            from type in Texts()
            from actor in Texts()
            from cause in Texts()
            from payload in Texts()
            from version in Gen.Choose(1, int.MaxValue)
            from nanoseconds in ArbMap.Default.GeneratorFor<long>()
            select new EventDraft
            {
                At = NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds),
                Type = "t" + type,
                Version = version,
                Actor = actor,
                Cause = cause,
                Payload = Encoding.UTF8.GetBytes(payload),
            };
        return Gen.ListOf(draft).Select(drafts => drafts.ToList()).ToArbitrary();
    }
}
