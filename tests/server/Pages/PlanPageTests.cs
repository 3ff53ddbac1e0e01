using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Pages;

/// <summary>What an author sends is taken as it was sent, or refused in words; never something else in its place.</summary>
public sealed class PlanPageTests
{
    private static readonly Caller Author = new("ana", "Ana Silva", Rights.All);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/plans/new")]
    [InlineData("/sites/new")]
    public async Task A_text_with_a_character_that_would_end_it_is_refused_whole(string path)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        string text = path == "/plans/new" ? Running.Plan : Running.Site;
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await ana.FormTokenAsync(path)), "__RequestVerificationToken" },
            { new StringContent("keep"), "do" },
            { new StringContent($"{text}\n\0nonsense: true\n"), "file", "new.yaml" },
        };

        using HttpResponseMessage answer = await ana.PostAsync(path, form, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Parse(await answer.Content.ReadAsStringAsync(Cancelled))
            .QuerySelector("[role=alert]")
            .ShouldNotBeNull()
            .TextContent.ShouldContain("U+0000");
        (await Library(running).SitesAsync()).ShouldBeEmpty();
        (await ana.ReadAsync("/plans")).ShouldContain("No plan is kept here yet");
    }

    [Theory]
    [InlineData(1_500_000, "longer than")]
    [InlineData(0, "is empty")]
    public async Task A_file_that_cannot_be_taken_is_said_so_and_the_text_beside_it_is_not_kept_instead(
        int length,
        string why
    )
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        PlanRevisionEntry kept = await KeepAsync(running, Running.Plan);
        string path = $"/plans/{kept.Plan}/revise";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(await ana.FormTokenAsync(path)), "__RequestVerificationToken" },
            { new StringContent($"{Running.Plan}\n# what the page showed\n"), "text" },
            { new StringContent(kept.Revision), "seen" },
            { new StringContent("keep"), "do" },
            { new ByteArrayContent([.. Enumerable.Repeat((byte)'#', length)]), "file", "new.plan.yaml" },
        };

        using HttpResponseMessage answer = await ana.PostAsync(path, form, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Parse(await answer.Content.ReadAsStringAsync(Cancelled))
            .QuerySelector("[role=alert]")
            .ShouldNotBeNull()
            .TextContent.ShouldContain(why);
        (await Library(running).RevisionsAsync(kept.Plan)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_that_shows_its_fault_only_when_it_is_written_out_is_not_said_to_run()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await KeepSiteAsync(running);
        string plan = Running.Plan.Replace("title: Check it", "title: Check {host}", StringComparison.Ordinal);
        plan.ShouldNotBe(Running.Plan);
        PlanRevisionEntry kept = await KeepAsync(running, plan);

        IHtmlDocument page = Parse(await ana.ReadAsync($"/plans/{kept.Plan}?site=office"));

        page.QuerySelector(".maintenance-facts")!.TextContent.ShouldContain("cannot run yet");
        page.QuerySelector("tr.finding-row").ShouldNotBeNull().TextContent.ShouldContain("LULL0906");
        (
            await ana.ReadAsync($"/api/v1/plans/{kept.Plan}/revisions/{kept.Revision}/findings?site=office")
        ).ShouldContain("LULL0906");
    }

    [Fact]
    public async Task A_beginning_that_is_refused_comes_back_as_it_was_typed()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await KeepSiteAsync(running);
        PlanRevisionEntry kept = await KeepAsync(running, Running.Plan);

        using HttpResponseMessage answer = await BeginAsync(ana, kept, ("start", "2030-03-10T02:30"), ("length", "45"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        IHtmlDocument page = Parse(await answer.Content.ReadAsStringAsync(Cancelled));
        page.QuerySelector("input[name=start]")!.GetAttribute("value").ShouldBe("2030-03-10T02:30");
        page.QuerySelector("input[name=length]")!.GetAttribute("value").ShouldBe("45");
        page.QuerySelector("input[name=propose]")!.HasAttribute("checked").ShouldBeFalse();
    }

    [Fact]
    public async Task A_length_alone_is_a_length_from_the_announced_start()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await KeepSiteAsync(running);
        PlanRevisionEntry kept = await KeepAsync(
            running,
            Running.Plan.Replace("start: 2026-12-03", "start: 2030-12-03", StringComparison.Ordinal)
        );

        using HttpResponseMessage answer = await BeginAsync(ana, kept, ("length", "45"));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync(Cancelled));
        Parse(await ana.ReadAsync(answer.Headers.Location.ShouldNotBeNull().OriginalString))
            .QuerySelector(".maintenance-facts")!
            .TextContent.ShouldContain("14:00–14:45 America/Denver");
    }

    [Fact]
    public async Task Of_two_who_change_a_site_the_second_is_told()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await KeepSiteAsync(running);
        string seen = Parse(await ana.ReadAsync("/sites/office"))
            .QuerySelector("input[name=seen]")
            .ShouldNotBeNull()
            .GetAttribute("value")!;

        using HttpResponseMessage first = await SiteAsync(ana, "/sites/office", "# first", seen);
        using HttpResponseMessage second = await SiteAsync(ana, "/sites/office", "# second", seen);
        using HttpResponseMessage again = await SiteAsync(ana, "/sites/new", "# third", "");

        first.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await second.Content.ReadAsStringAsync(Cancelled)).ShouldContain("changed the site meanwhile");
        (await again.Content.ReadAsStringAsync(Cancelled)).ShouldContain("There is a site");
        (await Library(running).SiteAsync("office")).ShouldNotBeNull().Text.ShouldEndWith("# first\n");
    }

    [Fact]
    public async Task A_title_without_an_end_does_not_fill_the_list()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        await KeepAsync(running, $"maintenance: {new string('x', 100_000)}\n");

        (await ana.ReadAsync("/plans")).Length.ShouldBeLessThan(10_000);
    }

    private static Task<HttpResponseMessage> SiteAsync(HttpClient http, string path, string comment, string seen) =>
        http.SubmitAsync(
            path,
            path,
            ("text", $"{Running.Site.TrimEnd()}\n{comment}\n"),
            ("seen", seen),
            ("do", "keep")
        );

    private static Task<HttpResponseMessage> BeginAsync(
        HttpClient http,
        PlanRevisionEntry kept,
        params (string, string)[] fields
    ) =>
        http.SubmitAsync(
            $"/plans/{kept.Plan}",
            $"/plans/{kept.Plan}/begin",
            [("site", "office"), ("revision", kept.Revision), .. fields]
        );

    private static async Task<PlanRevisionEntry> KeepAsync(Running running, string text) =>
        (await Library(running).CreateAsync(Author, text, ""))
            .ShouldBeOfType<LibraryAnswer<PlanRevisionEntry>.Done>()
            .Value;

    private static async Task KeepSiteAsync(Running running) =>
        (
            await Library(running).PutSiteAsync(Author, "office", Running.Site, "")
        ).ShouldBeOfType<LibraryAnswer<KeptSite>.Done>();

    private static PlanLibrary Library(Running running) => running.Server.Services.GetRequiredService<PlanLibrary>();

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
