using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Commands;
using Lull.Server.Live;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.WarRoom;

/// <summary>What is read before an order is given.</summary>
public sealed class OrderTests
{
    private static readonly string[] Orders =
    [
        "pause",
        "extend",
        "abort",
        "cancel",
        "roll-back",
        "waive-point-of-no-return",
        "skip?node=1",
        "disown?bracket=0",
        "note",
        "add-step",
        "report-incident",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rolling_back_one_host_says_what_is_undone_there()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(
            """
            maintenance: Replace the disks
            author: ana
            impact: None.
            window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
            roles:
              lead: release-manager
            change:
              - rolling: web
                title: Disks of {host}
                steps:
                  - title: Replace the disk
                    manual: Put the new disk in.
                    role: lead
                    estimate: 5m
                    undo: { manual: Put the old disk in., title: Put the old disk back }
            rollback: undo
            """
        );
        MaintenanceView view = (await running.Server.Engine.StatusAsync(id, Cancelled))!.View!;
        int step = view.Nodes.First(node => node is { Kind: NodeKind.Manual, Title: "Replace the disk" }).Number;
        int track = view.Nodes.First(node => node.Kind == NodeKind.HostTrack).Number;
        foreach (
            Input command in (Input[])
                [new Input.Propose("ana"), new Input.Start("ana"), new Input.Tick("ana", step, Succeeded: true, "In.")]
        )
        {
            (await running.Server.Engine.SendAsync(id, command, Cancelled)).ShouldBeOfType<Decision.Accepted>();
        }

        using HttpClient ana = await running.SignedInAsync("ana");
        LiveMaintenance live = (
            await running.Server.Services.GetRequiredService<LiveMaintenances>().FindAsync(id)
        ).ShouldNotBeNull();
        await Until.HoldsAsync(() => Task.FromResult(live.Now.View.Nodes[step].Status == NodeStatus.Done));

        string page = await ana.GetStringAsync($"/maintenances/{id}/orders/roll-back?node={track}", Cancelled);

        page.ShouldContain("Undoes, newest first");
        page.ShouldContain("Put the old disk back");
        page.ShouldContain("on web1");
    }

    [Fact]
    public async Task Fields_take_what_the_core_takes_and_no_more()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        await running.SendAsync(id, new Input.Propose("ana"));
        using HttpClient ana = await running.SignedInAsync("ana");
        var parser = new HtmlParser();
        foreach (
            string path in (string[])
                ["", "/live", "/items", "/journal", .. from order in Orders select $"/orders/{order}"]
        )
        {
            foreach (
                IElement field in parser
                    .ParseDocument(await ana.ReadAsync($"/maintenances/{id}{path}"))
                    .QuerySelectorAll("textarea, input:not([type]), input[type=text], input[type=search]")
            )
            {
                bool isLine = field.GetAttribute("name") is "title" || field.GetAttribute("type") is "search";
                field.GetAttribute("maxlength").ShouldBe(isLine ? "200" : "10000", $"{path} {field.OuterHtml}");
            }
        }

        await running.SendAsync(id, new Input.Note("ana", new string('x', TextLimits.Text), -1));
        await RefusedAsync(new Input.Note("ana", new string('x', TextLimits.Text + 1), -1));
        await running.SendAsync(id, new Input.AddStep("ana", new string('x', TextLimits.Line), ""));
        await RefusedAsync(new Input.AddStep("ana", new string('x', TextLimits.Line + 1), ""));

        async Task RefusedAsync(Input input) =>
            (await running.Server.Engine.SendAsync(id, input, Cancelled))
                .ShouldBeOfType<Decision.Refused>()
                .Code.ShouldBe(RefusalCode.Malformed);
    }
}
