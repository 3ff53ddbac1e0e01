using Lull.Core.Maintenances;
using Lull.Server.Tests.Kit;
using Microsoft.Playwright;

namespace Lull.Browser.Tests;

/// <summary>What people write without a gap, such as an address, must not widen a page.</summary>
public sealed class LongTextTests
{
    [Fact]
    public async Task No_page_is_widened_by_a_title_or_a_note_without_a_gap()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await running.PlanAsync(
            Running
                .Plan.Replace("Replace the certificate", new string('W', 200), StringComparison.Ordinal)
                .Replace("Copy the certificate", new string('T', 200), StringComparison.Ordinal)
        );
        await running.SendAsync(id, new Input.Note("ana", new string('N', 10_000), -1));
        await running.SendAsync(id, new Input.Propose("ana"));
        IPage bo = await people.SignInAsync(running, "bo", width: 360, height: 780);

        foreach (
            string path in (string[])
                [
                    "/",
                    "/?view=list",
                    "/?view=week",
                    "/maintenances",
                    .. from part in (string[])
                        [
                            "",
                            "/live",
                            "/procedure",
                            "/yaml",
                            "/revisions",
                            "/forecast",
                            "/items",
                            "/journal",
                            "/report",
                            "/hand-over",
                            "/orders/note",
                        ]
                    select $"/maintenances/{id}{part}",
                    "/status",
                    $"/status/maintenances/{id}",
                ]
        )
        {
            await bo.GotoAsync(path);
            (await bo.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360, path);
        }
    }
}
