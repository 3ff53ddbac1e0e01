using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lull.Cli.Commands;
using Lull.Cli.Following;
using Lull.Cli.Live;
using Lull.Cli.Plans;
using Lull.Cli.Running;
using Lull.Cli.Screens;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Lab;
using Lull.Reports;
using Spectre.Console;

namespace Lull.Cli.Demo;

/// <summary>Opens the lab, runs the maintenance on it, and says what came of it. Run again after a crash, it goes on where it was.</summary>
internal sealed class Demonstration(Store store, bool unattended, bool json, Screen screen)
{
    private const string Token = "LULL_LAB_CHAT_TOKEN";

    /// <summary>Ten minutes in a second: a night fits into a minute.</summary>
    private const int Factor = 600;

    /// <summary>Time before the window for approvals.</summary>
    private static readonly Duration Before = Duration.FromMinutes(10);

    /// <summary>Time a viewer has to act before the invented people do.</summary>
    private static readonly TimeSpan ViewersTurn = TimeSpan.FromSeconds(12);

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    internal async Task<int> RunAsync(CancellationToken cancellation)
    {
        JournalEntry? open = (await JournalReader.ListAsync(store, cancellation)).FirstOrDefault(entry =>
            !entry.IsOver
        );
        LabProcess? found = await LabProcess.FindAsync(store.Directory, cancellation);
        if (open is not null && found is null)
        {
            screen.Complain(
                $"The maintenance in {store} is half done, and its data centre is gone with everything that was open in it. "
                    + "Begin anew with another --store."
            );
            return ExitCode.NeedsRecovery;
        }

        using LabProcess lab = await LabAsync(open is not null, found, cancellation);
        Environment.SetEnvironmentVariable(Token, lab.Endpoints.ChatToken);
        return await RunAsync(lab, open, cancellation);
    }

    private async Task<LabProcess> LabAsync(bool goesOn, LabProcess? found, CancellationToken cancellation)
    {
        if (found is not null)
        {
            if (goesOn)
            {
                return found;
            }

            await found.StopAsync(cancellation);
            found.Dispose();
        }

        Directory.CreateDirectory(store.Directory);
        screen.Tell("Opening a small data centre: ten web servers behind a load balancer, with users.");
        return await LabProcess.OpenAsync(store.Directory, cancellation);
    }

    private async Task<int> RunAsync(LabProcess lab, JournalEntry? open, CancellationToken cancellation)
    {
        CheckedPlan files = DemoFiles.For(lab.Endpoints);
        Window? window = files.AnnouncedWindow();
        Procedure? procedure = window is null ? null : files.Compile(window);
        if (procedure is null)
        {
            FindingsView.Write(files, screen.Error);
            return ExitCode.Fault;
        }

        var real = SystemClock.Instance.GetCurrentInstant();
        var clock = new ScaledClock(
            Factor,
            open?.Events[^1].At ?? procedure.Window.Start - Before,
            real,
            TimeProvider.System
        );
        if (open is not null)
        {
            screen.Tell(
                $"Going on where it was. The demonstration's clock stood still meanwhile, at {open.Events[^1].At.Spoken(Times.ZoneOf(procedure.Window.Zone))}."
            );
        }

        bool live = screen.HasKeys && !unattended && !json;
        var session = new Session(
            new SessionParts
            {
                Store = store,
                Procedure = procedure,
                PlanText = files.PlanText,
                SiteText = files.Site!.Text,
                By = "ana",
                Clock = clock,
                Viewer = Times.Viewer(),
                View = live ? SessionView.Live : SessionView.Plain,
                Output = json ? Console.Error : screen.Raw,
                ClockRemark = "1 s is 10 min",
                ClockFactor = Factor,
                Listen = FreeAddress(),
                GoesOnWith = open?.Head.Maintenance,
                People = (door, id) => PeopleOf(lab, clock, door, id, live),
            },
            screen
        );
        int code = await session.RunAsync(cancellation);
        if (code is ExitCode.Interrupted or ExitCode.CannotRecord or ExitCode.Refused)
        {
            return code;
        }

        DemoResult result = await ResultAsync(lab, session.Story, cancellation);
        await lab.StopAsync(cancellation);
        Say(result);
        return result.IsFine ? ExitCode.Done
            : code == ExitCode.Done ? ExitCode.Refused
            : code;
    }

    /// <summary>The usual address when nothing listens there, any other one when something does.</summary>
    private static Uri FreeAddress()
    {
        var usual = new Uri(ServeCommand.UsualAddress);
        using var probe = new TcpListener(IPAddress.Loopback, usual.Port) { ExclusiveAddressUse = true };
        try
        {
            probe.Start();
            return usual;
        }
        catch (SocketException)
        {
            return new UriBuilder(usual) { Port = 0 }.Uri;
        }
    }

    private static UnattendedPeople PeopleOf(LabProcess lab, ScaledClock clock, IDoor door, MaintenanceId id, bool live)
    {
        TimeSpan patience = live ? ViewersTurn : TimeSpan.FromMilliseconds(200);
        return new UnattendedPeople(door, id, clock, new DemoJudge(lab, patience).JudgeAsync)
        {
            LeavesTime = live ? ViewersTurn : TimeSpan.Zero,
        };
    }

    private async Task<DemoResult> ResultAsync(LabProcess lab, Story story, CancellationToken cancellation)
    {
        LabSummary? summary = await lab.SummaryAsync(cancellation);
        int byLab = summary is null
            ? 0
            : summary.DrainedMembers.Count + summary.ActiveSilences.Count + summary.PausedJobs.Count;
        State state = story.State;
        int byJournal = state.OwedBrackets.Count() + state.DisownedBrackets.Count();
        JournalEntry entry = (await JournalReader.ListAsync(store, cancellation))[0];
        ReportPage page = new ReportWriter(
            entry.Head.Maintenance,
            new Chronicle(entry.Events),
            entry.Head.Short
        ).Write();
        string report = Path.Combine(store.Directory, "report.html");
        await File.WriteAllTextAsync(report, HtmlReport.Write(page), cancellation);
        await File.WriteAllTextAsync(Path.ChangeExtension(report, ".md"), MarkdownReport.Write(page), cancellation);
        ChainReport? broken = (await AuditCommand.VerifyAsync(store, [], cancellation)).FirstOrDefault(one =>
            !one.IsWhole
        );
        return new DemoResult(
            state.Ending is { } ending ? Names.Kebab(ending.ToString()) : "unknown",
            summary?.Requests ?? 0,
            summary?.FailedRequests ?? 0,
            summary?.HostsChanged.Count ?? 0,
            Math.Max(byLab, byJournal),
            summary is null
                ? "the data centre is gone, so nobody can say what it saw"
                : broken?.Says ?? DemoResult.Verified,
            Math.Round(_watch.Elapsed.TotalSeconds, 1),
            entry.Head.Maintenance.Text,
            entry.Head.Short,
            report
        );
    }

    private void Say(DemoResult result)
    {
        if (json)
        {
            screen.Raw.WriteLine(JsonSerializer.Serialize(result, Written));
            return;
        }

        string failed =
            result.FailedRequests == 0 ? "[green]none failed[/]" : $"[red]{result.FailedRequests} failed[/]";
        screen.Out.MarkupLine($"{result.Requests} requests of users meanwhile, {failed}.");
        screen.Out.MarkupLine(
            $"{result.HostsChanged} hosts were changed; "
                + (
                    result.OpenBrackets == 0
                        ? "[green]everything that was opened is closed[/]."
                        : $"[red]{result.OpenBrackets} brackets are open[/]."
                )
        );
        screen.Out.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"Journal: {result.Journal}, head {result.Head}. It took {result.Seconds} s."
        );
        screen.Out.MarkupLineInterpolated($"[grey]The report is in {result.Report}[/]");
    }
}
