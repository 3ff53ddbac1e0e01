using System.Net;
using System.Text.RegularExpressions;
using Lull.Connectors;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Plans;
using Lull.Server;
using Lull.Server.Callers;
using Lull.Server.People;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Bench;

/// <summary>A server with one maintenance, whose hosts wait a second twice each: nothing but Lull's own work is measured.</summary>
internal sealed partial class Sitting : IAsyncDisposable
{
    private const string Password = "only for measuring";

    private readonly DirectoryInfo _directory;
    private readonly CookieContainer _cookies = new();

    private Sitting(LullServer server, MaintenanceId id, DirectoryInfo directory)
    {
        Server = server;
        Id = id;
        _directory = directory;
    }

    internal LullServer Server { get; }

    internal MaintenanceId Id { get; }

    /// <summary>A rolling maintenance over so many hosts, each of which waits a second twice.</summary>
    internal static Task<Sitting> BeginAsync(int hosts) =>
        BeginAsync(
            $"""
            site: bench
            hosts:
              "web[1-{hosts}]": {"{"} address: 127.0.0.1 {"}"}
            groups:
              web: "web[1-{hosts}]"
            pools:
              web: {"{"} hosts: web, floor: 50% {"}"}
            people:
              ana: {"{"} name: Ana, roles: [lead], zone: UTC {"}"}
            """,
            """
            maintenance: Look at every host
            impact: None.
            window: { start: 2026-12-03 14:00, length: 8h, zone: UTC }
            change:
              - rolling: web
                title: Wait for {host}
                batches: 20
                steps:
                  - title: Wait
                    wait: 1s
                  - title: Wait again
                    wait: 1s
            rollback: { none: Nothing is changed. }
            """
        );

    /// <summary>A maintenance of a plan, not started yet.</summary>
    internal static async Task<Sitting> BeginAsync(string site, string plan)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lull-bench-");
        LullServer server = await LullServer.StartAsync(
            new ServerOptions
            {
                Store = new Store(directory.FullName),
                Listen = new Uri("http://127.0.0.1:0"),
                Clock = new RealClock(TimeProvider.System),
            },
            CancellationToken.None
        );
        CheckedPlan read = CheckedPlan.Of(
            "bench.plan.yaml",
            plan,
            SiteReader.Read("bench.site.yaml", site, ConnectorKinds.Catalogue),
            _ => null,
            ConnectorKinds.Catalogue
        );
        Instant now = SystemClock.Instance.GetCurrentInstant();
        Procedure procedure =
            read.Compile(new Window(now - Duration.FromMinutes(1), now + Duration.FromHours(8), "UTC"))
            ?? throw new InvalidOperationException(string.Join('\n', read.Findings.Select(finding => finding.Message)));
        MaintenanceId id = await server.Engine.PlanAsync(procedure, plan, site, CancellationToken.None);
        var sitting = new Sitting(server, id, directory);
        await sitting.SignInAsync();
        return sitting;
    }

    /// <summary>What a browser that has signed in sends.</summary>
    internal CookieCollection Cookies => _cookies.GetCookies(Server.Address);

    internal HttpClient Browser()
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false })
        {
            BaseAddress = Server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return http;
    }

    internal async Task StartAsync()
    {
        foreach (Input command in (Input[])[new Input.Propose("ana"), new Input.Start("ana")])
        {
            if (await Server.Engine.SendAsync(Id, command, CancellationToken.None) is Decision.Refused refused)
            {
                throw new InvalidOperationException(refused.Reason);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task SignInAsync()
    {
        await Server
            .Services.GetRequiredService<Accounts>()
            .AddAsync(new AccountDraft("ana", "Ana", "Etc/UTC", Rights.All) { Password = Password }, "bench");
        using HttpClient http = Browser();
        string page = await http.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("person", "ana"),
            KeyValuePair.Create("password", Password),
            KeyValuePair.Create(
                "__RequestVerificationToken",
                WebUtility.HtmlDecode(Token().Match(page).Groups["token"].Value)
            ),
        ]);
        using HttpResponseMessage answer = await http.PostAsync("/sign-in", form);
    }

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Token();
}
