using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Pages;

/// <summary>Steps as the teams see them who do them, or do not.</summary>
public sealed class StepPageTests
{
    private const string Site = """
        site: office
        people:
          ana: { name: Ana Silva, roles: [release-manager], zone: Europe/Lisbon }
          bo: { name: Bo Lindqvist, roles: [integrations], zone: Europe/Stockholm }
          chitra: { name: Chitra Rao, roles: [engineering], zone: Asia/Kolkata }
        """;

    private const string Plan = """
        maintenance: Monthly patching
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
        prepare:
          - title: Tell customer service when the maintenance page goes up
            manual: Tell customer service.
            not-doing: Customers get the dates of the year ahead.
        change:
          - title: Patch them
            manual: Patch them.
            estimate: 5m
        finish:
          - parallel:
              - title: Start the jobs of product integrations
                manual: Start the jobs, following the page.
                role: integrations
                links: [https://wiki.example.org/integrations]
              - title: Start the jobs of product engineering
                manual: Start the jobs, following the page.
                role: engineering
                links: [https://wiki.example.org/engineering]
        rollback: { none: Updates cannot be taken back. }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_team_starts_its_own_jobs_after_the_change_by_the_page_that_is_linked()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Plan, Site);
        await running.CardAsync(id, _ => true);
        await running.SendAsync(id, new Input.Propose("ana"), new Input.Start("ana"));
        using HttpClient bo = await running.SignedInAsync("bo");
        using HttpClient chitra = await running.SignedInAsync("chitra");
        (await MineAsync(bo, id)).ShouldNotContain("product integrations");
        int patch = await bo.WaitingAsync($"/maintenances/{id}", "Patch them");
        await running.SendAsync(id, new Input.Tick("bo", patch, Succeeded: true, ""));

        int integrations = await bo.WaitingAsync($"/maintenances/{id}", "Start the jobs of product integrations");
        int engineering = await bo.WaitingAsync($"/maintenances/{id}", "Start the jobs of product engineering");
        (await MineAsync(bo, id)).ShouldContain("href=\"https://wiki.example.org/integrations\"");
        (await MineAsync(bo, id)).ShouldNotContain("https://wiki.example.org/engineering");
        (await MineAsync(chitra, id)).ShouldContain("href=\"https://wiki.example.org/engineering\"");
        (await bo.ReadAsync($"/maintenances/{id}/steps/{engineering}")).ShouldContain(
            "href=\"https://wiki.example.org/engineering\""
        );
        (await running.Server.Engine.SendAsync(id, new Input.Tick("bo", engineering, Succeeded: true, ""), Cancelled))
            .ShouldBeOfType<Decision.Refused>()
            .Code.ShouldBe(RefusalCode.NotYourRole);
        await running.SendAsync(id, new Input.Tick("bo", integrations, Succeeded: true, "All 14 run."));
        await running.SendAsync(id, new Input.Tick("chitra", engineering, Succeeded: true, "All 9 run."));

        (await running.CardAsync(id, card => card.IsOver)).Ending.ShouldBe(Ending.Done);
        string report = await bo.ReadAsync($"/maintenances/{id}/report.md");
        report.ShouldMatch(@"\| Start the jobs of product integrations \|.*\| done \| bo \| All 14 run. \|");
        report.ShouldMatch(@"\| Start the jobs of product engineering \|.*\| done \| chitra \| All 9 run. \|");
    }

    [Fact]
    public async Task Who_does_how_much_is_shown_and_a_role_without_a_step_is_noticed()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(
            Plan.Replace(
                "prepare:",
                "roles:\n  lead: release-manager\nitems:\n  web: { title: Web, owner: lead, no-ticket: None. }\nprepare:",
                StringComparison.Ordinal
            ),
            Site
        );
        await running.CardAsync(id, _ => true);
        using HttpClient ana = await running.SignedInAsync("ana");

        string who = string.Join(
            ' ',
            (await PageAsync(ana, $"/maintenances/{id}"))
                .QuerySelector("section[aria-labelledby=who]")!
                .TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

        who.ShouldContain("lead Ana Silva release-manager, no step");
        who.ShouldContain("integrations Bo Lindqvist integrations, 1 step");
        who.ShouldContain("engineering Chitra Rao engineering, 1 step");
    }

    [Fact]
    public async Task A_step_that_is_left_out_for_a_standing_reason_says_so_and_does_not_hold_anything_up()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Plan, Site);
        await running.CardAsync(id, _ => true);
        using HttpClient ana = await running.SignedInAsync("ana");

        (await PageAsync(ana, $"/maintenances/{id}/procedure"))
            .QuerySelectorAll("li.step")
            .Single(step => step.TextContent.Contains("Tell customer service when", StringComparison.Ordinal))
            .TextContent.ShouldContain("Not doing: Customers get the dates of the year ahead.");
        await running.SendAsync(id, new Input.Propose("ana"), new Input.Start("ana"));

        await ana.WaitingAsync($"/maintenances/{id}", "Patch them");
        (await ana.ReadAsync($"/maintenances/{id}/report.md")).ShouldMatch(
            @"\| Tell customer service when the maintenance page goes up \|.*\| skipped \|.*\| Customers get the dates of the year ahead. \|"
        );
    }

    private static Task<string> MineAsync(HttpClient http, MaintenanceId id) =>
        http.ReadAsync($"/maintenances/{id}/live/mine");

    private static async Task<IHtmlDocument> PageAsync(HttpClient http, string path) =>
        new HtmlParser().ParseDocument(await http.ReadAsync(path));
}
