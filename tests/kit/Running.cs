using System.Net;
using Lull.Connectors;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Plans;
using Lull.Server;
using Lull.Server.Callers;
using Lull.Server.People;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Kit;

/// <summary>A server on a store and a port of its own, with a small site and plans whose steps people do.</summary>
internal sealed class Running : IAsyncDisposable
{
    /// <summary>Of every account that <see cref="SignedInAsync"/> makes.</summary>
    internal const string Password = "a long and plain password";

    /// <summary>People, a pool of four hosts, and a shell; nothing outside is needed.</summary>
    internal const string Site = """
        site: office
        hosts:
          "web[1-4]": { address: 127.0.0.1 }
        groups:
          web: "web[1-4]"
        pools:
          web: { hosts: web, floor: 50% }
        connections:
          shell: { kind: shell }
        people:
          ana: { name: Ana Silva, roles: [release-manager], zone: Europe/Lisbon }
          bo: { name: Bo Lindqvist, roles: [cab], zone: Europe/Stockholm }
          chitra: { name: Chitra Rao, roles: [qa, cab], zone: Asia/Kolkata }
        """;

    /// <summary>A plan with an approval, two steps of people and one of the machine.</summary>
    internal const string Plan = """
        maintenance: Replace the certificate
        author: ana
        impact: Low. Connections are opened again once.
        window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
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
            estimate: 5m
        rollback: { none: The old certificate is out of date. }
        """;

    private readonly DirectoryInfo _directory;
    private readonly bool _isOwner;

    private Running(LullServer server, DirectoryInfo directory, bool isOwner)
    {
        Server = server;
        _directory = directory;
        _isOwner = isOwner;
    }

    internal LullServer Server { get; }

    /// <summary>The store's directory.</summary>
    internal string Directory => _directory.FullName;

    /// <summary>Starts one in a new directory, or in that of an earlier one, as after a restart.</summary>
    internal static async Task<Running> StartAsync(
        string? directory = null,
        Func<ServerOptions, ServerOptions>? change = null
    )
    {
        DirectoryInfo place = directory is null
            ? System.IO.Directory.CreateTempSubdirectory("lull-server-")
            : new DirectoryInfo(directory);
        var options = new ServerOptions
        {
            Store = new Store(place.FullName),
            Listen = new Uri("http://127.0.0.1:0"),
            Clock = new RealClock(TimeProvider.System),
        };
        return new Running(
            await LullServer.StartAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken),
            place,
            directory is null
        );
    }

    /// <summary>Begins a maintenance of a plan in a window that has just opened.</summary>
    internal async Task<MaintenanceId> PlanAsync(string plan = Plan, string site = Site)
    {
        CheckedPlan read = Checked(plan, site);
        Instant now = SystemClock.Instance.GetCurrentInstant();
        Procedure procedure = read.Compile(
                new Window(now - Duration.FromMinutes(1), now + Duration.FromHours(4), "America/Denver")
            )
            .ShouldNotBeNull(string.Join('\n', read.Findings.Select(finding => finding.Message)));
        return await Server.Engine.PlanAsync(procedure, plan, site, TestContext.Current.CancellationToken);
    }

    /// <summary>A browser that nobody has signed in with: keeps cookies, follows nothing, and says like a browser where requests come from.</summary>
    internal HttpClient Browser()
    {
        var http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = Server.Address,
        };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return http;
    }

    /// <summary>A browser in which a person has signed in; their account is made when it does not exist.</summary>
    /// <param name="person">Id, as in <see cref="Site"/>.</param>
    /// <param name="rights">What the account may do from now on.</param>
    internal async Task<HttpClient> SignedInAsync(string person, Rights rights = Rights.All)
    {
        Accounts accounts = Server.Services.GetRequiredService<Accounts>();
        if (accounts.Find(person) is null)
        {
            (string name, string zone) = person switch
            {
                "ana" => ("Ana Silva", "Europe/Lisbon"),
                "bo" => ("Bo Lindqvist", "Europe/Stockholm"),
                "chitra" => ("Chitra Rao", "Asia/Kolkata"),
                _ => (person, "Etc/UTC"),
            };
            (
                await accounts.AddAsync(new AccountDraft(person, name, zone, rights) { Password = Password }, "kit")
            ).ShouldBeEmpty();
        }
        else if (accounts.Find(person)!.Rights != rights)
        {
            (await accounts.SetRightsAsync(person, rights, "kit")).ShouldBeNull();
        }

        HttpClient http = Browser();
        using HttpResponseMessage answer = await http.SignInAsync(person, Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return http;
    }

    /// <summary>A plan and a site, read and checked.</summary>
    internal static CheckedPlan Checked(string plan, string site) =>
        CheckedPlan.Of(
            "office.plan.yaml",
            plan,
            SiteReader.Read("office.site.yaml", site, ConnectorKinds.Catalogue),
            _ => null,
            ConnectorKinds.Catalogue
        );

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (_isOwner)
        {
            _directory.Delete(recursive: true);
        }
    }
}
