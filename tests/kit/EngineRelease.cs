using System.Globalization;
using Lull.Core.Windows;
using NodaTime.Text;

namespace Lull.Server.Tests.Kit;

/// <summary>A rolling release in which there is everything that pages show, and sites for it.</summary>
internal static class EngineRelease
{
    /// <summary>Brackets, batches, tracks, an approval on the way, items, an undo and a soak.</summary>
    internal const string Plan = """
        # The engine, rolled out batch by batch.
        maintenance: Roll out engine 4.2
        author: ana
        impact: Medium. Servers leave the load balancer one batch at a time; no interruption is expected.
        window: { start: 2026-12-03 14:00, end: 18:00, zone: America/Denver, also-show: [Asia/Kolkata, Europe/Lisbon] }
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

    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd HH:mm"
    );

    /// <summary>A site with freezes, two pools and people in four zones; its connections lead nowhere, which is enough before a start.</summary>
    internal static string Site { get; } = SiteOf("production", SiteAddresses.Nowhere);

    /// <summary>The same for a site of that name whose connections lead somewhere.</summary>
    internal static string SiteOf(string name, SiteAddresses at) =>
        $$"""
            site: {{name}}
            hosts:
              {{at.Hosts}}
              "sftp[1-2]": { address: 127.0.0.1 }
            groups:
              web: "web[1-12]"
            pools:
              web: { hosts: web, floor: 50% }
              sftp: { hosts: "sftp[1-2]", floor: 1 }
            connections:
              shell: { kind: shell }
              edge: { kind: haproxy, address: "tcp://{{at.Balancer}}", backend: web, at-once: 4 }
              alerts: { kind: alertmanager, address: "{{at.Control}}", at-once: 4 }
              http: { kind: http, base: "{{at.Control}}", timeout: 10m }
            people:
              ana: { name: Ana Silva, roles: [release-manager], zone: Europe/Lisbon }
              bo: { name: Bo Lindqvist, roles: [cab], zone: Europe/Stockholm }
              chitra: { name: Chitra Rao, roles: [qa, cab], zone: Asia/Kolkata }
              dan: { name: Dan Okafor, roles: [cab, release-manager], zone: America/Denver }
            freezes:
              - { name: year-end, from: 2026-12-18 18:00, until: 2027-01-04 06:00, zone: America/New_York, because: Invoices of the year are printed. }

            """;

    /// <summary>A plan in another window.</summary>
    internal static string In(this string plan, Window window)
    {
        LocalDateTime start = window.Start.InZone(DateTimeZoneProviders.Tzdb[window.Zone]).LocalDateTime;
        string written = string.Create(
            CultureInfo.InvariantCulture,
            $"{{ start: {Minutes.Format(start)}, length: {(window.End - window.Start).TotalHours:0}h, zone: {window.Zone}, also-show: [Asia/Kolkata, Europe/Lisbon] }}"
        );
        return string.Join(
            '\n',
            plan.Split('\n')
                .Select(line => line.StartsWith("window: ", StringComparison.Ordinal) ? $"window: {written}" : line)
        );
    }
}
