using System.Diagnostics;
using System.Globalization;
using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

/// <summary>This executable as a second engine: appends without end and prints each head once it was acknowledged.</summary>
internal static class WriterProcess
{
    internal const string Argument = "journal-writer";

    private const int EventsPerAppend = 3;

    internal static async Task<int> RunAsync(string directory)
    {
        await using SqliteJournal journal = await SqliteJournal.OpenAsync(
            new Store(directory),
            SystemClock.Instance,
            socket: Path.Combine(directory, "lull.sock")
        );
        (Head head, OwnerNonce nonce) = await StoreFolder.ClaimAsync(journal, StoreFolder.Spring);
        while (true)
        {
            head = await StoreFolder.AppendAsync(
                journal,
                head,
                nonce,
                StoreFolder.Drafts(head.Sequence + 1, EventsPerAppend)
            );
            await Console.Out.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{head.Sequence} {head.Hash}").AsMemory()
            );
            await Console.Out.FlushAsync();
        }
    }

    /// <summary>Starts it; its standard output carries the acknowledged heads.</summary>
    internal static Process Start(string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(typeof(WriterProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(directory);
        return Process.Start(start)!;
    }
}
