using System.Diagnostics;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Pages;

public sealed class PageTests
{
    private const string Markup = "<img src=x onerror=alert(1)>";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    [Fact]
    public async Task Nothing_planned_says_what_to_do()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        (await PageAsync(ana, "/")).QuerySelector("main .empty a[href='/plans/new']").ShouldNotBeNull();
        foreach (string path in (string[])["/maintenances", "/plans", "/fleet", "/connections"])
        {
            (await PageAsync(ana, path)).QuerySelector("main .empty").ShouldNotBeNull(path);
        }
    }

    [Fact]
    public async Task Only_who_may_approve_is_asked_to()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Now, Now + Duration.FromHours(2));
        await running.SendAsync(id, new Input.Propose("ana"));
        await running.CardAsync(id, card => card.Stage == Stage.Proposed);
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo");

        (await TurnsAsync(bo)).ShouldHaveSingleItem().ShouldContain("Approve it");
        (await TurnsAsync(ana)).ShouldBeEmpty();
        IHtmlDocument overview = await PageAsync(bo, $"/maintenances/{id}");
        overview
            .QuerySelector($"form[action='/maintenances/{id}/commands/approve'] input[name=revision]")
            .ShouldNotBeNull()
            .GetAttribute("value")
            .ShouldNotBeNull()
            .Length.ShouldBe(64);
        (await PageAsync(ana, $"/maintenances/{id}"))
            .Body.ShouldNotBeNull()
            .TextContent.ShouldContain("your own approval never counts");
    }

    [Fact]
    public async Task A_list_shows_what_fits_its_filters()
    {
        await using Running running = await Running.StartAsync();
        await running.PlanAsync(Now, Now + Duration.FromHours(2));
        await running.PlanAsync(Now, Now + Duration.FromHours(4), EngineRelease.Plan, EngineRelease.Site);
        using HttpClient ana = await running.SignedInAsync("ana");

        (await TitlesAsync(ana, "/maintenances")).Count().ShouldBe(2);
        (await TitlesAsync(ana, "/maintenances?site=office")).ShouldBe(["Replace the certificate"]);
        (await TitlesAsync(ana, "/maintenances?text=WEB12%20engine")).ShouldBe(["Roll out engine 4.2"]);
        (await TitlesAsync(ana, "/maintenances?stage=over")).ShouldBeEmpty();
        (await TitlesAsync(ana, "/maintenances?stage=coming&page=99")).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Markup_in_texts_is_inert_on_every_page()
    {
        await using Running running = await Running.StartAsync();
        string plan = EngineRelease
            .Plan.Replace("Roll out engine 4.2", $"Roll out {Markup}", StringComparison.Ordinal)
            .Replace("Wait for the new balancer.", Markup, StringComparison.Ordinal)
            .Replace("Log in, open the dashboard", Markup, StringComparison.Ordinal)
            .Replace("Engine 4.2, tickets", $"\"{Markup}\", tickets", StringComparison.Ordinal)
            .Replace("Publish the release notes", Markup, StringComparison.Ordinal)
            .Replace("Leave the time limit", Markup, StringComparison.Ordinal);
        MaintenanceId id = await running.PlanAsync(Now, Now + Duration.FromHours(4), plan, EngineRelease.Site);
        await running.SendAsync(id, new Input.Note("ana", Markup, -1));
        await running.PlanAsync(Now, Now + Duration.FromHours(4), plan + "\n# changed\n", EngineRelease.Site);
        using HttpClient ana = await running.SignedInAsync("ana");
        PlanLibrary library = running.Server.Services.GetRequiredService<PlanLibrary>();
        var author = new Caller("bo", "Bo", Rights.All);
        (
            await library.PutSiteAsync(author, "production", EngineRelease.Site, Markup)
        ).ShouldBeOfType<LibraryAnswer<KeptSite>.Done>();
        PlanRevisionEntry kept = (await library.CreateAsync(author, plan, Markup))
            .ShouldBeOfType<LibraryAnswer<PlanRevisionEntry>.Done>()
            .Value;

        foreach (
            string path in (string[])
                [
                    "/",
                    "/?view=list",
                    "/?view=week",
                    "/maintenances",
                    $"/maintenances?text={Uri.EscapeDataString(Markup)}",
                    $"/maintenances/{id}",
                    $"/maintenances/{id}/procedure",
                    $"/maintenances/{id}/procedure/1",
                    $"/maintenances/{id}/yaml",
                    $"/maintenances/{id}/revisions",
                    $"/maintenances/{id}/revisions?view=side",
                    $"/maintenances/{id}/forecast",
                    $"/maintenances/{id}/items",
                    $"/maintenances/{id}/journal?text={Uri.EscapeDataString("<img")}",
                    $"/maintenances/{id}/journal?raw=1",
                    $"/maintenances/{id}/report",
                    "/plans",
                    $"/plans/{kept.Plan}",
                    $"/plans/{kept.Plan}/revise",
                    "/sites/production",
                    "/fleet",
                    "/fleet/production/web1",
                    "/connections",
                ]
        )
        {
            IHtmlDocument page = await PageAsync(ana, path);
            page.QuerySelectorAll("img[src=x], [onerror], [style], script:not([src])").ShouldBeEmpty(path);
            page.QuerySelectorAll("h1").Length.ShouldBe(1, path);
        }
    }

    [Fact]
    public async Task Ten_thousand_hosts_are_summarized()
    {
        await using Running running = await Running.StartAsync();
        string site = EngineRelease.Site.Replace("web[1-12]", "web[1-10000]", StringComparison.Ordinal);
        string plan = EngineRelease
            .Plan.Replace("batches: [1, 3, 4, 4]", "batches: [1, 25%, 50%]", StringComparison.Ordinal)
            .Replace("max-unavailable: 4", "max-unavailable: 25%", StringComparison.Ordinal);
        MaintenanceId id = await running.PlanAsync(Now, Now + Duration.FromHours(9), plan, site);
        using HttpClient ana = await running.SignedInAsync("ana");
        await ana.ReadAsync($"/maintenances/{id}/procedure");

        TimeSpan best = TimeSpan.MaxValue;
        string text = "";
        for (int look = 0; look < 5; look++)
        {
            long from = Stopwatch.GetTimestamp();
            text = await ana.ReadAsync($"/maintenances/{id}/procedure");
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(from).Ticks));
        }

        text.Length.ShouldBeLessThan(1_000_000);
        best.ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
        text.ShouldContain("10,000 hosts in 4 batches");
    }

    [Fact]
    public async Task A_plan_with_errors_comes_back_whole_with_each_under_its_line()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        string wrong = Running.Plan.Replace("role: lead", "roll: lead", StringComparison.Ordinal);

        using HttpResponseMessage answer = await ana.SubmitAsync(
            "/plans/new",
            "/plans/new",
            ("text", wrong),
            ("note", "A first try"),
            ("do", "check")
        );

        IHtmlDocument page = Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        page.QuerySelector("textarea[name=text]")
            .ShouldBeAssignableTo<IHtmlTextAreaElement>()!
            .Value.TrimEnd()
            .ShouldBe(wrong.TrimEnd());
        page.QuerySelector("input[name=note]")!.GetAttribute("value").ShouldBe("A first try");
        IElement finding = page.QuerySelectorAll("tr.finding-row")
            .First(row => row.TextContent.Contains("roll", StringComparison.Ordinal));
        finding.PreviousElementSibling.ShouldNotBeNull().TextContent.ShouldContain("roll: lead");
    }

    [Fact]
    public async Task A_plan_is_kept_and_begun_as_a_maintenance()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpResponseMessage site = await ana.SubmitAsync(
            "/sites/new",
            "/sites/new",
            ("text", Running.Site),
            ("do", "keep")
        );
        site.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await site.Content.ReadAsStringAsync(Cancelled));
        using HttpResponseMessage kept = await ana.SubmitAsync(
            "/plans/new",
            "/plans/new",
            ("text", Running.Plan),
            ("site", "office"),
            ("do", "keep")
        );
        kept.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        string plan = kept.Headers.Location.ShouldNotBeNull().OriginalString;
        IHtmlDocument page = await PageAsync(ana, plan);
        string revision = page.QuerySelector("form[action$='/begin'] input[name=revision]")
            .ShouldNotBeNull()
            .GetAttribute("value")
            .ShouldNotBeNull();

        string begin = page.QuerySelector("form[action$='/begin']")!.GetAttribute("action")!;
        using HttpResponseMessage gap = await ana.SubmitAsync(
            plan,
            begin,
            ("site", "office"),
            ("revision", revision),
            ("start", "2030-03-10T02:30")
        );
        gap.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await gap.Content.ReadAsStringAsync(Cancelled)).ShouldContain("the clocks jump over it");

        using HttpResponseMessage begun = await ana.SubmitAsync(
            plan,
            begin,
            ("site", "office"),
            ("revision", revision),
            ("start", "2030-12-03T14:00"),
            ("propose", "yes")
        );
        begun.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await begun.Content.ReadAsStringAsync(Cancelled));
        string maintenance = begun.Headers.Location.ShouldNotBeNull().OriginalString;
        IElement head = (await PageAsync(ana, maintenance)).QuerySelector(".maintenance-facts").ShouldNotBeNull();
        head.TextContent.ShouldContain("Tue 3 Dec 2030 21:00–23:00");
        head.TextContent.ShouldContain("14:00–16:00 America/Denver");
        head.TextContent.ShouldContain("proposed");
    }

    [Fact]
    public async Task A_report_names_the_head_of_a_journal_that_was_checked()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Now, Now + Duration.FromHours(2));
        using HttpClient ana = await running.SignedInAsync("ana");

        (await PageAsync(ana, $"/maintenances/{id}/report"))
            .QuerySelector(".report-head")
            .ShouldNotBeNull()
            .TextContent.Length.ShouldBe(64);
        (await ana.ReadAsync($"/maintenances/{id}/report.md")).ShouldStartWith("# Replace the certificate");
        (await ana.ReadAsync($"/maintenances/{id}/report.html")).ShouldContain("<h1>Replace the certificate</h1>");
    }

    [Theory]
    [InlineData("/maintenances/m-aaaaaaaa")]
    [InlineData("/maintenances/nonsense/forecast")]
    [InlineData("/plans/none")]
    [InlineData("/sites/none")]
    [InlineData("/fleet/none/web1")]
    public async Task What_does_not_exist_is_said_so(string path)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        using HttpResponseMessage answer = await ana.GetAsync(path, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Parse(await answer.Content.ReadAsStringAsync(Cancelled))
            .QuerySelector("h1")!
            .TextContent.ShouldBe("There is nothing here");
    }

    [Fact]
    public async Task Who_may_only_view_is_offered_nothing_to_change()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(
            Now,
            Now + Duration.FromHours(4),
            EngineRelease.Plan,
            EngineRelease.Site
        );
        using HttpClient guest = await running.SignedInAsync("guest", Rights.View);

        foreach (string path in (string[])["", "/items", "/procedure"])
        {
            (await PageAsync(guest, $"/maintenances/{id}{path}"))
                .QuerySelectorAll("main form[method=post]")
                .ShouldBeEmpty(path);
        }

        using HttpResponseMessage writing = await guest.GetAsync("/plans/new", Cancelled);
        writing.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<IEnumerable<string>> TurnsAsync(HttpClient http) =>
        (await PageAsync(http, "/")).QuerySelectorAll(".turn").Select(turn => turn.TextContent);

    private static async Task<IEnumerable<string>> TitlesAsync(HttpClient http, string path) =>
        (await PageAsync(http, path))
            .QuerySelectorAll(".maintenance-title")
            .Select(title => title.TextContent)
            .Order(StringComparer.Ordinal);

    private static async Task<IHtmlDocument> PageAsync(HttpClient http, string path) =>
        Parse(await http.ReadAsync(path));

    private static IHtmlDocument Parse(string text) => new HtmlParser().ParseDocument(text);
}
