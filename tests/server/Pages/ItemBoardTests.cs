using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Server.Catalogue;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Pages;

/// <summary>The deliverables of a change, as people see and move them.</summary>
public sealed class ItemBoardTests
{
    private const string Plan = """
        maintenance: Patch the servers
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
        roles:
          lead: release-manager
        items:
          web: { title: Web servers, tickets: [OPS-2251], owner: lead }
          sftp: { title: SFTP servers, tickets: [OPS-2268], owner: lead }
          dns: { title: DNS machines, tickets: [OPS-2270], state: not-doing, because: Switched off in April. }
        change:
          - title: Patch them
            manual: Patch them.
            role: lead
            item: web
            estimate: 5m
        rollback: { none: Updates cannot be taken back. }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    [Fact]
    public async Task Items_are_shown_by_their_state_and_one_state_alone_when_asked()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Now, Now + Duration.FromHours(2), Plan);
        using HttpClient ana = await running.SignedInAsync("ana");

        IHtmlDocument all = await PageAsync(ana, $"/maintenances/{id}/items");
        Items(all).ShouldBe(["Open: Web servers", "Open: SFTP servers", "NotDoing: DNS machines"]);
        all.QuerySelectorAll("nav[aria-label='Which items'] a")
            .Select(link =>
                string.Join(' ', link.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            )
            .ShouldBe(["All 3", "Open 2", "Doing 0", "Done 0", "Not doing 1"]);

        Items(await PageAsync(ana, $"/maintenances/{id}/items?state=open"))
            .ShouldBe(["Open: Web servers", "Open: SFTP servers"]);
        IHtmlDocument left = await PageAsync(ana, $"/maintenances/{id}/items?state=not-doing");
        Items(left).ShouldBe(["NotDoing: DNS machines"]);
        left.QuerySelector(".item").ShouldNotBeNull().TextContent.ShouldContain("Switched off in April.");
        Items(await PageAsync(ana, $"/maintenances/{id}/items?state=nonsense")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_not_over_while_an_item_is_unsettled_and_who_left_it_out_and_why_stays_in_view()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(Now - Duration.FromMinutes(1), Now + Duration.FromHours(2), Plan);
        await running.SendAsync(id, new Input.Propose("ana"), new Input.Start("ana"));
        using HttpClient ana = await running.SignedInAsync("ana");
        int step = await ana.WaitingAsync($"/maintenances/{id}", "Patch them");
        await running.SendAsync(id, new Input.Tick("ana", step, Succeeded: true, ""));
        MaintenanceCard card = await running.CardAsync(id, one => one.Stage != Stage.InProgress);
        card.Stage.ShouldBe(Stage.Deployed);
        string items = $"/maintenances/{id}/items";
        await Until.HoldsAsync(async () =>
            Items(await PageAsync(ana, items))
                .SequenceEqual(["Open: SFTP servers", "Done: Web servers", "NotDoing: DNS machines"])
        );

        using HttpResponseMessage silent = await MoveAsync(ana, id, "not-doing", "");
        (await silent.Content.ReadAsStringAsync(Cancelled)).ShouldContain("Not doing an item needs a reason.");
        using HttpResponseMessage doing = await MoveAsync(ana, id, "doing", "");
        doing.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await running.CardAsync(id, _ => true)).IsOver.ShouldBeFalse();
        using HttpResponseMessage moved = await MoveAsync(ana, id, "not-doing", "The new balancer is not there yet.");
        moved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await running.CardAsync(id, one => one.IsOver)).Ending.ShouldBe(Ending.Done);
        await Until.HoldsAsync(async () =>
            Items(await PageAsync(ana, items + "?state=not-doing"))
                .SequenceEqual(["NotDoing: SFTP servers", "NotDoing: DNS machines"])
        );
        string shown = (await PageAsync(ana, items + "?state=not-doing")).QuerySelector(".board")!.TextContent;
        shown.ShouldContain("The new balancer is not there yet.");
        shown.ShouldContain("Not doing, says ana");
        (await ana.ReadAsync($"/maintenances/{id}/report.md")).ShouldContain(
            "| SFTP servers | OPS-2268 | lead | not doing | The new balancer is not there yet. |"
        );
    }

    private static async Task<HttpResponseMessage> MoveAsync(
        HttpClient http,
        MaintenanceId id,
        string state,
        string reason
    ) =>
        await http.SubmitAsync(
            $"/maintenances/{id}/items",
            $"/maintenances/{id}/commands/change-item",
            ("item", "1"),
            ("state", state),
            ("reason", reason),
            ("return", $"/maintenances/{id}/items")
        );

    private static string[] Items(IHtmlDocument page) =>
        [
            .. page.QuerySelectorAll(".board .item")
                .Select(item =>
                    $"{item.ParentElement!.GetAttribute("aria-labelledby")!["items-".Length..]}: {item.QuerySelector("h3")!.TextContent}"
                ),
        ];

    private static async Task<IHtmlDocument> PageAsync(HttpClient http, string path) =>
        new HtmlParser().ParseDocument(await http.ReadAsync(path));
}
