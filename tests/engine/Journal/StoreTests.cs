using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

public sealed class StoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Fact]
    public async Task The_store_is_for_its_owner_only_also_while_it_is_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using SqliteJournal journal = await _folder.OpenAsync();
        using InstallationKey key = await InstallationKey.OfAsync(_folder.Store, CancellationToken.None);
        await StoreFolder.AppendAsync(journal, StoreFolder.Spring, 1);

        Mode(_folder.Store.Directory).ShouldBe("700");
        foreach (string file in Directory.EnumerateFiles(_folder.Store.Directory))
        {
            Mode(file).ShouldBe("600", file);
        }
    }

    [Fact]
    public async Task A_journal_that_others_may_read_is_taken_from_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await _folder.FillAsync(StoreFolder.Spring, 1);
        File.SetUnixFileMode(_folder.Store.JournalPath, (UnixFileMode)0b110_100_100);

        await _folder.FillAsync(StoreFolder.Spring, 1);

        Mode(_folder.Store.JournalPath).ShouldBe("600");
    }

    [Fact]
    public async Task The_owner_file_names_this_process_while_the_store_is_open()
    {
        await using (await SqliteJournal.OpenAsync(_folder.Store, SystemClock.Instance, "/run/lull/engine.sock"))
        {
            StoreOwner owner = StoreOwner.Of(_folder.Store).ShouldNotBeNull();
            owner.Pid.ShouldBe(Environment.ProcessId);
            owner.Socket.ShouldBe("/run/lull/engine.sock");
            owner.IsStale.ShouldBeFalse();
        }

        StoreOwner.Of(_folder.Store).ShouldBeNull();
    }

    [Fact]
    public void An_owner_whose_process_id_belongs_to_a_younger_process_is_stale() =>
        new StoreOwner(Environment.ProcessId, Instant.FromUtc(2001, 1, 1, 0, 0), "").IsStale.ShouldBeTrue();

    [Fact]
    public async Task A_second_journal_in_the_same_process_is_refused_too()
    {
        await using SqliteJournal journal = await _folder.OpenAsync();
        await Should.ThrowAsync<StoreInUseException>(_folder.OpenAsync());
        await StoreFolder.AppendAsync(journal, StoreFolder.Spring, 1);
        StoreOwner.Of(_folder.Store).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_words()
    {
        await _folder.FillAsync(StoreFolder.Spring, 1);
        _folder.Tamper("PRAGMA user_version=99");

        (await Should.ThrowAsync<StoreNotUsableException>(_folder.OpenAsync())).Message.ShouldContain(
            "written by a newer Lull: its schema is 99"
        );
        await Should.ThrowAsync<StoreNotUsableException>(OfflineJournal.OpenAsync(_folder.Store));
    }

    [Fact]
    public async Task Another_programs_file_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.Store.Directory);
        _folder.Tamper("CREATE TABLE songs (title TEXT)");
        byte[] before = await File.ReadAllBytesAsync(_folder.Store.JournalPath);

        (
            await Should.ThrowAsync<StoreNotUsableException>(OfflineJournal.OpenAsync(_folder.Store))
        ).Message.ShouldContain("not a journal of Lull");
        await Should.ThrowAsync<StoreNotUsableException>(_folder.OpenAsync());
        (await File.ReadAllBytesAsync(_folder.Store.JournalPath)).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damage_and_not_a_crash()
    {
        await _folder.FillAsync(StoreFolder.Spring, 1);
        await File.WriteAllTextAsync(_folder.Store.JournalPath, new string('#', 50_000));

        (await Should.ThrowAsync<StoreDamagedException>(_folder.OpenAsync())).Message.ShouldContain("is damaged");
        await Should.ThrowAsync<StoreDamagedException>(OfflineJournal.OpenAsync(_folder.Store));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task Overwritten_pages_are_reported_with_their_journal(int page)
    {
        await _folder.FillAsync(StoreFolder.Spring, 500);
        using (FileStream file = File.OpenWrite(_folder.Store.JournalPath))
        {
            file.Position = (page - 1) * 4_096;
            file.Write(
                new byte[4_096]
                    .Select(_ => (byte)0xA5)
                    .ToArray()
            );
        }

        using OfflineJournal journal = await OfflineJournal.OpenAsync(_folder.Store);

        (await StoreFolder.VerifyAsync(journal)).ShouldContain(report => !report.IsWhole);
        (await journal.CheckStructureAsync()).ShouldNotBeNull().ShouldContain("is damaged");
    }

    [Fact]
    public async Task An_audit_of_a_closed_store_changes_no_byte_of_it()
    {
        await _folder.FillAsync(StoreFolder.Spring, 5);
        byte[] before = await File.ReadAllBytesAsync(_folder.Store.JournalPath);

        (await _folder.VerifyAsync()).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();

        (await File.ReadAllBytesAsync(_folder.Store.JournalPath)).ShouldBe(before);
        new FileInfo(_folder.Store.JournalPath + "-wal").Length.ShouldBe(0);
    }

    [Fact]
    public async Task An_engine_cannot_open_the_store_during_an_audit_and_can_after_it()
    {
        Head head = await _folder.FillAsync(StoreFolder.Spring, 2_000);
        using (OfflineJournal audit = await OfflineJournal.OpenAsync(_folder.Store))
        {
            await Should.ThrowAsync<StoreInUseException>(_folder.OpenAsync());
            (await StoreFolder.VerifyAsync(audit, head)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
        }

        (await _folder.FillAsync(StoreFolder.Spring, 1)).Sequence.ShouldBe(2_001);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_not_made_by_an_audit()
    {
        (
            await Should.ThrowAsync<StoreNotUsableException>(OfflineJournal.OpenAsync(_folder.Store))
        ).Message.ShouldContain("There is no journal");
        Directory.Exists(_folder.Store.Directory).ShouldBeFalse();
    }

    [Fact]
    public void A_missing_library_is_named_with_its_package() =>
        Should
            .Throw<SqliteMissingException>(() => SystemSqlite.Find(["libsqlite3-not-there.so.0"]))
            .Message.ShouldContain("apt-get install libsqlite3-0");

    [Fact]
    public async Task A_back_up_is_a_whole_store_and_never_overwrites()
    {
        string copy = Path.Combine(_folder.Store.Directory, "copy", "journal.db");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        Head head;
        await using (SqliteJournal journal = await _folder.OpenAsync())
        {
            head = await StoreFolder.AppendAsync(journal, StoreFolder.Spring, 20);
            BackUpResult.Written written = (
                await journal.BackUpAsync(copy, CancellationToken.None)
            ).ShouldBeOfType<BackUpResult.Written>();
            written.Size.ShouldBe(new FileInfo(copy).Length);
            Mode(copy).ShouldBe("600");

            (await journal.BackUpAsync(copy, CancellationToken.None))
                .ShouldBeOfType<BackUpResult.NotWritten>()
                .Reason.ShouldContain(copy);
            await StoreFolder.AppendAsync(journal, StoreFolder.Autumn, 1);
        }

        using var restored = new StoreFolder(Path.GetDirectoryName(copy)!);
        (await restored.VerifyAsync(head)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
        (await restored.FillAsync(StoreFolder.Spring, 1)).ShouldSatisfyAllConditions(
            next => next.Sequence.ShouldBe(21),
            next => next.Epoch.ShouldBe(2)
        );
    }

    public void Dispose() => _folder.Dispose();

    private static string Mode(string path) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
