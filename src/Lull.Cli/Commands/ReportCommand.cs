using System.CommandLine;
using Lull.Cli.Following;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Reports;

namespace Lull.Cli.Commands;

/// <summary><c>lull report</c>: what was planned and what happened, for people who were not there.</summary>
internal static class ReportCommand
{
    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        Option<string?> maintenance = Parameters.Maintenance();
        var format = new Option<string>("--format", "-f")
        {
            HelpName = "md|html",
            Description = "Markdown, or one HTML file that prints well.",
            DefaultValueFactory = _ => "md",
        };
        format.AcceptOnlyFromAmong("md", "html");
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Where to; the screen unless given.",
        };
        var command = new Command("report", "Report what was planned and what happened.")
        {
            store,
            maintenance,
            format,
            output,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                Store at = Parameters.StoreOf(parsed.GetValue(store));
                ReportPage page = await PageAsync(at, parsed.GetValue(maintenance), cancellation);
                string text = parsed.GetValue(format) == "html" ? HtmlReport.Write(page) : MarkdownReport.Write(page);
                if (parsed.GetValue(output) is { } file)
                {
                    await OutputFile.WriteAsync(
                        file,
                        FileMode.Create,
                        writer => writer.WriteAsync(text.AsMemory(), cancellation)
                    );
                    screen.Tell($"Written to {file}.");
                }
                else
                {
                    screen.Text(text);
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<ReportPage> PageAsync(Store store, string? written, CancellationToken cancellation)
    {
        using FarEngine? engine = FarEngine.Of(store);
        if (engine is not null)
        {
            MaintenanceStatus status = await engine.FindAsync(written, cancellation);
            return new ReportWriter(
                status.Id,
                new Chronicle(await engine.EventsAsync(status, cancellation)),
                head: ""
            ).Write();
        }

        JournalEntry entry = Chosen.Of(await JournalReader.ListAsync(store, cancellation), written, store);
        return new ReportWriter(entry.Head.Maintenance, new Chronicle(entry.Events), entry.Head.Short).Write();
    }
}
