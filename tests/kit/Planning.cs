using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Pages;

/// <summary>Maintenances of several stages, for pages to show.</summary>
internal static class Furnished
{
    /// <summary>A site with freezes, pools and people in five zones.</summary>
    internal const string Site = """
        site: production
        hosts:
          "web[1-12]": { address: 127.0.0.1, url: "http://127.0.0.1:9/{host}" }
          "db[1-2]": { address: 127.0.0.1 }
        groups:
          web: "web[1-12]"
        pools:
          web: { hosts: web, floor: 50% }
          db: { hosts: "db[1-2]", floor: 1 }
        connections:
          shell: { kind: shell }
          edge: { kind: http, base: "http://127.0.0.1:9" }
          http: { kind: http, base: "http://127.0.0.1:9" }
        people:
          ana: { name: Ana Silva, roles: [release-manager], zone: Europe/Lisbon }
          bo: { name: Bo Lindqvist, roles: [cab], zone: Europe/Stockholm }
          chitra: { name: Chitra Rao, roles: [qa, cab], zone: Asia/Kolkata }
          dan: { name: Dan Okafor, roles: [cab], zone: America/Denver }
        freezes:
          - { name: year-end, from: 2026-12-18 18:00, until: 2027-01-04 06:00, zone: America/New_York, because: Invoices of the year are printed. }
        """;

    /// <summary>Batches of web servers, gates, tracks, items, an approval on the way and a roll back.</summary>
    internal const string Rolling = """
        # The engine, rolled out batch by batch.
        maintenance: Roll out engine 4.2
        author: ana
        impact: Medium. Servers leave the load balancer one batch at a time; no interruption is expected.
        window: { start: 2026-12-03 14:00, end: 18:00, zone: America/Denver, also-show: [Asia/Kolkata] }
        margin: 10m
        roles:
          lead: release-manager
          tester: qa
        approvals:
          - role: cab
            quorum: 2
        items:
          engine: { title: Engine 4.2, tickets: [OPS-2251, OPS-2261], owner: lead, tester: tester }
          docs: { title: Release notes, tickets: [DOC-118], owner: lead }
          sftp: { title: SFTP servers, tickets: [OPS-2268], state: not-doing, because: Wait for the new balancer. }
        lessons:
          - Leave the time limit of an update at 235 minutes; less fails and must be run again.
        change:
          - rolling: web
            id: deploy
            title: Deploy to {host}
            item: engine
            batches: [1, 25%, 50%]
            max-unavailable: 25%
            tolerate: 0
            with:
              - edge.hold: { look: "/nodes/{host}", held: { json: { drained: true } }, open: "/nodes/{host}/drain", close: "/nodes/{host}/ready" }
            steps:
              - title: Back up the configuration
                shell.run: backup-config /etc/engine
                estimate: 1m
                undo: { none: a copy changes nothing }
              - title: Deploy the new revision
                shell.run: deploy engine 4.2 {host}
                estimate: { low: 2m, likely: 3m, high: 9m }
                undo: { shell.run: "deploy engine 4.1 {host}" }
                tickets: [OPS-2251]
              - title: Answers again
                check: { http.get: "{url}/health", within: 2m }
                estimate: 1m
          - approval: { role: cab }
            title: Go for the rest
            estimate: 10m
          - parallel:
              - title: Look at the new servers
                manual: Log in, open the dashboard, place a test order.
                role: tester
                evidence: required
                estimate: 15m
              - title: Publish the release notes
                item: docs
                manual: Publish the page.
                role: lead
                estimate: 5m
                not-before: 15:30 = 04:00 Asia/Kolkata
                links: [https://wiki.lab.example/release-notes]
                undo: { manual: Take the page back. }
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
            - check: { http.get: "{url}/health", every: 10m }
              on: web1
              title: The site answers
          rollback-when: { failures: 3 in 40m, severity: 1 }
        """;

    private static readonly Caller Ana = new("ana", "Ana Silva", Rights.All, "Europe/Lisbon");

    /// <summary>One maintenance in a window.</summary>
    internal static async Task<MaintenanceId> PlanAsync(
        this Running running,
        Instant start,
        Instant end,
        string plan = Running.Plan,
        string site = Running.Site,
        string zone = "America/Denver"
    )
    {
        Procedure procedure = Compiled(start, end, plan, site, zone);
        MaintenanceId id = await running.Server.Engine.PlanAsync(
            procedure,
            plan,
            site,
            TestContext.Current.CancellationToken
        );
        await running.CardAsync(id, _ => true);
        return id;
    }

    /// <summary>A procedure for a window.</summary>
    internal static Procedure Compiled(Instant start, Instant end, string plan, string site, string zone)
    {
        Lull.Plans.CheckedPlan read = Running.Checked(plan, site);
        return read.Compile(new Window(start, end, zone))
            .ShouldNotBeNull(
                string.Join('\n', read.Findings.Select(finding => $"{finding.Where} {finding.Message} {finding.Hint}"))
            );
    }

    /// <summary>Sends commands in turn; each must be accepted.</summary>
    internal static async Task SendAsync(this Running running, MaintenanceId id, params Input[] commands)
    {
        CommandDesk desk = running.Server.Services.GetRequiredService<CommandDesk>();
        foreach (Input command in commands)
        {
            Decision decision = await desk.SendAsync(
                Ana with
                {
                    Person = Lull.Engine.Conducting.MaintenanceEngine.ActorOf(command),
                },
                id,
                command
            );
            decision.ShouldBeOfType<Decision.Accepted>(decision.ToString());
        }
    }

    /// <summary>Waits until a card holds.</summary>
    internal static async Task<MaintenanceCard> CardAsync(
        this Running running,
        MaintenanceId id,
        Func<MaintenanceCard, bool> holds
    )
    {
        MaintenanceCatalogue catalogue = running.Server.Services.GetRequiredService<MaintenanceCatalogue>();
        while (true)
        {
            long seen = catalogue.Version;
            if (catalogue.Find(id) is { } card && holds(card))
            {
                return card;
            }

            await catalogue.ChangeAfterAsync(seen, TestContext.Current.CancellationToken);
        }
    }
}
