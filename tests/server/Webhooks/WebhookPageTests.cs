using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;
using Lull.Server.Tests.Pages;

namespace Lull.Server.Tests.Webhooks;

public sealed class WebhookPageTests
{
    private const string List = "/settings/webhooks";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_made_tested_paused_changed_and_removed_without_a_script()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using Running running = await Running.StartAsync(change: Allowing);
        using HttpClient ana = await running.SignedInAsync("ana");
        (await PageAsync(ana, List)).QuerySelector("main .empty").ShouldNotBeNull();

        using HttpResponseMessage made = await ana.SubmitAsync(List, List, ("url", receiver.Url), ("kinds", "noted"));
        string shown = await made.Content.ReadAsStringAsync(Cancelled);
        made.StatusCode.ShouldBe(HttpStatusCode.OK, shown);
        Parsed(shown).QuerySelector("code.secret").ShouldNotBeNull().TextContent.ShouldStartWith("whsec_");
        made.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        string at = (await PageAsync(ana, List)).QuerySelector("main td a").ShouldNotBeNull().GetAttribute("href")!;
        (await ana.ReadAsync(at)).ShouldNotContain("whsec_");

        (await DoAsync(ana, at, "/test")).ShouldStartWith(at);
        IDocument tested = await PageAsync(ana, at);
        tested.QuerySelector("#deliveries .pill").ShouldNotBeNull().TextContent.ShouldContain("delivered");
        receiver.Received.Count.ShouldBe(1);
        string retry = tested.QuerySelector("#deliveries form").ShouldNotBeNull().GetAttribute("action")!;
        (await DoAsync(ana, at, retry[at.Length..])).ShouldStartWith(at);
        receiver.Received.Select(one => one.Headers["webhook-id"].ToString()).Distinct().Count().ShouldBe(1);
        receiver.Received.Count.ShouldBe(2);

        await DoAsync(ana, at, "/state", ("active", "false"));
        (await ana.ReadAsync(at)).ShouldContain("paused");
        using HttpResponseMessage paused = await ana.SubmitAsync(at, $"{at}/test");
        paused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await DoAsync(ana, at, "/state", ("active", "true"));

        await DoAsync(ana, at, "", ("url", $"{receiver.Url}/other"));
        (await PageAsync(ana, at)).QuerySelector("h1").ShouldNotBeNull().TextContent.ShouldEndWith("/other");
        (await DoAsync(ana, at, "/remove")).ShouldStartWith(List);
        using HttpResponseMessage gone = await ana.GetAsync(new Uri(at, UriKind.Relative), Cancelled);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        string audit = await ana.ReadAsync("/settings/audit");
        foreach (string what in (string[])["made", "tested", "retried", "changed", "removed"])
        {
            audit.ShouldContain($"webhook {what}");
        }

        audit.ShouldNotContain("whsec_");
    }

    [Theory]
    [InlineData("https://10.0.0.8/", "not public")]
    [InlineData("http://hooks.example.com/", "begins with https://")]
    [InlineData("\"><img src=x>", "is not an address")]
    public async Task What_is_wrong_is_said_at_the_field_and_what_was_typed_stays(string url, string fault)
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");

        using HttpResponseMessage refused = await ana.SubmitAsync(List, List, ("url", url), ("kinds", "noted"));
        IDocument page = Parsed(await refused.Content.ReadAsStringAsync(Cancelled));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        IElement field = page.QuerySelector("input[name=url][aria-invalid=true]").ShouldNotBeNull();
        field.GetAttribute("value").ShouldBe(url);
        page.GetElementById("url-fault").ShouldNotBeNull().TextContent.ShouldContain(fault);
        page.QuerySelector("input[name=kinds][value=noted]").ShouldNotBeNull().HasAttribute("checked").ShouldBeTrue();
        page.QuerySelectorAll("img[src=x]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_receiver_answers_is_text_and_what_failed_says_when_it_is_tried_again()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = 500;
        receiver.Says = "<img src=x>";
        await using Running running = await Running.StartAsync(change: Allowing);
        using HttpClient ana = await running.SignedInAsync("ana");
        await ana.SubmitAsync(List, List, ("url", receiver.Url));
        string at = (await PageAsync(ana, List)).QuerySelector("main td a").ShouldNotBeNull().GetAttribute("href")!;

        await DoAsync(ana, at, "/test");

        IDocument page = await PageAsync(ana, at);
        page.QuerySelectorAll("img[src=x]").ShouldBeEmpty();
        string row = page.QuerySelector("#deliveries tbody tr").ShouldNotBeNull().TextContent;
        row.ShouldContain("failed; tried again");
        row.ShouldContain("500 <img src=x>");
    }

    [Fact]
    public async Task A_webhook_never_hears_of_what_happened_before_it_asked_also_after_a_restart()
    {
        await using Receiver first = await Receiver.StartAsync();
        await using Receiver second = await Receiver.StartAsync();
        await using Running running = await Running.StartAsync(change: Allowing);
        using HttpClient ana = await running.SignedInAsync("ana");
        MaintenanceId id = await running.PlanAsync();
        await Until.HoldsAsync(async () => (await ana.AskAsync("/maintenances")).Good()["items"]!.AsArray().Count == 1);
        (await ana.TellAsync("/webhooks", new { url = first.Url, kinds = (string[])["proposed"] })).Good();
        await running.SendAsync(id, new Input.Note("ana", "before", -1), new Input.Propose("ana"));
        await Until.HoldsAsync(() => Task.FromResult(first.Received.Count == 1));
        await running.SendAsync(id, new Input.Note("ana", "between", -1));
        (await ana.TellAsync("/webhooks", new { url = second.Url, kinds = (string[])["noted"] })).Good();
        await running.Server.DisposeAsync();

        await using Running again = await Running.StartAsync(running.Directory, Allowing);
        await again.SendAsync(id, new Input.Note("ana", "after", -1));
        await Until.HoldsAsync(() =>
            Task.FromResult(second.Received.Any(one => one.Body.Contains("after", StringComparison.Ordinal)))
        );

        second.Received.ShouldNotContain(one => one.Body.Contains("before", StringComparison.Ordinal));
    }

    private static ServerOptions Allowing(ServerOptions options) => options with { WebhookHosts = ["127.0.0.1"] };

    /// <summary>Sends a form of a webhook's page; gives where it leads.</summary>
    private static async Task<string> DoAsync(
        HttpClient http,
        string at,
        string action,
        params (string Name, string Value)[] fields
    )
    {
        using HttpResponseMessage answer = await http.SubmitAsync(at, at + action, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync(Cancelled));
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<IDocument> PageAsync(HttpClient http, string path) => Parsed(await http.ReadAsync(path));

    private static IDocument Parsed(string html) => new HtmlParser().ParseDocument(html);
}
