using System.Globalization;
using System.Runtime.InteropServices;
using Lull.Lab.Alerts;
using Lull.Lab.Balancer;
using Lull.Lab.Chat;
using Lull.Lab.Hosts;
using Lull.Lab.Jobs;
using Lull.Lab.Mail;
using Lull.Lab.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Host = Lull.Lab.Hosts.Host;

namespace Lull.Lab;

/// <summary>A small data centre on loopback: web servers behind a balancer, users, and all that a maintenance has to do with.</summary>
public sealed class DataCentre : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly LabOptions options;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly CancellationTokenSource life = new();
    private readonly TaskCompletionSource stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Host> hosts;
    private readonly SilenceStore silences;
    private readonly Pager pager;
    private readonly JobScheduler jobs;
    private readonly ChatRooms rooms;
    private readonly Mailbox mailbox;
    private readonly MaintenancePage page = new();
    private readonly Pool pool;
    private readonly LoadBalancer balancer;
    private readonly HealthChecks checks;
    private readonly SteadyTraffic traffic;
    private readonly List<Task> running = [];
    private DirectoryInfo? socketDirectory;
    private WebApplication? server;
    private Endpoints? endpoints;

    private DataCentre(LabOptions options)
    {
        this.options = options;
        hosts = [.. HostsOf(options)];
        silences = new SilenceStore(clock);
        pager = new Pager(hosts, silences, clock);
        jobs = new JobScheduler(clock);
        rooms = new ChatRooms(clock);
        mailbox = new Mailbox(clock);
        pool = new Pool(hosts.Take(options.WebServers).Select(AddressLater), clock);
        balancer = new LoadBalancer(pool, page);
        checks = new HealthChecks(pool, options.CheckInterval);
        traffic = new SteadyTraffic(options.RequestsPerSecond, options.RequestTimeout, clock);
        hosts.ForEach(host => host.Changed = pager.Look);
    }

    /// <summary>Where everything listens.</summary>
    public Endpoints Endpoints => endpoints!;

    /// <summary>Ends when somebody asks the lab to stop, with <c>POST /lab/stop</c>.</summary>
    public Task StopAsked => stopAsked.Task;

    /// <summary>Builds a data centre and starts it. Every member of the pool has been checked once when this returns.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<DataCentre> StartAsync(LabOptions options, CancellationToken cancellation = default)
    {
        var lab = new DataCentre(options);
        try
        {
            await lab.OpenAsync(cancellation);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a data centre until SIGTERM or SIGINT comes, somebody posts to <c>/lab/stop</c>, or it is cancelled.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="stateDirectory">Where <c>lab.json</c> is written once everything listens, and removed from at the end.</param>
    /// <param name="cancellation">Ends it like a signal does.</param>
    public static async Task RunAsync(
        LabOptions options,
        string stateDirectory,
        CancellationToken cancellation = default
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration terminate = EndAt(PosixSignal.SIGTERM, end);
        using PosixSignalRegistration interrupt = EndAt(PosixSignal.SIGINT, end);
        try
        {
            await using DataCentre lab = await StartAsync(options, end.Token);
            await lab.StayAsync(stateDirectory, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Asked to stop, which is how a lab ends.
        }
    }

    /// <summary>Everything about the data centre at this moment.</summary>
    public LabState Look()
    {
        HostState[] hostStates = [.. hosts.Select(host => host.State)];
        PoolMember[] members = pool.Look((all, _) => all.Select(PoolMember.Of).ToArray());
        SilenceView[] active =
        [
            .. silences
                .List()
                .Where(listed => listed.State is SilenceState.Active)
                .Select(listed => SilenceView.Of(listed.Silence, listed.State)),
        ];
        TrafficCounts counts = traffic.Counts;
        IReadOnlyList<Page> pages = pager.Pages;
        IReadOnlyList<JobGroup> groups = jobs.Groups;
        var summary = new LabSummary(
            counts.Requests,
            counts.FailedRequests,
            counts.MaintenancePages,
            [.. hostStates.Where(host => host.Changed).Select(host => host.Name)],
            [.. members.Where(member => member.IsDrained).Select(member => member.Name)],
            [.. active.Select(silence => silence.Id)],
            [.. groups.Where(group => group.Paused).Select(group => group.Name)],
            page.IsUp,
            pages.Count
        );
        return new LabState(
            summary,
            counts,
            hostStates,
            members,
            active,
            groups,
            rooms.Messages,
            mailbox.Mails,
            pages,
            Endpoints
        );
    }

    /// <summary>Closes every port and forgets everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await life.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        traffic.Dispose();
        checks.Dispose();
        balancer.Dispose();
        if (server is not null)
        {
            using var within = new CancellationTokenSource(StopWithin);
            await server.StopAsync(within.Token);
            await server.DisposeAsync();
        }

        socketDirectory?.Delete(recursive: true);
        hosts.ForEach(host => host.Dispose());
        life.Dispose();
    }

    /// <summary>Says where the lab is, in the state directory and on the console, and stays open until it is asked to stop.</summary>
    private async Task StayAsync(string stateDirectory, CancellationToken cancellation)
    {
        var file = new LabFile(Environment.ProcessId, clock.GetUtcNow(), Endpoints);
        await file.WriteAsync(stateDirectory, cancellation);
        try
        {
            await Console.Out.WriteLineAsync(
                $"The lab is open: {Endpoints.Balancer} (site), {Endpoints.Control}lab (everything about it)"
            );
            // A part that ends before the lab does has failed, and half a data centre would mislead whoever works on it.
            await await Task.WhenAny([StopAsked, .. running]).WaitAsync(cancellation);
        }
        finally
        {
            await file.RemoveAsync(stateDirectory);
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => LabJson.Configure(json.SerializerOptions));
        // Signals belong to the program that runs the lab, not to the web server in it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();
        string socket =
            options.RuntimeSocket
            ?? Path.Combine((socketDirectory = Directory.CreateTempSubdirectory("lull-lab-")).FullName, "runtime");
        Ports? ports = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ports = OpenPorts(new Doors(kestrel), socket);
        });
        server = builder.Build();
        server.Use(Doors.EnterAsync);
        server.UseRouting();
        Map(server);
        await server.StartAsync(cancellation);

        endpoints = EndpointsOf(ports!, socket);
        await checks.CheckAllAsync(cancellation);
        running.AddRange([
            .. checks.Run(life.Token),
            pager.RunAsync(life.Token),
            jobs.RunAsync(life.Token),
            traffic.RunAsync(Endpoints.Balancer, life.Token),
        ]);
    }

    private Ports OpenPorts(Doors doors, string socket)
    {
        var mail = new MailConnection(mailbox, life.Token);
        var runtime = new RuntimeConnection(new RuntimeCommands(pool, clock));
        doors.OpenSocket(socket, runtime.ServeAsync);
        return new Ports(
            doors.OpenHttp(options.ControlPort),
            doors.OpenHttp(options.BalancerPort, balancer.ServeAsync),
            doors.Open(options.RuntimePort, runtime.ServeAsync),
            doors.Open(options.MailPort, mail.ServeAsync),
            [
                .. hosts.Select(
                    (host, index) =>
                    {
                        var pages = new HostPages(host);
                        int port = options.FirstHostPort == 0 ? 0 : options.FirstHostPort + index;
                        return doors.OpenHttp(port, pages.ServeAsync, pages.AdmitAsync);
                    }
                ),
            ]
        );
    }

    private void Map(WebApplication routes)
    {
        new LabEndpoints(Look, () => stopAsked.TrySetResult()).Map(routes);
        new HostEndpoints(hosts, life.Token).Map(routes);
        new AlertmanagerEndpoints(silences, clock).Map(routes);
        new ChatEndpoints(rooms, options.ChatToken).Map(routes);
        jobs.Map(routes);
        page.Map(routes);
    }

    private Endpoints EndpointsOf(Ports ports, string socket)
    {
        Uri control = AddressOf(ports.Control);
        return new Endpoints
        {
            Control = control,
            Balancer = AddressOf(ports.Balancer),
            RuntimeAddress = ports.Runtime.IPEndPoint!.ToString(),
            RuntimeSocket = socket,
            Alertmanager = control,
            Chat = new Uri(control, "api/"),
            ChatToken = options.ChatToken,
            Webhooks = new Uri(control, "services/"),
            Mail = ports.Mail.IPEndPoint!.ToString(),
            Hosts = hosts
                .Zip(ports.Hosts)
                .ToDictionary(pair => pair.First.Name, pair => AddressOf(pair.Second), StringComparer.Ordinal),
        };
    }

    private (string Name, Func<Uri> Address) AddressLater(Host host) => (host.Name, () => Endpoints.Hosts[host.Name]);

    private static Uri AddressOf(ListenOptions port) => new($"http://{port.IPEndPoint}/");

    private static IEnumerable<Host> HostsOf(LabOptions options) =>
        [
            .. Enumerable
                .Range(1, options.WebServers)
                .Select(number => new Host(
                    string.Create(CultureInfo.InvariantCulture, $"web{number}"),
                    "web",
                    options
                )),
            new Host("sftp1", "sftp", options),
            new Host("sftp2", "sftp", options),
            new Host("app1", "app", options),
            new Host("app2", "app", options),
            new Host("db1", "database", options),
        ];

    private static PosixSignalRegistration EndAt(PosixSignal signal, CancellationTokenSource end) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                end.Cancel();
            }
        );

    private sealed record Ports(
        ListenOptions Control,
        ListenOptions Balancer,
        ListenOptions Runtime,
        ListenOptions Mail,
        IReadOnlyList<ListenOptions> Hosts
    );

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
