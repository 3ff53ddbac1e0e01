using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Live;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.WarRoom;

/// <summary>What is read before an order is given.</summary>
public sealed class OrderTests
{
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
}
