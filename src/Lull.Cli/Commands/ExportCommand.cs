using System.CommandLine;
using System.Runtime.CompilerServices;
using Lull.Cli.Following;
using Lull.Engine.Journal;
using Lull.Reports;

namespace Lull.Cli.Commands;

/// <summary><c>lull export</c>: a journal as lines of JSON, to be kept and checked elsewhere.</summary>
internal static class ExportCommand
{
    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        Option<string?> maintenance = Parameters.Maintenance();
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Where to; the screen unless given. A file that is there already is not overwritten.",
        };
        var command = new Command("export", "Write a journal as lines of JSON that can be checked without Lull.")
        {
            store,
            maintenance,
            output,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                IAsyncEnumerable<string> lines = LinesAsync(
                    Parameters.StoreOf(parsed.GetValue(store)),
                    parsed.GetValue(maintenance),
                    cancellation
                );
                if (parsed.GetValue(output) is not { } file)
                {
                    await WriteAsync(lines, screen.Raw);
                    return ExitCode.Done;
                }

                int events = 0;
                await OutputFile.WriteAsync(
                    file,
                    FileMode.CreateNew,
                    async writer => events = await WriteAsync(lines, writer)
                );
                screen.Tell($"{events} events are written to {file}.");
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<int> WriteAsync(IAsyncEnumerable<string> lines, TextWriter to)
    {
        int written = 0;
        await foreach (string line in lines)
        {
            await to.WriteAsync($"{line}\n");
            written++;
        }

        return written;
    }

    private static async IAsyncEnumerable<string> LinesAsync(
        Store store,
        string? written,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using FarEngine? engine = FarEngine.Of(store);
        if (engine is not null)
        {
            MaintenanceId running = (await engine.FindAsync(written, cancellation)).Id;
            await foreach (string line in engine.JournalAsync(running, cancellation))
            {
                yield return line;
            }

            yield break;
        }

        MaintenanceId id = Chosen
            .Of(await JournalReader.ListAsync(store, cancellation), written, store)
            .Head.Maintenance;
        using OfflineJournal journal = await OfflineJournal.OpenAsync(store);
        await foreach (Envelope happened in journal.ReadAsync(id, after: 0, cancellation))
        {
            yield return JournalLines.Of(happened);
        }
    }
}
