using Lull.Core.Common;
using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

public sealed class FencingTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private SqliteJournal _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await _folder.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_claim_raises_the_epoch_and_keeps_the_events()
    {
        Head first = await StoreFolder.AppendAsync(_journal, StoreFolder.Spring, 2);
        (Head second, _) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);

        second.ShouldBe(first with { Epoch = 2 });
        (await StoreFolder.HeadsAsync(_journal)).ShouldBe([second]);
    }

    [Fact]
    public async Task An_older_owner_is_refused_and_nothing_of_it_is_written()
    {
        (Head older, OwnerNonce olderNonce) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);
        (Head newer, OwnerNonce newerNonce) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);

        (await AppendAsync(older, olderNonce)).ShouldBe(new AppendResult.Fenced(newer));
        (await StoreFolder.EventsAsync(_journal, StoreFolder.Spring)).ShouldBeEmpty();

        (await AppendAsync(newer, newerNonce)).ShouldBeOfType<AppendResult.Appended>();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public async Task Neither_the_right_nonce_nor_the_right_epoch_is_enough_alone(long epoch, bool hasNonce)
    {
        await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);

        AppendResult result = await AppendAsync(head with { Epoch = epoch }, hasNonce ? nonce : OwnerNonce.New());

        result.ShouldBe(new AppendResult.Fenced(head));
        (await StoreFolder.EventsAsync(_journal, StoreFolder.Spring)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_maintenance_that_nobody_claimed_takes_no_events() =>
        (await AppendAsync(Head.None(StoreFolder.Autumn), OwnerNonce.New())).ShouldBe(
            new AppendResult.Fenced(Head.None(StoreFolder.Autumn))
        );

    [Fact]
    public async Task An_owner_that_missed_an_append_is_told_where_the_journal_ends()
    {
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);
        Head actual = await StoreFolder.AppendAsync(_journal, head, nonce, StoreFolder.Drafts(1, 2));

        (await AppendAsync(head, nonce)).ShouldBe(new AppendResult.Conflict(actual));
        (await StoreFolder.EventsAsync(_journal, StoreFolder.Spring)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Maintenances_do_not_fence_each_other()
    {
        (Head spring, OwnerNonce nonce) = await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring);
        await StoreFolder.AppendAsync(_journal, StoreFolder.Autumn, 5);

        (await StoreFolder.AppendAsync(_journal, spring, nonce, StoreFolder.Drafts(1, 1))).Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_journal_says_so()
    {
        await _journal.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () =>
            await StoreFolder.ClaimAsync(_journal, StoreFolder.Spring)
        );
    }

    private async Task<AppendResult> AppendAsync(Head head, OwnerNonce nonce)
    {
        ValueList<EventDraft> drafts = StoreFolder.Drafts(1, 1);
        return await _journal.AppendAsync(
            head.Maintenance,
            head.Sequence,
            head.Epoch,
            nonce,
            drafts,
            CancellationToken.None
        );
    }
}
