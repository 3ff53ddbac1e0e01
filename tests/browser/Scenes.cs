using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Conducting;
using Lull.Engine.Timers;
using Lull.Lab;
using Lull.Lab.Hosts;
using Lull.Server;
using Lull.Server.Callers;
using Lull.Server.Live;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Lull.Server.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime.Text;

namespace Lull.Browser.Tests;

/// <summary>
/// One server with a maintenance in every state that people see of one: each runs on a small data centre of its own, played by
/// invented people up to the state and held there.
/// </summary>
internal sealed class Scenes : IAsyncDisposable
{
    private const string Zone = "America/Denver";

    private static readonly Caller Author = new("ana", "Ana Silva", Rights.All, "Europe/Lisbon");

    private readonly ShiftedTime _time;
    private readonly List<DataCentre> _labs = [];
    private readonly Dictionary<string, MaintenanceId> _ids = new(StringComparer.Ordinal);

    private Scenes(Running running, ShiftedTime time)
    {
        Running = running;
        _time = time;
    }

    /// <summary>The server.</summary>
    internal Running Running { get; }

    /// <summary>Each maintenance by the state it is in.</summary>
    internal IReadOnlyDictionary<string, MaintenanceId> Ids => _ids;

    /// <summary>The id of a webhook whose receiver does not answer.</summary>
    internal string Webhook { get; private set; } = "";

    /// <summary>A plan that is kept, with two revisions.</summary>
    internal PlanRevisionEntry Kept { get; private set; } = null!;

    /// <summary>A plan that is kept as a draft, for it has errors.</summary>
    internal PlanRevisionEntry Faulty { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private MaintenanceEngine Engine => Running.Server.Engine;

    private Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    internal static async Task<Scenes> PlayAsync()
    {
        var time = new ShiftedTime();
        var scenes = new Scenes(
            await Running.StartAsync(change: options =>
                options with
                {
                    Clock = new RealClock(time),
                    WebhookHosts = ["127.0.0.1"],
                }
            ),
            time
        );
        try
        {
            NewWebhook webhook = await scenes
                .Running.Server.Services.GetRequiredService<WebhookLibrary>()
                .AddAsync(Author, "http://127.0.0.1:9/lull", []);
            scenes.Webhook = webhook.Webhook.Id;
            await scenes.OverrunAsync();
            await scenes.KeepPlansAsync();
            await scenes.WaitForPeopleAsync();
            await scenes.EndAsync();
            await scenes.LeaveOpenAsync();
            await scenes.FillAsync();
            await scenes.AskAsync();
            await scenes.RollBackAsync();
            return scenes;
        }
        catch
        {
            await scenes.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        foreach (DataCentre lab in _labs)
        {
            await lab.DisposeAsync();
        }
    }

    /// <summary>A step that nobody has ticked, half an hour after the end of the window.</summary>
    private async Task OverrunAsync()
    {
        Window window = From(Duration.FromMinutes(-15), Duration.FromHours(1));
        MaintenanceId id = await BeginAsync(
            "overrunning",
            Certificate(window),
            SiteOf("headquarters", lab: null),
            window
        );
        await SendAsync(id, new Input.Propose("ana"), await ApprovalAsync(id, "bo"), new Input.Start("ana"));
        MaintenanceView view = await PlayAsync(id, now => now.Waiting.Any(step => step.Role == "tester"));
        await SendAsync(id, new Input.Claim("chitra", view.Waiting[0].Node));
        await SendAsync(id, new Input.WaivePointOfNoReturn("ana", "The old certificate is out of date anyway."));
        _time.By += (window.End - Now + Duration.FromMinutes(17)).ToTimeSpan();
    }

    /// <summary>Plans and sites that are kept; one plan cannot run yet.</summary>
    private async Task KeepPlansAsync()
    {
        PlanLibrary library = Running.Server.Services.GetRequiredService<PlanLibrary>();
        Window window = From(Duration.FromDays(5), Duration.FromHours(4));
        string site = SiteOf("production", lab: null);
        (await library.PutSiteAsync(Author, "production", site, "")).ShouldBeOfType<LibraryAnswer<KeptSite>.Done>();
        string text = Engine42(window);
        PlanRevisionEntry first = Done(await library.CreateAsync(Author, text, "Begun."));
        string longer = text.Replace("batches: [1, 3, 4, 4]", "batches: [1, 3, 50%]", StringComparison.Ordinal)
            .Replace("estimate: 15m", "estimate: 20m", StringComparison.Ordinal);
        Kept = Done(
            await library.ReviseAsync(Author, first.Plan, first.Revision, longer, "Larger batches, as agreed.")
        );
        string wrong = Certificate(window)
            .Replace("Replace the certificate", "Replace the certificate of the mail server", StringComparison.Ordinal)
            .Replace("role: tester", "role: testers", StringComparison.Ordinal)
            .Replace("estimate: 20m", "estimate: soon", StringComparison.Ordinal);
        Faulty = Done(await library.CreateAsync(Author, wrong, "Not finished."));
    }

    /// <summary>Those that have not begun: a draft, one that waits for an approval, one that waits for its window.</summary>
    private async Task WaitForPeopleAsync()
    {
        Window later = From(Duration.FromDays(5), Duration.FromHours(4));
        string site = SiteOf("production", lab: null);
        await BeginAsync("draft", Engine42(later), site, later);
        Window soon = From(Duration.FromDays(2), Duration.FromHours(3));
        MaintenanceId proposed = await BeginAsync(
            "proposed",
            Engine42(soon).Replace("engine 4.2", "engine 4.2 on staging", StringComparison.Ordinal),
            SiteOf("staging", lab: null),
            soon
        );
        await SendAsync(proposed, new Input.Propose("ana"));
        Window tomorrow = From(Duration.FromHours(20), Duration.FromHours(1));
        MaintenanceId scheduled = await BeginAsync("scheduled", Certificate(tomorrow), site, tomorrow);
        await SendAsync(scheduled, new Input.Propose("ana"), await ApprovalAsync(scheduled, "bo"));
    }

    /// <summary>One that soaks, and one that is over.</summary>
    private async Task EndAsync()
    {
        Window window = From(Duration.FromMinutes(-30), Duration.FromHours(4));
        DataCentre lab = await OpenAsync();
        MaintenanceId soaking = await StartedAsync("soaking", Engine42(window), SiteOf("denver", lab), window);
        await PlayAsync(soaking, now => now.Stage == Stage.Soaking);
        MaintenanceId closed = await StartedAsync(
            "closed",
            Certificate(window).Replace("soak: { for: 2h }\n", "", StringComparison.Ordinal),
            SiteOf("lisbon", lab: null),
            window
        );
        await PlayAsync(closed, now => now.Ending is not null);
    }

    /// <summary>One whose balancer is gone, so that a person takes over what is still open.</summary>
    private async Task LeaveOpenAsync()
    {
        Window window = From(Duration.FromMinutes(-30), Duration.FromHours(4));
        DataCentre lab = await OpenAsync();
        MaintenanceId id = await StartedAsync(
            "needs-recovery",
            Engine42(window),
            SiteOf("mumbai", lab),
            window,
            "web3"
        );
        await PlayAsync(id, now => now.Questions.Count > 0);
        await lab.DisposeAsync();
        _labs.Remove(lab);
        await SendAsync(id, new Input.Abort("ana", "The data centre has lost its power."));
        await Running.Server.Services.GetRequiredService<LiveMaintenances>().FindAsync(id);
        while ((await ViewAsync(id)).Ending is null)
        {
            MaintenanceView view = await PlayAsync(
                id,
                now => now.Ending is not null || now.Brackets.Any(one => one.Status is BracketStatus.ClosingFailed)
            );
            foreach (BracketView open in view.Brackets.Where(one => one.Status is BracketStatus.ClosingFailed))
            {
                await Engine.SendAsync(
                    id,
                    new Input.Disown("dan", open.Number, "I close it by hand when the power is back."),
                    Cancelled
                );
            }
        }
    }

    /// <summary>One of more hosts than have room for their names.</summary>
    private async Task FillAsync()
    {
        Window window = From(Duration.FromMinutes(-10), Duration.FromHours(6));
        MaintenanceId id = await StartedAsync(
            "large",
            $"""
            maintenance: Restart the render farm
            author: ana
            impact: None.
            window: {Written(window)}
            approvals:
              - role: cab
            change:
              - rolling: "node[1-60]"
                title: Restart {"{host}"}
                batches: 100%
                steps:
                  - title: Let its present frame end
                    wait: 1s
              - rolling: "node[61-1200]"
                title: Restart {"{host}"}
                batches: 20%
                steps:
                  - title: Let its present frame end
                    wait: 30m
            rollback: {"{ none: A restart changes nothing. }"}

            """,
            """
            site: studio
            hosts:
              "node[1-1200]": { address: 127.0.0.1 }
            groups:
              nodes: "node[1-1200]"
            pools:
              nodes: { hosts: nodes, floor: 70% }
            people:
              bo: { name: Bo Lindqvist, roles: [cab], zone: Europe/Stockholm }

            """,
            window
        );
        await PlayAsync(id, now => now.Hosts.Count(host => host.Status == HostStatus.Changing) > 100);
    }

    /// <summary>One that asks: a host failed while others are being changed, and a person has a step.</summary>
    private async Task AskAsync()
    {
        Window window = From(Duration.FromMinutes(-50), Duration.FromHours(4));
        DataCentre lab = await OpenAsync(deploying: TimeSpan.FromMilliseconds(600));
        MaintenanceId id = await StartedAsync("asking", Engine42(window), SiteOf("frankfurt", lab), window, "web5");
        await PlayAsync(id, now => now.Hosts.Count(host => host.Status == HostStatus.Back) >= 4);
        await FaultAsync(lab, "web6", "hang");
        await FaultAsync(lab, "web8", "hang");
        await PlayAsync(
            id,
            now => now.Questions.Count > 0 && now.Hosts.Count(host => host.Status == HostStatus.Changing) >= 2,
            ticks: false
        );
        await SendAsync(
            id,
            new Input.Note("bo", "Customer support sees no more calls than usual.", -1),
            new Input.AddStep("ana", "Tell the night shift that web5 has a full disk", "lead")
        );
    }

    /// <summary>One that is being rolled back.</summary>
    private async Task RollBackAsync()
    {
        Window window = From(Duration.FromMinutes(-70), Duration.FromHours(4));
        DataCentre lab = await OpenAsync();
        MaintenanceId id = await StartedAsync("rolling-back", Engine42(window), SiteOf("oslo", lab), window, "web5");
        await PlayAsync(id, now => now.Questions.Count > 0);
        await FaultAsync(lab, "web4", "hang");
        await SendAsync(id, new Input.RollBack("ana", 0, "Orders are counted twice on the new version."));
        await PlayAsync(
            id,
            now => now.Nodes.Any(node => node is { IsUndo: true, Status: NodeStatus.Running }),
            ticks: false
        );
    }

    private async Task<MaintenanceId> StartedAsync(
        string scene,
        string plan,
        string site,
        Window window,
        string failing = ""
    )
    {
        if (failing.Length > 0)
        {
            await FaultAsync(_labs[^1], failing, "fail-next-deploy");
        }

        MaintenanceId id = await BeginAsync(scene, plan, site, window);
        await SendAsync(id, new Input.Propose("ana"), await ApprovalAsync(id, "bo"), new Input.Start("ana"));
        return id;
    }

    private async Task<MaintenanceId> BeginAsync(string scene, string plan, string site, Window window)
    {
        Lull.Plans.CheckedPlan read = Running.Checked(plan, site);
        Procedure procedure = read.Compile(window)
            .ShouldNotBeNull(string.Join('\n', read.Findings.Select(one => $"{one.Where} {one.Message} {one.Hint}")));
        MaintenanceId id = await Engine.PlanAsync(procedure, plan, site, Cancelled);
        _ids.Add(scene, id);
        return id;
    }

    /// <summary>Invented people do what waits for them, until it holds.</summary>
    private async Task<MaintenanceView> PlayAsync(
        MaintenanceId id,
        Func<MaintenanceView, bool> until,
        bool ticks = true
    )
    {
        LiveMaintenances all = Running.Server.Services.GetRequiredService<LiveMaintenances>();
        LiveMaintenance live = (await all.FindAsync(id)).ShouldNotBeNull();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using CancellationTokenRegistration late = limit.Token.Register(() =>
            Console.WriteLine(
                $"{id} is {live.Now.View.Stage}, asks {string.Join("; ", live.Now.View.Questions.Select(one => one.Question.Text))}"
            )
        );
        await foreach (LiveSnapshot now in live.SnapshotsAsync(limit.Token))
        {
            if (until(now.View))
            {
                return now.View;
            }

            foreach (WaitingView step in ticks ? now.View.Waiting : [])
            {
                // Who was a moment too late is refused, which does not matter here.
                await Engine.SendAsync(
                    id,
                    step.IsApproval ? new Input.ApproveStep("bo", step.Node)
                        : step.Role == "tester"
                            ? new Input.Tick("chitra", step.Node, Succeeded: true, "Order 4711 went through in 1.2 s.")
                        : new Input.Tick("ana", step.Node, Succeeded: true, ""),
                    Cancelled
                );
            }
        }

        throw new InvalidOperationException($"{id} ended before it came to what was waited for.");
    }

    private async Task SendAsync(MaintenanceId id, params Input[] commands)
    {
        foreach (Input command in commands)
        {
            (await Engine.SendAsync(id, command, Cancelled)).ShouldBeOfType<Decision.Accepted>($"{command}");
        }
    }

    private async Task<MaintenanceView> ViewAsync(MaintenanceId id) =>
        (await Engine.StatusAsync(id, Cancelled)).ShouldNotBeNull().View.ShouldNotBeNull();

    private async Task<Input> ApprovalAsync(MaintenanceId id, string by) =>
        new Input.Approve(by, "cab", (await ViewAsync(id)).Revision);

    private async Task<DataCentre> OpenAsync(TimeSpan? deploying = null)
    {
        DataCentre lab = await DataCentre.StartAsync(
            new LabOptions
            {
                WebServers = 12,
                RequestsPerSecond = 2,
                CheckInterval = TimeSpan.FromMilliseconds(100),
                Durations = new HostDurations { Deploy = deploying ?? TimeSpan.FromMilliseconds(50) },
            },
            Cancelled
        );
        _labs.Add(lab);
        return lab;
    }

    private static async Task FaultAsync(DataCentre lab, string host, string kind)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri(lab.Endpoints.Control, $"hosts/{host}/fault?kind={kind}"),
            content: null,
            Cancelled
        );
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A window that begins so long from now, at a quarter of an hour as people write them.</summary>
    private Window From(Duration from, Duration length)
    {
        long quarter = Duration.FromMinutes(15).BclCompatibleTicks;
        long ticks = (Now + from).ToUnixTimeTicks();
        Instant start = Instant.FromUnixTimeTicks(ticks - (ticks % quarter));
        return new Window(start, start + length, Zone);
    }

    private static T Done<T>(LibraryAnswer<T> answer) =>
        answer.ShouldBeOfType<LibraryAnswer<T>.Done>($"{answer}").Value;

    private static string Written(Window window) =>
        $"{{ start: {LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(window.Start.InZone(DateTimeZoneProviders.Tzdb[Zone]).LocalDateTime)}, length: {(window.End - window.Start).TotalHours:0}h, zone: {Zone}, also-show: [Asia/Kolkata, Europe/Lisbon] }}";

    /// <summary>A site on a data centre; without one its connections lead nowhere, which is enough before a start.</summary>
    private static string SiteOf(string name, DataCentre? lab)
    {
        string control = lab is null ? "http://127.0.0.1:9" : lab.Endpoints.Control.ToString().TrimEnd('/');
        string hosts = string.Join(
            '\n',
            Enumerable
                .Range(1, 12)
                .Select(number =>
                {
                    string host = string.Create(CultureInfo.InvariantCulture, $"web{number}");
                    Uri? url = lab?.Endpoints.Hosts[host];
                    return $"  {host}: {{ address: 127.0.0.1, url: \"{url ?? new Uri("http://127.0.0.1:9/")}\" }}";
                })
        );
        return $$"""
            site: {{name}}
            hosts:
            {{hosts}}
              "sftp[1-2]": { address: 127.0.0.1 }
            groups:
              web: "web[1-12]"
            pools:
              web: { hosts: web, floor: 50% }
              sftp: { hosts: "sftp[1-2]", floor: 1 }
            connections:
              shell: { kind: shell }
              edge: { kind: haproxy, address: "tcp://{{lab?.Endpoints.RuntimeAddress
                ?? "127.0.0.1:9"}}", backend: web, at-once: 4 }
              alerts: { kind: alertmanager, address: "{{control}}", at-once: 4 }
              http: { kind: http, base: "{{control}}", timeout: 10m }
            people:
              ana: { name: Ana Silva, roles: [release-manager], zone: Europe/Lisbon }
              bo: { name: Bo Lindqvist, roles: [cab], zone: Europe/Stockholm }
              chitra: { name: Chitra Rao, roles: [qa, cab], zone: Asia/Kolkata }
              dan: { name: Dan Okafor, roles: [cab, release-manager], zone: America/Denver }
            freezes:
              - { name: year-end, from: 2026-12-18 18:00, until: 2027-01-04 06:00, zone: America/New_York, because: Invoices of the year are printed. }

            """;
    }

    /// <summary>A rolling release with brackets, tracks, an approval on the way, items, an undo and a soak.</summary>
    private static string Engine42(Window window) =>
        $$"""
            # The engine, rolled out batch by batch.
            maintenance: Roll out engine 4.2
            author: ana
            impact: Medium. Servers leave the load balancer one batch at a time; no interruption is expected.
            window: {{Written(window)}}
            margin: 10m
            roles:
              lead: release-manager
              tester: qa
            approvals:
              - role: cab
            items:
              engine: { title: Engine 4.2, tickets: [OPS-2251, OPS-2261], owner: lead, tester: tester }
              notes: { title: Release notes, tickets: [DOC-118], owner: lead }
              sftp: { title: SFTP servers, tickets: [OPS-2268], state: not-doing, because: Wait for the new balancer. }
            lessons:
              - Leave the time limit of an update at 235 minutes; less fails and must be run again.
            change:
              - parallel:
                  - rolling: web
                    id: deploy
                    title: Deploy to {host}
                    item: engine
                    batches: [1, 3, 4, 4]
                    max-unavailable: 4
                    with:
                      - alerts.silence: { matchers: { instance: "{host}" }, comment: Engine 4.2 }
                        estimate: 5s
                      - edge.drain: { server: "{host}", wait: 30s }
                        estimate: 30s
                    steps:
                      - title: Back up the configuration
                        shell.run: "echo Saving /etc/engine of $LULL_HOST; echo 14 files, 38 kB; echo backup-$LULL_HOST-3f2a"
                        estimate: 1m
                        undo: { none: a copy changes nothing }
                      - title: Deploy the new version
                        http.put: "/hosts/{host}/deploy?version=4.2"
                        timeout: 20m
                        estimate: { low: 2m, likely: 3m, high: 9m }
                        undo: { http.put: "/hosts/{host}/deploy?version=4.1", title: Deploy the old version, estimate: 2m, timeout: 10m }
                        tickets: [OPS-2251]
                      - title: Answers again
                        check: { http.get: "{url}health", expect: { body: "4." }, within: 2m, every: 1s }
                        estimate: 1m
                  - title: Publish the release notes
                    item: notes
                    manual: Publish the page, and write its address down.
                    role: lead
                    estimate: 5m
                    links: [https://wiki.example.org/release-notes]
                    undo: { manual: Take the page back., role: lead, estimate: 5m }
              - approval: { role: cab }
                title: Go for the new servers
                estimate: 10m
              - title: Look at the new servers
                manual: Log in, open the dashboard, place a test order.
                role: tester
                evidence: required
                estimate: 15m
                undo: { none: a look changes nothing }
            verify:
              - title: Smoke tests after all changes
                manual: Log in on the public site and place a test order.
                role: tester
                evidence: required
                estimate: 15m
            rollback: undo
            soak:
              for: 2h
              watch:
                - check: { http.get: "{url}health", every: 10m }
                  on: web1
                  title: The site answers
              rollback-when: { failures: 3 in 40m, severity: 1 }

            """;

    /// <summary>A small plan whose steps people do.</summary>
    private static string Certificate(Window window) =>
        $$"""
            maintenance: Replace the certificate of the shop
            author: ana
            impact: Low. Connections are opened again once.
            window: {{Written(window)}}
            roles:
              lead: release-manager
              tester: qa
            approvals:
              - role: cab
            change:
              - title: Copy the certificate
                manual: Put the file where the balancer reads it.
                role: lead
                estimate: 5m
              - title: Check it
                manual: Open the shop and look at the certificate.
                role: tester
                evidence: required
                estimate: 20m
            rollback: { none: The old certificate is out of date. }

            """;
}
