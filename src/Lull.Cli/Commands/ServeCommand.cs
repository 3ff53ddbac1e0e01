using System.CommandLine;
using System.Runtime.InteropServices;
using Lull.Cli.Plans;
using Lull.Engine.Timers;
using Lull.Server;
using Lull.Server.People.OpenId;
using Lull.Server.Status;
using Microsoft.AspNetCore.Connections;

namespace Lull.Cli.Commands;

/// <summary><c>lull serve</c>: the service that a team uses together.</summary>
internal static class ServeCommand
{
    internal const string UsualAddress = "http://127.0.0.1:7070";

    /// <summary>Time for what is under way to come to its end; longer steps are looked at after the next start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static Command Create(Screen screen)
    {
        Option<string?> store = Parameters.Store();
        var listen = new Option<string>("--listen")
        {
            HelpName = "URL",
            Description = "Where to listen; port 0 takes a free one.",
            DefaultValueFactory = _ => UsualAddress,
        };
        var publicUrl = new Option<string?>("--public-url")
        {
            HelpName = "URL",
            Description = "The https address of the proxy in front, when there is one.",
        };
        var name = new Option<string>("--name")
        {
            HelpName = "TEXT",
            Description = "What the installation is called, on the status page and in feeds.",
            DefaultValueFactory = _ => "Maintenance",
        };
        var sites = new Option<string[]>("--public-site")
        {
            HelpName = "SITE",
            Description = "A site whose maintenances the public sees; may come several times. Without it, all sites.",
        };
        var contact = new Option<string>("--contact")
        {
            HelpName = "MAIL",
            Description =
                "The mail address that notices name as organizer; maintenance@ and the server's host without it.",
            DefaultValueFactory = _ => "",
        };
        contact.Validators.Add(given =>
        {
            if (
                given.GetValueOrDefault<string>() is { Length: > 0 } written
                && !written.Contains('@', StringComparison.Ordinal)
            )
            {
                given.AddError($"'{written}' is not a mail address for --contact. Write one such as noc@example.org.");
            }
        });
        var certificate = new Option<string?>("--certificate")
        {
            HelpName = "FILE",
            Description = "The certificate and its chain (PEM), to listen with https.",
        };
        var key = new Option<string?>("--certificate-key")
        {
            HelpName = "FILE",
            Description = "The private key of the certificate (PEM, not encrypted).",
        };
        var openId = new Option<string?>("--openid")
        {
            HelpName = "FILE",
            Description = "The OpenID provider with which people sign in, as JSON; see docs/security.md.",
        };
        var webhookHosts = new Option<string[]>("--webhook-host")
        {
            HelpName = "HOST",
            Description =
                "A host that webhooks may be sent to although it is not public; may be written several times.",
            DefaultValueFactory = _ => [],
        };
        var otlp = new Option<string?>("--otlp")
        {
            HelpName = "URL",
            Description =
                "Send metrics and traces there, as OTLP over HTTP; $OTEL_EXPORTER_OTLP_ENDPOINT unless given.",
        };
        var command = new Command("serve", "Run the service: web pages, API, status page and feeds.")
        {
            store,
            listen,
            publicUrl,
            name,
            sites,
            contact,
            certificate,
            key,
            openId,
            webhookHosts,
            otlp,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    new ServerOptions
                    {
                        Store = Parameters.StoreOf(parsed.GetValue(store)),
                        Listen = AddressOf(parsed.GetRequiredValue(listen), "--listen"),
                        PublicUrl = parsed.GetValue(publicUrl) is { } written
                            ? AddressOf(written, "--public-url")
                            : null,
                        Name = parsed.GetRequiredValue(name),
                        Status = new StatusOptions
                        {
                            Sites = [.. parsed.GetValue(sites) ?? []],
                            Contact = parsed.GetRequiredValue(contact),
                        },
                        Certificate = CertificateOf(parsed.GetValue(certificate), parsed.GetValue(key)),
                        WebhookHosts = [.. parsed.GetRequiredValue(webhookHosts)],
                        Otlp = (
                            parsed.GetValue(otlp) ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")
                        )
                            is { Length: > 0 } receiver
                            ? AddressOf(receiver, "--otlp")
                            : null,
                        Clock = new RealClock(TimeProvider.System),
                        Logs = true,
                    },
                    parsed.GetValue(openId),
                    screen,
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ServerOptions options,
        string? openId,
        Screen screen,
        CancellationToken cancellation
    )
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (!asked.TrySetResult())
            {
                again.TrySetResult();
            }
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        await using LullServer server = await StartAsync(options, openId, cancellation);
        screen.Line($"Lull serves {options.Store} at {options.PublicUrl ?? server.Address}");
        if (server.FirstLink is { } first)
        {
            screen.Line(
                $"Nobody can sign in yet. This link makes the first administrator, once, within the hour: {first}"
            );
        }

        screen.Tell("Ctrl-C stops it; what runs is finished first.");
        await asked.Task;

        screen.Tell("Stopping: finishing what runs, nothing new starts. Ctrl-C again stops at once, as a crash would.");
        Task stopping = server.StopAsync(Patience);
        if (await Task.WhenAny(stopping, again.Task) == stopping)
        {
            await stopping;
            screen.Tell("Nothing runs any more: safe to restart.");
            return ExitCode.Done;
        }

        screen.Tell("Stopped at once. What was under way is looked at after the next start.");
        Environment.Exit(ExitCode.Interrupted);
        return ExitCode.Interrupted;
    }

    private static async Task<LullServer> StartAsync(
        ServerOptions options,
        string? openId,
        CancellationToken cancellation
    )
    {
        try
        {
            OpenIdOptions? provider = openId is null ? null : await OpenIdFile.ReadAsync(openId, cancellation);
            return await LullServer.StartAsync(options with { OpenId = provider }, cancellation);
        }
        catch (ServerOptionsException refused)
        {
            throw new UsageException(refused.Message);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new UsageException($"Something listens at {options.Listen} already. Choose another with --listen.");
        }
    }

    private static CertificateFiles? CertificateOf(string? certificate, string? key) =>
        (certificate, key) switch
        {
            (null, null) => null,
            ({ } file, { } secret) => new CertificateFiles(file, secret),
            _ => throw new UsageException("--certificate and --certificate-key belong together."),
        };

    private static Uri AddressOf(string written, string option) =>
        Uri.TryCreate(written, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new UsageException(
                $"'{written}' is not an address for {option}. Write one such as {UsualAddress}."
            );
}
