using System.Globalization;
using Lull.Core.Maintenances;
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
            Running.Plan.In(window),
            SiteOf("headquarters", lab: null),
            window
        );
        await Running.SendAsync(id, new Input.Propose("ana"), await ApprovalAsync(id, "bo"), new Input.Start("ana"));
        MaintenanceView view = await PlayAsync(id, now => now.Waiting.Any(step => step.Role == "tester"));
        await Running.SendAsync(id, new Input.Claim("chitra", view.Waiting[0].Node));
        await Running.SendAsync(
            id,
            new Input.WaivePointOfNoReturn("ana", "The old certificate is out of date anyway.")
        );
        _time.By += (window.End - Now + Duration.FromMinutes(17)).ToTimeSpan();
    }

    /// <summary>Plans and sites that are kept; one plan cannot run yet.</summary>
    private async Task KeepPlansAsync()
    {
        PlanLibrary library = Running.Server.Services.GetRequiredService<PlanLibrary>();
        Window window = From(Duration.FromDays(5), Duration.FromHours(4));
        string site = SiteOf("production", lab: null);
        (await library.PutSiteAsync(Author, "production", site, "")).ShouldBeOfType<LibraryAnswer<KeptSite>.Done>();
        string text = EngineRelease.Plan.In(window);
        PlanRevisionEntry first = Done(await library.CreateAsync(Author, text, "Begun."));
        string longer = text.Replace("batches: [1, 3, 4, 4]", "batches: [1, 3, 50%]", StringComparison.Ordinal)
            .Replace("estimate: 15m", "estimate: 20m", StringComparison.Ordinal);
        Kept = Done(
            await library.ReviseAsync(Author, first.Plan, first.Revision, longer, "Larger batches, as agreed.")
        );
        string wrong = Running
            .Plan.In(window)
            .Replace("Replace the certificate", "Replace the certificate of the mail server", StringComparison.Ordinal)
            .Replace("role: tester", "role: testers", StringComparison.Ordinal)
            .Replace("estimate: 5m", "estimate: soon", StringComparison.Ordinal);
        Faulty = Done(await library.CreateAsync(Author, wrong, "Not finished."));
    }

    /// <summary>Those that have not begun: a draft, one that waits for an approval, one that waits for its window.</summary>
    private async Task WaitForPeopleAsync()
    {
        Window later = From(Duration.FromDays(5), Duration.FromHours(4));
        string site = SiteOf("production", lab: null);
        await BeginAsync("draft", EngineRelease.Plan.In(later), site, later);
        Window soon = From(Duration.FromDays(2), Duration.FromHours(3));
        MaintenanceId proposed = await BeginAsync(
            "proposed",
            EngineRelease.Plan.In(soon).Replace("engine 4.2", "engine 4.2 on staging", StringComparison.Ordinal),
            SiteOf("staging", lab: null),
            soon
        );
        await Running.SendAsync(proposed, new Input.Propose("ana"));
        Window tomorrow = From(Duration.FromHours(20), Duration.FromHours(1));
        MaintenanceId scheduled = await BeginAsync("scheduled", Running.Plan.In(tomorrow), site, tomorrow);
        await Running.SendAsync(scheduled, new Input.Propose("ana"), await ApprovalAsync(scheduled, "bo"));
    }

    /// <summary>One that soaks, and one that is over.</summary>
    private async Task EndAsync()
    {
        Window window = From(Duration.FromMinutes(-30), Duration.FromHours(4));
        DataCentre lab = await OpenAsync();
        MaintenanceId soaking = await StartedAsync(
            "soaking",
            EngineRelease.Plan.In(window),
            SiteOf("denver", lab),
            window
        );
        await PlayAsync(soaking, now => now.Stage == Stage.Soaking);
        MaintenanceId closed = await StartedAsync(
            "closed",
            Running.Plan.In(window),
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
            EngineRelease.Plan.In(window),
            SiteOf("mumbai", lab),
            window,
            "web3"
        );
        await PlayAsync(id, now => now.Questions.Count > 0);
        await lab.DisposeAsync();
        _labs.Remove(lab);
        await Running.SendAsync(id, new Input.Abort("ana", "The data centre has lost its power."));
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
            window: {"{ start: 2026-12-03 14:00, length: 6h, zone: America/Denver }"}
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

            """.In(window),
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
        MaintenanceId id = await StartedAsync(
            "asking",
            EngineRelease.Plan.In(window),
            SiteOf("frankfurt", lab),
            window,
            "web5"
        );
        await PlayAsync(id, now => now.Hosts.Count(host => host.Status == HostStatus.Back) >= 4);
        await FaultAsync(lab, "web6", "hang");
        await FaultAsync(lab, "web8", "hang");
        await PlayAsync(
            id,
            now => now.Questions.Count > 0 && now.Hosts.Count(host => host.Status == HostStatus.Changing) >= 2,
            ticks: false
        );
        await Running.SendAsync(
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
        MaintenanceId id = await StartedAsync(
            "rolling-back",
            EngineRelease.Plan.In(window),
            SiteOf("oslo", lab),
            window,
            "web5"
        );
        await PlayAsync(id, now => now.Questions.Count > 0);
        await FaultAsync(lab, "web4", "hang");
        await Running.SendAsync(id, new Input.RollBack("ana", 0, "Orders are counted twice on the new version."));
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
        await Running.SendAsync(id, new Input.Propose("ana"), await ApprovalAsync(id, "bo"), new Input.Start("ana"));
        return id;
    }

    private async Task<MaintenanceId> BeginAsync(string scene, string plan, string site, Window window)
    {
        MaintenanceId id = await Running.PlanAsync(window.Start, window.End, plan, site, window.Zone);
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

    /// <summary>A site on a data centre; without one its connections lead nowhere.</summary>
    private static string SiteOf(string name, DataCentre? lab) =>
        EngineRelease.SiteOf(
            name,
            lab is null
                ? SiteAddresses.Nowhere
                : new SiteAddresses(
                    lab.Endpoints.RuntimeAddress,
                    lab.Endpoints.Control.ToString().TrimEnd('/'),
                    string.Join(
                        "\n  ",
                        Enumerable
                            .Range(1, 12)
                            .Select(number => string.Create(CultureInfo.InvariantCulture, $"web{number}"))
                            .Select(host => $"{host}: {{ address: 127.0.0.1, url: \"{lab.Endpoints.Hosts[host]}\" }}")
                    )
                )
        );
}
