using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Pages;

/// <summary>Times of a plan, as each team reads them.</summary>
public sealed class TeamTimesTests
{
    /// <summary>The plan shows no zone but its own; the testers live in India.</summary>
    private const string Plan = """
        maintenance: Monthly patching
        author: ana
        impact: None.
        window: { start: Sun 2030-05-19 00:00, end: 08:00, zone: America/New_York }
        roles:
          lead: release-manager
          tester: qa
        prepare:
          - title: Reschedule the jobs
            manual: Reschedule them.
            role: tester
            at: Sat 2030-05-18 19:00
        change:
          - title: Second wave
            not-before: 04:30
            due: 06:00
            steps:
              - title: Patch them
                manual: Patch them.
                role: tester
                due: 06:00
        verify:
          from: 05:00
          steps:
            - title: Smoke tests
              manual: Run them.
              role: lead
        rollback: { none: Updates cannot be taken back. }
        """;

    private static readonly Instant Midnight = Instant.FromUtc(2030, 5, 19, 4, 0);

    [Fact]
    public async Task A_gate_is_told_in_the_zones_of_its_team_and_of_the_reader_with_the_day_where_it_is_another()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await PlanAsync(running, Plan);
        using HttpClient ana = await running.SignedInAsync("ana");

        string procedure = (await PageAsync(ana, $"/maintenances/{id}/procedure")).Body!.TextContent;

        procedure.ShouldContain(
            "not before Sat 18 May 19:00 America/New_York = Sun 04:30 Asia/Kolkata = Sun 00:00 Europe/Lisbon"
        );
        procedure.ShouldContain(
            "not before Sun 19 May 04:30 America/New_York = 14:00 Asia/Kolkata = 09:30 Europe/Lisbon"
        );
        procedure.ShouldContain("due by Sun 19 May 06:00 America/New_York = 15:30 Asia/Kolkata = 11:00 Europe/Lisbon");
        procedure.ShouldContain("from Sun 19 May 05:00 America/New_York = 10:00 Europe/Lisbon");
    }

    [Fact]
    public async Task Zones_that_the_plan_shows_stand_beside_every_time_of_it()
    {
        await using Running running = await Running.StartAsync();
        string plan = Plan.Replace(
                "zone: America/New_York",
                "zone: America/New_York, also-show: [Asia/Kolkata]",
                StringComparison.Ordinal
            )
            .Replace("role: tester", "role: lead", StringComparison.Ordinal);
        MaintenanceId id = await PlanAsync(running, plan);
        using HttpClient ana = await running.SignedInAsync("ana");

        (await PageAsync(ana, $"/maintenances/{id}/procedure")).Body!.TextContent.ShouldContain(
            "not before Sun 19 May 04:30 America/New_York = 14:00 Asia/Kolkata = 09:30 Europe/Lisbon"
        );
        IHtmlDocument forecast = await PageAsync(ana, $"/maintenances/{id}/forecast");
        forecast
            .QuerySelectorAll("details th[scope=col]")
            .Select(head => head.TextContent)
            .ShouldBe(["Part", "Begins", "America/New_York", "Asia/Kolkata", "Ends", "Decides the end"]);
        forecast
            .QuerySelectorAll("details tbody tr")
            .Single(row => row.TextContent.Contains("Second wave", StringComparison.Ordinal))
            .Children.Select(cell => cell.TextContent)
            .Take(4)
            .ShouldBe(["Second wave", "Sun 19 May 09:30", "04:30", "14:00"]);
        string overview = (await PageAsync(ana, $"/maintenances/{id}")).QuerySelector(".zones")!.TextContent;
        overview.ShouldContain("Sun 19 May 2030 00:00–08:00");
        overview.ShouldContain("Sun 19 May 2030 09:30–17:30");
        (await ana.ReadAsync($"/maintenances/{id}/live")).ShouldContain(
            "not before Sun 19 May 04:30 America/New_York = 14:00 Asia/Kolkata"
        );
    }

    [Fact]
    public async Task Who_takes_the_next_shift_reads_the_hand_over_in_their_own_zone()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await PlanAsync(running, Plan);
        using HttpClient chitra = await running.SignedInAsync("chitra");
        using HttpClient ana = await running.SignedInAsync("ana");

        string india = (await PageAsync(chitra, $"/maintenances/{id}/hand-over")).QuerySelector("main")!.TextContent;
        string portugal = (await PageAsync(ana, $"/maintenances/{id}/hand-over")).QuerySelector("main")!.TextContent;

        india.ShouldContain("Times are of Asia/Kolkata; the window was announced in America/New_York.");
        india.ShouldContain("Sun 19 May 09:30 to Sun 19 May 17:30");
        portugal.ShouldContain("Sun 19 May 05:00 to Sun 19 May 13:00");
    }

    private static Task<MaintenanceId> PlanAsync(Running running, string plan) =>
        running.PlanAsync(Midnight, Midnight + Duration.FromHours(8), plan, zone: "America/New_York");

    private static async Task<IHtmlDocument> PageAsync(HttpClient http, string path) =>
        new HtmlParser().ParseDocument(await http.ReadAsync(path));
}
