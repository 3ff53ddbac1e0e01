using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Live;
using Lull.Server.Pages.WarRoom;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests.WarRoom;

public sealed class DutiesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_a_plan_without_a_lead_a_step_is_offered_to_its_role_alone()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync(
            """
            maintenance: Look at the shop
            author: ana
            impact: None.
            window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
            roles:
              tester: qa
            change:
              - title: Look at it
                manual: Open the shop.
                role: tester
                estimate: 5m
            rollback: { none: Nothing is changed. }
            """
        );
        foreach (Input command in (Input[])[new Input.Propose("ana"), new Input.Start("ana")])
        {
            (await running.Server.Engine.SendAsync(id, command, Cancelled)).ShouldBeOfType<Decision.Accepted>();
        }

        LiveMaintenance live = (
            await running.Server.Services.GetRequiredService<LiveMaintenances>().FindAsync(id)
        ).ShouldNotBeNull();

        Of(live, "ana").IsEmpty.ShouldBeTrue();
        Of(live, "ana").Others.ShouldBe(["Look at it (for tester)"]);
        Of(live, "chitra").Steps.Select(step => step.Title).ShouldBe(["Look at it"]);
    }

    private static Duties Of(LiveMaintenance live, string person) =>
        Duties.Of(live.Now, new Caller(person, person, Rights.All));
}
