using System.Diagnostics;
using System.Globalization;
using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

public sealed class CrashTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(400)]
    public async Task A_killed_writer_loses_nothing_that_was_acknowledged(int killAfter)
    {
        var acknowledged = new Dictionary<long, string>();
        using (Process writer = WriterProcess.Start(_folder.Store.Directory))
        {
            while (acknowledged.Count < killAfter)
            {
                Note(acknowledged, (await writer.StandardOutput.ReadLineAsync()).ShouldNotBeNull());
            }

            writer.Kill();
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                Note(acknowledged, line);
            }

            await writer.WaitForExitAsync();
        }

        (await _folder.VerifyAsync()).ShouldHaveSingleItem().State.ShouldBe(ChainState.Whole);

        await using SqliteJournal journal = await _folder.OpenAsync();
        IReadOnlyList<Envelope> events = await StoreFolder.EventsAsync(journal, StoreFolder.Spring);
        foreach ((long sequence, string hash) in acknowledged)
        {
            events[(int)sequence - 1].Hash.ToString().ShouldBe(hash);
        }

        (await StoreFolder.VerifyAsync(journal)).ShouldHaveSingleItem().IsWhole.ShouldBeTrue();
        (await StoreFolder.ClaimAsync(journal, StoreFolder.Spring)).Head.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_engine_is_told_who_has_the_store_and_does_not_hang()
    {
        using Process writer = WriterProcess.Start(_folder.Store.Directory);
        try
        {
            (await writer.StandardOutput.ReadLineAsync()).ShouldNotBeNull();

            long before = Stopwatch.GetTimestamp();
            StoreInUseException engine = await Should.ThrowAsync<StoreInUseException>(_folder.OpenAsync());
            StoreInUseException audit = await Should.ThrowAsync<StoreInUseException>(
                OfflineJournal.OpenAsync(_folder.Store)
            );
            Stopwatch.GetElapsedTime(before).ShouldBeLessThan(TimeSpan.FromSeconds(10));

            foreach (string sentence in new[] { engine.Message, audit.Message })
            {
                sentence.ShouldContain(_folder.Store.JournalPath);
                sentence.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"process {writer.Id},"));
                sentence.ShouldContain("lull.sock");
            }

            StoreOwner
                .Of(_folder.Store)!
                .Pid.ShouldBe(writer.Id, "the refused engine must not have taken the file over");
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        StoreOwner.Of(_folder.Store)!.IsStale.ShouldBeTrue();
        await using SqliteJournal next = await _folder.OpenAsync();
        StoreOwner.Of(_folder.Store)!.Pid.ShouldBe(Environment.ProcessId);
    }

    public void Dispose() => _folder.Dispose();

    private static void Note(Dictionary<long, string> acknowledged, string line)
    {
        if (line.Split(' ') is [string sequence, { Length: 2 * EventHash.Size } hash])
        {
            acknowledged[long.Parse(sequence, CultureInfo.InvariantCulture)] = hash;
        }
    }
}
