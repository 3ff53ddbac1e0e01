using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

/// <summary>What somebody with a SQLite shell might do to a closed store, and where the check finds it.</summary>
public sealed class TamperingTests : IDisposable
{
    private const int Events = 10;

    /// <summary>Moves events 4.. up by one; a primary key cannot be raised row by row in place.</summary>
    private const string MakeRoomAtFour =
        "UPDATE event SET sequence = -sequence - 1 WHERE sequence >= 4; UPDATE event SET sequence = -sequence WHERE sequence < 0;";

    private const string CloseGapAtFour =
        "UPDATE event SET sequence = -sequence + 1 WHERE sequence > 4; UPDATE event SET sequence = -sequence WHERE sequence < 0;";

    private readonly StoreFolder _folder = new();

    [Theory]
    [InlineData("UPDATE event SET payload = x'7b7d' WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET payload = x'' WHERE sequence = 10", ChainState.Changed, 10)]
    [InlineData("UPDATE event SET actor = 'somebody' WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET cause = 'e1' WHERE sequence = 1", ChainState.Changed, 1)]
    [InlineData("UPDATE event SET type = 'note' WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET version = 2 WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET at = at + 1 WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET epoch = 2 WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET hash = zeroblob(32) WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET previous = zeroblob(32) WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("UPDATE event SET type = type || 'n', actor = 'ngine' WHERE sequence = 4", ChainState.Changed, 4)]
    [InlineData("DELETE FROM event WHERE sequence = 4", ChainState.Removed, 4)]
    [InlineData("DELETE FROM event WHERE sequence = 1", ChainState.Removed, 1)]
    [InlineData("DELETE FROM event WHERE sequence BETWEEN 4 AND 6", ChainState.Removed, 4)]
    [InlineData("DELETE FROM event WHERE sequence = 4;" + CloseGapAtFour, ChainState.Moved, 4)]
    [InlineData("DELETE FROM event WHERE sequence > 7", ChainState.Truncated, 8)]
    [InlineData("DELETE FROM event", ChainState.Truncated, 1)]
    [InlineData("UPDATE head SET sequence = 9", ChainState.Inserted, 10)]
    [InlineData("UPDATE head SET hash = zeroblob(32)", ChainState.HeadDiffers, 10)]
    [InlineData("UPDATE head SET epoch = 0", ChainState.HeadDiffers, 10)]
    [InlineData("DELETE FROM head", ChainState.Inserted, 1)]
    [InlineData("UPDATE event SET hash = x'00' WHERE sequence = 4", ChainState.Unreadable, 4)]
    [InlineData("UPDATE event SET version = 99999999999 WHERE sequence = 4", ChainState.Unreadable, 4)]
    [InlineData(
        MakeRoomAtFour
            + "INSERT INTO event SELECT maintenance, 4, epoch, at, type, version, actor, cause, payload, previous, hash "
            + "FROM event WHERE sequence = 3",
        ChainState.Inserted,
        4
    )]
    [InlineData(
        "UPDATE event SET sequence = -4 WHERE sequence = 4; UPDATE event SET sequence = 4 WHERE sequence = 7; "
            + "UPDATE event SET sequence = 7 WHERE sequence = -4",
        ChainState.Moved,
        4
    )]
    [InlineData(
        "INSERT INTO event SELECT maintenance, 0, epoch, at, type, version, actor, cause, payload, previous, hash "
            + "FROM event WHERE sequence = 1",
        ChainState.Inserted,
        0
    )]
    public async Task Tampering_is_found_with_its_place(string sql, ChainState state, long sequence)
    {
        await _folder.FillAsync(StoreFolder.Spring, Events);
        _folder.Tamper(sql);

        ChainReport report = (await _folder.VerifyAsync()).ShouldHaveSingleItem();

        report.Maintenance.ShouldBe(StoreFolder.Spring);
        report.State.ShouldBe(state, report.Says);
        report.Sequence.ShouldBe(sequence, report.Says);
        report.Says.ShouldContain(StoreFolder.Spring.Text);
    }

    [Fact]
    public async Task An_inserted_event_with_a_fitting_hash_is_found_by_the_event_after_it()
    {
        await _folder.FillAsync(StoreFolder.Spring, Events);
        Envelope forged = Forged(await EventsAsync(), 4);
        _folder.Tamper(MakeRoomAtFour + Insert(forged));

        await ShouldBreakAsync(ChainState.Inserted, 4);
    }

    [Theory]
    [InlineData(4, ChainState.Replaced)]
    [InlineData(10, ChainState.HeadDiffers)]
    public async Task A_replaced_event_with_a_fitting_hash_is_found_by_what_follows_it(int sequence, ChainState state)
    {
        await _folder.FillAsync(StoreFolder.Spring, Events);
        Envelope forged = Forged(await EventsAsync(), sequence);
        _folder.Tamper($"DELETE FROM event WHERE sequence = {sequence};" + Insert(forged));

        await ShouldBreakAsync(state, sequence);
    }

    [Fact]
    public async Task A_rewritten_end_with_a_fitting_head_is_found_by_a_head_that_was_recorded_elsewhere()
    {
        Head recorded = await _folder.FillAsync(StoreFolder.Spring, Events);
        Envelope forged = Forged(await EventsAsync(), Events);
        _folder.Tamper(
            $"DELETE FROM event WHERE sequence = {Events};"
                + Insert(forged)
                + $"; UPDATE head SET hash = x'{forged.Hash}'"
        );

        (await _folder.VerifyAsync()).ShouldHaveSingleItem().IsWhole.ShouldBeTrue("the store alone cannot know");
        await ShouldBreakAsync(ChainState.HeadDiffers, Events, recorded);
    }

    [Fact]
    public async Task A_cut_end_with_a_fitting_head_is_found_by_a_head_that_was_recorded_elsewhere()
    {
        Head recorded = await _folder.FillAsync(StoreFolder.Spring, Events);
        Envelope seventh = (await EventsAsync())[6];
        _folder.Tamper($"DELETE FROM event WHERE sequence > 7; UPDATE head SET sequence = 7, hash = x'{seventh.Hash}'");

        await ShouldBreakAsync(ChainState.Truncated, 8, recorded);
        (await _folder.VerifyAsync(seventh.Head)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_maintenance_that_vanished_is_found_by_a_head_that_was_recorded_elsewhere()
    {
        Head recorded = await _folder.FillAsync(StoreFolder.Spring, Events);
        _folder.Tamper("DELETE FROM event; DELETE FROM head");

        await ShouldBreakAsync(ChainState.Truncated, 1, recorded);
    }

    [Fact]
    public async Task Damage_in_one_journal_does_not_hide_the_others()
    {
        await _folder.FillAsync(StoreFolder.Autumn, Events);
        await _folder.FillAsync(StoreFolder.Spring, Events);
        _folder.Tamper(
            "INSERT INTO head VALUES ('m-nonsense!', 1, zeroblob(32), 1, zeroblob(16));"
                + $"DELETE FROM event WHERE maintenance = '{StoreFolder.Autumn}' AND sequence = 2"
        );

        IReadOnlyList<ChainReport> reports = await _folder.VerifyAsync();

        reports
            .Select(report => (report.Maintenance, report.State))
            .ShouldBe([
                (StoreFolder.Autumn, ChainState.Removed),
                (StoreFolder.Spring, ChainState.Whole),
                (null, ChainState.Unreadable),
            ]);
        reports[^1].Says.ShouldContain("m-nonsense!");
    }

    [Fact]
    public async Task Events_without_a_head_are_never_written_over()
    {
        await _folder.FillAsync(StoreFolder.Spring, Events);
        _folder.Tamper("DELETE FROM head");
        await using SqliteJournal journal = await _folder.OpenAsync();
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);

        AppendResult result = await journal.AppendAsync(
            StoreFolder.Spring,
            head.Sequence,
            head.Epoch,
            nonce,
            StoreFolder.Drafts(1, 1),
            CancellationToken.None
        );

        result.ShouldBeOfType<AppendResult.NotRecorded>();
        (await StoreFolder.EventsAsync(journal, StoreFolder.Spring)).Count.ShouldBe(Events);
    }

    private static Envelope Forged(IReadOnlyList<Envelope> events, int sequence)
    {
        Envelope open = events[sequence - 1] with { Actor = "somebody" };
        return open with { Hash = CanonicalForm.HashOf(open) };
    }

    private static string Insert(Envelope e) =>
        $"""
            INSERT INTO event VALUES ('{e.Maintenance}', {e.Sequence}, {e.Epoch}, {CanonicalForm.NanosecondsOf(
                e.At
            )}, '{e.Type}',
            {e.Version}, '{e.Actor}', '{e.Cause}', x'{Convert.ToHexString(
                e.Payload.Span
            )}', x'{e.Previous}', x'{e.Hash}')
            """;

    private async Task<IReadOnlyList<Envelope>> EventsAsync()
    {
        using OfflineJournal journal = await OfflineJournal.OpenAsync(_folder.Store);
        return await StoreFolder.EventsAsync(journal, StoreFolder.Spring);
    }

    private async Task ShouldBreakAsync(ChainState state, long sequence, params Head[] witnesses)
    {
        ChainReport report = (await _folder.VerifyAsync(witnesses)).ShouldHaveSingleItem();
        report.State.ShouldBe(state, report.Says);
        report.Sequence.ShouldBe(sequence, report.Says);
    }

    public void Dispose() => _folder.Dispose();
}
