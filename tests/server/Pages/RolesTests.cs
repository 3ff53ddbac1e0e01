using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Server.Callers;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.Pages;

public sealed class RolesTests
{
    [Fact]
    public async Task Roles_are_shown_with_their_holders_and_the_plans_that_ask_for_them()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View);
        (await ReadAsync(ana)).QuerySelector("main .empty a[href='/sites/new']").ShouldNotBeNull();
        PlanLibrary library = running.Server.Services.GetRequiredService<PlanLibrary>();
        var author = new Caller("ana", "Ana", Rights.All);
        await library.PutSiteAsync(author, "office", Running.Site, "");
        await library.CreateAsync(author, Running.Plan, "");
        await library.CreateAsync(
            author,
            Running
                .Plan.Replace("Replace the", "Renew the", StringComparison.Ordinal)
                .Replace("tester: qa", "tester: auditor", StringComparison.Ordinal),
            ""
        );

        IHtmlDocument page = await ReadAsync(ana);

        string cab = Row(page, "cab");
        cab.ShouldContain("Bo Lindqvist");
        cab.ShouldContain("may neither operate nor approve");
        cab.ShouldContain("Chitra Rao");
        cab.ShouldContain("no account");
        Row(page, "release-manager").ShouldNotContain("account");
        page.QuerySelector("a[href='/sites/office']").ShouldNotBeNull();
        Row(page, "Replace the certificate").ShouldContain("release-manager");
        page.QuerySelectorAll("tr")
            .Select(row => row.TextContent)
            .Where(text => text.Contains("auditor", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .ShouldContain("nowhere");
        page.QuerySelectorAll("tr")
            .Count(row => row.TextContent.Contains("one of them", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    private static string Row(IHtmlDocument page, string head) =>
        page.QuerySelectorAll("tr")
            .First(row => row.QuerySelector("th[scope^=row]")?.TextContent.Trim() == head)
            .TextContent;

    private static async Task<IHtmlDocument> ReadAsync(HttpClient http) =>
        new HtmlParser().ParseDocument(await http.ReadAsync("/settings/roles"));
}
