using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Reports;

/// <summary>What a report says of tests: what came out, who says so, and when.</summary>
public sealed class SignedOffTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Smoke_tests_hold_the_next_wave_back_and_stand_in_the_report_with_tester_time_and_evidence()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await StartedAsync(
            running,
            """
            maintenance: Monthly patching
            author: ana
            impact: None.
            window: { start: 2026-12-03 14:00, end: 18:00, zone: America/Denver }
            roles:
              lead: release-manager
              tester: qa
            change:
              - title: Wave 1
                manual: Patch web1 and web2.
                role: lead
                estimate: 5m
              - title: Smoke tests after wave 1
                manual: Place an order on the public site.
                role: tester
                evidence: required
                links: [https://shop.example.org/]
                estimate: 5m
              - title: Wave 2
                manual: Patch web3 and web4.
                role: lead
                estimate: 5m
            rollback: { none: Updates cannot be taken back. }
            """
        );
        using HttpClient chitra = await running.SignedInAsync("chitra");
        await TickAsync(running, chitra, id, "Wave 1", "ana", "");
        int smoke = await chitra.WaitingAsync($"/maintenances/{id}", "Smoke tests after wave 1");
        string room = await chitra.ReadAsync($"/maintenances/{id}/live");
        room.ShouldContain("href=\"https://shop.example.org/\"");

        (await WaitingAsync(chitra, id)).Values.ShouldBe(["Smoke tests after wave 1"]);
        (await running.Server.Engine.SendAsync(id, new Input.Tick("chitra", smoke, Succeeded: true, ""), Cancelled))
            .ShouldBeOfType<Decision.Refused>()
            .Reason.ShouldContain("evidence");
        await running.SendAsync(id, new Input.Tick("chitra", smoke, Succeeded: true, "Order 4711 went through."));
        await TickAsync(running, chitra, id, "Wave 2", "ana", "");
        await running.CardAsync(id, card => card.IsOver);

        string report = await chitra.ReadAsync($"/maintenances/{id}/report.md");
        report.ShouldMatch(
            @"\| Smoke tests after wave 1 \|  \| \d\d:\d\d:\d\d \| \d+s \| done \| chitra \| Order 4711 went through. \|"
        );
    }

    [Fact]
    public async Task Every_server_and_every_service_is_signed_off_by_name()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await StartedAsync(
            running,
            """
            maintenance: Roll out engine 4.2
            author: ana
            impact: None.
            window: { start: 2026-12-03 14:00, end: 18:00, zone: America/Denver }
            roles:
              lead: release-manager
              tester: qa
            items:
              search: { title: Search service, owner: lead, tester: tester, no-ticket: A standing order. }
            change:
              - rolling: "web[1-2]"
                title: Certify {host}
                steps:
                  - title: Certify it
                    manual: Look at it and sign.
                    role: tester
                    evidence: required
                    estimate: 5m
              - title: Update the search service
                manual: Update it.
                role: lead
                item: search
                estimate: 5m
            rollback: { none: It cannot be taken back. }
            """
        );
        using HttpClient chitra = await running.SignedInAsync("chitra");

        await TickAsync(running, chitra, id, "Certify it", "chitra", "Certified after 12 orders.");
        (await ReportAsync(chitra, id)).ShouldContain("Not signed off: web2, Search service.");
        await TickAsync(running, chitra, id, "Certify it", "chitra", "Certified after 9 orders.");
        await TickAsync(running, chitra, id, "Update the search service", "ana", "");
        (await ReportAsync(chitra, id)).ShouldContain("Not signed off: Search service.");
        await running.SendAsync(id, new Input.ChangeItem("chitra", 0, Core.Plans.ItemState.Done, "Finds all of them."));
        await running.CardAsync(id, card => card.IsOver);

        string report = await ReportAsync(chitra, id);
        report.ShouldContain("Everything that somebody answers for is signed off.");
        report.ShouldMatch(
            @"\| web1 \| Certify it \| chitra \| \d\d:\d\d:\d\d \| done \| Certified after 12 orders. \|"
        );
        report.ShouldMatch(
            @"\| web2 \| Certify it \| chitra \| \d\d:\d\d:\d\d \| done \| Certified after 9 orders. \|"
        );
        report.ShouldMatch(
            @"\| Search service \| tested by tester \| chitra \| \d\d:\d\d:\d\d \| done \| Finds all of them. \|"
        );
    }

    private static async Task<MaintenanceId> StartedAsync(Running running, string plan)
    {
        MaintenanceId id = await running.PlanAsync(plan);
        await running.CardAsync(id, _ => true);
        await running.SendAsync(id, new Input.Propose("ana"));
        MaintenanceView view = (await running.Server.Engine.StatusAsync(id, Cancelled))!.View!;
        if (view.Approvals.Count > 0)
        {
            await running.SendAsync(id, new Input.Approve("bo", "cab", view.Revision));
        }

        await running.SendAsync(id, new Input.Start("ana"));
        return id;
    }

    private static async Task TickAsync(
        Running running,
        HttpClient http,
        MaintenanceId id,
        string title,
        string by,
        string evidence
    )
    {
        int node = await http.WaitingAsync($"/maintenances/{id}", title);
        await running.SendAsync(id, new Input.Tick(by, node, Succeeded: true, evidence));
        await Until.HoldsAsync(async () => !(await WaitingAsync(http, id)).ContainsKey(node));
    }

    /// <summary>Titles of the steps that wait for people, by their numbers.</summary>
    private static async Task<Dictionary<int, string>> WaitingAsync(HttpClient http, MaintenanceId id) =>
        (await http.AskAsync($"/maintenances/{id}")).Good()["waiting"]!
            .AsArray()
            .ToDictionary(step => (int)step!["node"]!, step => (string)step!["title"]!);

    private static Task<string> ReportAsync(HttpClient http, MaintenanceId id) =>
        http.ReadAsync($"/maintenances/{id}/report.md");
}
