using System.Net;
using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Live;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Tests;

public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assets_are_kept_by_browsers_for_ever()
    {
        await using Running running = await Running.StartAsync();
        using var http = new HttpClient { BaseAddress = running.Server.Address };

        using HttpResponseMessage unknown = await http.GetAsync("/assets/x/none.css", Cancelled);
        using HttpResponseMessage old = await http.GetAsync("/assets/x/app.css", Cancelled);

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        old.Headers.CacheControl.ShouldNotBeNull().NoCache.ShouldBeTrue();
        old.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("text/css");
    }

    [Fact]
    public async Task What_happens_is_in_the_snapshot_the_story_and_the_card_also_after_a_restart()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        LiveMaintenance live = (
            await running.Server.Services.GetRequiredService<LiveMaintenances>().FindAsync(id)
        ).ShouldNotBeNull();
        CommandDesk desk = running.Server.Services.GetRequiredService<CommandDesk>();
        var ana = new Caller("ana", "Ana Silva", Rights.All);

        (await desk.SendAsync(ana, id, new Input.Propose("ana"))).ShouldBeOfType<Decision.Accepted>();

        await foreach (LiveSnapshot now in live.SnapshotsAsync(Cancelled))
        {
            if (now.View.Stage == Stage.Proposed)
            {
                break;
            }
        }

        await CardAsync(running, id, card => card.Stage == Stage.Proposed);
        await running.Server.DisposeAsync();

        await using Running again = await Running.StartAsync(running.Directory);
        again
            .Server.Services.GetRequiredService<MaintenanceCatalogue>()
            .Find(id)
            .ShouldNotBeNull()
            .Stage.ShouldBe(Stage.Proposed);
    }

    [Fact]
    public async Task What_one_has_no_right_to_is_refused_and_journaled()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        CommandDesk desk = running.Server.Services.GetRequiredService<CommandDesk>();
        var guest = new Caller("dan", "Dan", Rights.View);

        Decision decision = await desk.SendAsync(guest, id, new Input.Propose("dan"));

        decision.ShouldBeOfType<Decision.Refused>().Reason.ShouldContain("author");
        (await running.Server.Engine.StatusAsync(id, Cancelled))
            .ShouldNotBeNull()
            .Recent.ShouldContain(happened => happened.Actor == "dan" && happened.Event is MaintenanceEvent.Refused);
    }

    private static async Task CardAsync(Running running, MaintenanceId id, Func<MaintenanceCard, bool> holds)
    {
        MaintenanceCatalogue catalogue = running.Server.Services.GetRequiredService<MaintenanceCatalogue>();
        while (true)
        {
            long seen = catalogue.Version;
            if (catalogue.Find(id) is { } card && holds(card))
            {
                return;
            }

            await catalogue.ChangeAfterAsync(seen, Cancelled);
        }
    }
}
