using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Lull.Cli.Plans;
using Lull.Cli.Running;
using Lull.Connectors.Secrets;
using Lull.Core.Sites;
using Lull.Engine.Connectors;
using Lull.Engine.Effects;
using Lull.Engine.Journal;
using Lull.Plans;
using Lull.Server.Engines;
using Spectre.Console;

namespace Lull.Cli.Commands;

/// <summary><c>lull doctor</c>: whether this machine, a store and a site's connections are fit for work.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(10);

    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        var site = new Option<string?>("--site", "-s")
        {
            HelpName = "FILE",
            Description = "A site whose connections to look at.",
        };
        var command = new Command("doctor", "Look whether everything that Lull needs is there.") { store, site };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                bool good = Say(screen, "SQLite", await SqliteAsync());
                good &= Say(screen, "ssh", await SshAsync(cancellation));
                good &= Say(
                    screen,
                    "time zones",
                    new Health(
                        Good: true,
                        $"tzdb {DateTimeZoneProviders.Tzdb.VersionId}; here it is {Times.Viewer().Id}."
                    )
                );
                good &= Say(screen, "store", await StoreAsync(Parameters.StoreOf(parsed.GetValue(store))));
                if (parsed.GetValue(site) is { } file)
                {
                    good &= await ConnectionsAsync(file, screen, cancellation);
                }

                return good ? ExitCode.Done : ExitCode.Refused;
            }
        );
        return command;
    }

    private static bool Say(Screen screen, string what, Health health)
    {
        screen.Out.MarkupLine(
            $"{(health.Good ? "[green]good[/]" : "[red]bad [/]")}  {Markup.Escape(what), -12}  {Markup.Escape(health.Says)}"
        );
        return health.Good;
    }

    private static Task<Health> SqliteAsync() =>
        Task.Run(() =>
        {
            try
            {
                return new Health(Good: true, $"Version {SystemSqlite.Version}, the system's.");
            }
            catch (SqliteMissingException missing)
            {
                return new Health(Good: false, missing.Message);
            }
        });

    private static async Task<Health> SshAsync(CancellationToken cancellation)
    {
        try
        {
            using Process? ssh = Process.Start(
                new ProcessStartInfo("ssh")
                {
                    ArgumentList = { "-V" },
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            );
            if (ssh is null)
            {
                return new Health(Good: false, "It cannot be started.");
            }

            string version = await ssh.StandardError.ReadToEndAsync(cancellation);
            await ssh.WaitForExitAsync(cancellation);
            return new Health(Good: true, version.Trim());
        }
        catch (Win32Exception)
        {
            return new Health(
                Good: false,
                "It is not installed; connections of kind ssh need it. Install openssh-client."
            );
        }
    }

    private static async Task<Health> StoreAsync(Store store)
    {
        if (StoreOwner.Of(store) is { IsStale: false } owner)
        {
            return new Health(Good: true, $"{store}: process {owner.Pid} has it open.");
        }

        if (store.WhyNotWritable() is { Length: > 0 } refusal)
        {
            return new Health(Good: false, refusal);
        }

        if (!File.Exists(store.JournalPath))
        {
            return new Health(Good: true, $"{store}: nothing is kept there yet.");
        }

        try
        {
            using OfflineJournal journal = await OfflineJournal.OpenAsync(store);
            return await journal.CheckStructureAsync() is { } complaint
                ? new Health(Good: false, complaint)
                : new Health(Good: true, $"{store}: whole; no engine has it open.");
        }
        catch (StoreException broken)
        {
            return new Health(Good: false, broken.Message);
        }
    }

    private static async Task<bool> ConnectionsAsync(string file, Screen screen, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"There is no site '{file}'.");
        }

        SiteReading reading = SiteReader.Read(
            file,
            await File.ReadAllTextAsync(file, cancellation),
            ConnectorKinds.Catalogue
        );
        if (reading.Site is not { } site)
        {
            return Say(
                screen,
                "site",
                new Health(Good: false, $"{file} has errors; 'lull check' shows them beside a plan.")
            );
        }

        IReadOnlyDictionary<string, OpenConnection> open = EngineHost.Open(
            site,
            new ConnectorServices(new LocalSecrets(), TimeProvider.System)
        );
        await using var closing = new SiteConnections(open);
        bool good = true;
        foreach (Connection connection in site.Connections)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(LookFor);
            good &= Say(
                screen,
                connection.Name,
                await LookAsync(open[connection.Name].Connector, limit.Token, cancellation)
            );
        }

        return good;
    }

    private static async Task<Health> LookAsync(
        IConnector connector,
        CancellationToken limit,
        CancellationToken cancellation
    )
    {
        try
        {
            return await connector.CheckHealthAsync(limit);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Health(Good: false, $"It did not answer within {LookFor.TotalSeconds:0} s.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SecretException)
        {
            return new Health(Good: false, fault.Message);
        }
    }
}
