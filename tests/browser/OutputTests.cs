using System.Globalization;
using Lull.Core.Maintenances;
using Lull.Server.Live;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Lull.Browser.Tests;

public sealed class OutputTests
{
    private const int Lines = 99_999;

    private static readonly string Plan = $$"""
        maintenance: Read a long list
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, end: 16:00, zone: America/Denver }
        change:
          - title: Read the list
            shell.run: "seq -f 'record %06.0f is in order' {{Lines}}; echo the list ends here"
            estimate: 1m
          - title: Look at the end
            manual: Is it the end?
            estimate: 5m
        rollback: { none: Nothing is changed. }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_lines_are_searched_and_walked_through_and_only_those_in_sight_exist()
    {
        await using Running running = await Running.StartAsync();
        await using People people = await People.InviteAsync();
        MaintenanceId id = await running.PlanAsync(Plan);
        await SendAsync(running, id, new Input.Propose("ana"));
        IPage page = await people.SignInAsync(running, "ana");
        await page.GotoAsync($"/maintenances/{id}/live");
        ILocator panel = page.Locator(".war [data-output]");
        await Expect(panel).ToContainTextAsync("No step has said anything");

        await SendAsync(running, id, new Input.Start("ana"));

        // Streaming, to the last line, without a reload.
        await Expect(panel.Locator(".output-state"))
            .ToHaveTextAsync($"{Lines + 1:N0} lines so far", new() { Timeout = 60_000 });
        await Expect(panel.Locator(".output-line").Last).ToHaveTextAsync("Read the list  the list ends here");
        (await CountAsync(panel)).ShouldBeLessThan(200);

        // One of them, found among all, and then seen where it stands.
        await panel.Locator("[name=text]").FillAsync("record 054321");
        await Expect(panel.Locator(".output-state")).ToContainTextAsync("1 line with");
        var answered = new TaskCompletionSource();
        await page.RouteAsync(
            "**/output?*text=*",
            async route =>
            {
                await answered.Task;
                await route.ContinueAsync();
            }
        );
        await page.RunAndWaitForRequestAsync(
            () => panel.Locator("[name=text]").DispatchEventAsync("input"),
            request => request.Url.Contains("text=", StringComparison.Ordinal)
        );
        await panel.Locator(".output-line").ClickAsync();
        // An answer that was on its way meanwhile does not take it away again.
        await page.RunAndWaitForResponseAsync(
            () =>
            {
                answered.SetResult();
                return Task.CompletedTask;
            },
            response => response.Url.Contains("text=", StringComparison.Ordinal)
        );
        await page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
        await Expect(panel).ToContainTextAsync("record 054320 is in order");
        await Expect(panel).ToContainTextAsync("record 054322 is in order");
        (await CountAsync(panel)).ShouldBeLessThan(200);

        // To the very first line, by the scroll bar.
        await panel.Locator("[name=text]").FillAsync("");
        await panel.Locator(".output-lines").EvaluateAsync("view => view.scrollTop = 0");
        await Expect(panel).ToContainTextAsync("record 000001 is in order");

        // What too many lines hold is counted, and the newest are shown.
        await panel.Locator("[name=text]").FillAsync("in order");
        await Expect(panel.Locator(".output-state"))
            .ToContainTextAsync($"{Lines.ToString("N0", CultureInfo.InvariantCulture)} lines with");
        (await CountAsync(panel)).ShouldBeLessThan(200);

        // The step by itself has the same.
        await page.GotoAsync($"/maintenances/{id}/steps/{await StepOfAsync(running, id)}");
        await Expect(page.Locator("[data-output] .output-state")).ToHaveTextAsync($"{Lines + 1:N0} lines so far");
        people.Faults.ShouldBeEmpty();
    }

    private static async Task<int> CountAsync(ILocator panel) => await panel.Locator(".output-line").CountAsync();

    private static async Task<int> StepOfAsync(Running running, MaintenanceId id) =>
        (await running.Server.Services.GetRequiredService<LiveMaintenances>().FindAsync(id))
            .ShouldNotBeNull()
            .Now.View.Nodes.First(node => node.Title == "Read the list")
            .Number;

    private static async Task SendAsync(Running running, MaintenanceId id, Input command) =>
        (await running.Server.Engine.SendAsync(id, command, Cancelled)).ShouldBeOfType<Decision.Accepted>();
}
