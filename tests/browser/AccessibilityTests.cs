using Lull.Core.Maintenances;
using Lull.Server.Callers;
using Lull.Server.Plans;
using Lull.Server.Tests.Kit;
using Lull.Server.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Lull.Browser.Tests;

public sealed class AccessibilityTests
{
    private static readonly int[] Widths = [360, 768, 1440];

    [Fact]
    public async Task Every_page_is_fit_for_everyone_at_every_width_in_both_schemes()
    {
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                WebhookHosts = ["127.0.0.1"],
            }
        );
        await using People people = await People.InviteAsync();
        MaintenanceId id = await running.PlanAsync();
        string webhook = await FurnishAsync(running);
        (
            await running.Server.Engine.SendAsync(id, new Input.Propose("ana"), TestContext.Current.CancellationToken)
        ).ShouldBeOfType<Decision.Accepted>();
        string[] pages =
        [
            "/",
            "/maintenances",
            $"/maintenances/{id}",
            $"/maintenances/{id}/procedure",
            $"/maintenances/{id}/yaml",
            $"/maintenances/{id}/revisions",
            $"/maintenances/{id}/forecast",
            $"/maintenances/{id}/items",
            $"/maintenances/{id}/journal",
            $"/maintenances/{id}/live",
            $"/maintenances/{id}/steps/2",
            $"/maintenances/{id}/hand-over",
            $"/maintenances/{id}/report",
            $"/maintenances/{id}/orders/cancel",
            "/?view=week",
            "/?view=list",
            "/plans",
            "/plans/new",
            "/sites/new",
            "/fleet",
            "/fleet/office/web1",
            "/connections",
            "/me/feeds",
            "/settings/services",
            "/settings/roles",
            "/settings/webhooks",
            $"/settings/webhooks/{webhook}",
            "/settings/audit",
            "/nothing-here",
            "/me",
            "/settings",
            "/status",
        ];
        var problems = new List<string>();
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            IPage page = await people.SignInAsync(running, "ana", scheme: scheme);
            foreach (string path in pages)
            {
                await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
                foreach (int width in Widths)
                {
                    await page.SetViewportSizeAsync(width, 900);
                    string found = await Axe.CheckAsync(page);
                    if (found.Length > 0)
                    {
                        problems.Add($"{path} at {width}, {scheme}: {found}");
                    }

                    int wider = await page.EvaluateAsync<int>(
                        "() => document.documentElement.scrollWidth - innerWidth"
                    );
                    if (wider > 0)
                    {
                        problems.Add($"{path} at {width}: {wider} px wider than the screen");
                    }

                    await KeepAsync(page, path, id, width, scheme);
                }
            }
        }

        problems.ShouldBeEmpty();
        people.Faults.ShouldBeEmpty();
    }

    /// <summary>A plan and a site that are kept, and a webhook that a test was sent to; gives its id.</summary>
    private static async Task<string> FurnishAsync(Running running)
    {
        var ana = new Caller("ana", "Ana Silva", Rights.All);
        PlanLibrary library = running.Server.Services.GetRequiredService<PlanLibrary>();
        await library.PutSiteAsync(ana, "office", Running.Site, "");
        await library.CreateAsync(ana, Running.Plan, "");
        WebhookLibrary webhooks = running.Server.Services.GetRequiredService<WebhookLibrary>();
        string made = (await webhooks.AddAsync(ana, "http://127.0.0.1:1/nobody", ["started", "ended"])).Webhook.Id;
        string message = await webhooks.TestAsync(ana, made);
        await webhooks.TriedAsync(made, message, 0, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return made;
    }

    /// <summary>With LULL_ACCEPT=1 pictures of every page are kept for the documentation.</summary>
    private static async Task KeepAsync(IPage page, string path, MaintenanceId id, int width, ColorScheme scheme)
    {
        if (
            Environment.GetEnvironmentVariable("LULL_ACCEPT") != "1"
            || width == 768
            || (width == 360) != (scheme == ColorScheme.Dark)
        )
        {
            return;
        }

        string name =
            path == "/"
                ? "calendar"
                : path.Replace($"/{id}", "", StringComparison.Ordinal)
                    .Trim('/')
                    .Replace("?view=", "calendar-", StringComparison.Ordinal)
                    .Replace('/', '-');
        name = name.StartsWith("settings-webhooks-", StringComparison.Ordinal) ? "settings-webhook" : name;
        string kind = path.Contains(id.Text, StringComparison.Ordinal) && name == "maintenances" ? "maintenance" : name;
        await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(Repository(), "docs", "images", "pages", $"{kind}-{width}.png"),
            }
        );
    }

    private static string Repository()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Lull.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("Not inside the repository.");
    }
}
