using System.Diagnostics;
using Lull.Engine.Journal;
using Microsoft.Data.Sqlite;

namespace Lull.Engine.Tests.Journal;

public sealed class DiskFullTests
{
    private static readonly string Bulky = $$"""{"output":"{{new string('x', 60_000)}}"}""";

    [Fact]
    public async Task When_the_store_has_reached_its_size_limit_nothing_is_half_written_and_work_goes_on_when_there_is_room()
    {
        using var folder = new StoreFolder();
        SqliteConnection? connection = null;
        await using SqliteJournal journal = await SqliteJournal.OpenAsync(
            folder.Store,
            SystemClock.Instance,
            socket: "",
            opened => connection = opened,
            static tables => tables.Commit()
        );

        Limit(connection!, pages: 200);
        await FillUntilRefusedAsync(journal, makeRoom: () => Limit(connection!, pages: 100_000));
    }

    [Fact]
    public async Task When_the_disk_is_full_nothing_is_half_written_and_work_goes_on_when_there_is_room()
    {
        string mount = Directory.CreateTempSubdirectory("lull-full-").FullName;
        if (!OperatingSystem.IsLinux() || !await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount))
        {
            Directory.Delete(mount);
            Assert.Skip("A small disk of its own (mount -t tmpfs) needs root on Linux.");
        }

        try
        {
            string ballast = Path.Combine(mount, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[1_000_000]);
            var folder = new StoreFolder(Path.Combine(mount, "store"));
            await using SqliteJournal journal = await folder.OpenAsync();
            await FillUntilRefusedAsync(journal, makeRoom: () => File.Delete(ballast));
        }
        finally
        {
            (await RunAsync("umount", mount)).ShouldBeTrue();
            Directory.Delete(mount);
        }
    }

    private static async Task FillUntilRefusedAsync(SqliteJournal journal, Action makeRoom)
    {
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        AppendResult result = await AppendAsync(journal, head, nonce);
        for (int tries = 0; result is AppendResult.Appended appended && tries < 1_000; tries++)
        {
            head = appended.Head;
            result = await AppendAsync(journal, head, nonce);
        }

        result.ShouldBeOfType<AppendResult.NotRecorded>().Reason.ShouldContain("no room");
        head.Sequence.ShouldBeGreaterThan(0);
        (await StoreFolder.HeadsAsync(journal)).ShouldBe([head]);
        (await StoreFolder.VerifyAsync(journal, head)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();

        makeRoom();

        Head next = (await AppendAsync(journal, head, nonce)).ShouldBeOfType<AppendResult.Appended>().Head;
        (await StoreFolder.VerifyAsync(journal, head, next)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
    }

    private static async Task<AppendResult> AppendAsync(SqliteJournal journal, Head head, OwnerNonce nonce) =>
        await journal.AppendAsync(
            head.Maintenance,
            head.Sequence,
            head.Epoch,
            nonce,
            [StoreFolder.Draft(Bulky, StoreFolder.Noon), StoreFolder.Draft(Bulky, StoreFolder.Noon)],
            CancellationToken.None
        );

    private static void Limit(SqliteConnection connection, int pages)
    {
        using SqliteCommand limit = connection.CreateCommand();
        limit.CommandText = FormattableString.Invariant($"PRAGMA max_page_count={pages}");
        limit.ExecuteNonQuery();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
