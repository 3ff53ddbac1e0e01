using Lull.Server.Tests.Kit;
using Microsoft.Playwright;

namespace Lull.Browser.Tests;

public sealed class AccessibilityTests
{
    private static readonly int[] Widths = [360, 768, 1440];

    [Fact]
    public async Task Every_page_is_fit_for_everyone_at_every_width_in_both_schemes()
    {
        await using Scenes scenes = await Scenes.PlayAsync();
        IReadOnlyList<PageAddress> pages = await PageList.OfAsync(scenes);
        pages.Count.ShouldBeGreaterThan(50);

        await CheckAsync(
            scenes.Running,
            pages,
            new Pictures(scenes.Ids.ToDictionary(one => one.Value.Text, one => one.Key))
        );
    }

    [Fact]
    public async Task Every_page_of_an_empty_server_is_fit_for_everyone_too()
    {
        await using Running running = await Running.StartAsync();

        await CheckAsync(
            running,
            await PageList.OfAsync(running),
            new Pictures(new Dictionary<string, string>(), Pictures.EmptyPrefix)
        );
    }

    private static async Task CheckAsync(Running running, IReadOnlyList<PageAddress> pages, Pictures pictures)
    {
        await using People people = await People.InviteAsync();
        IEnumerable<string>[] problems = await Task.WhenAll(
            ((ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]).Select(scheme =>
                CheckAsync(running, people, scheme, pages, pictures)
            )
        );
        problems.SelectMany(found => found).ShouldBeEmpty();
        people.Faults.ShouldBeEmpty();
    }

    private static async Task<IEnumerable<string>> CheckAsync(
        Running running,
        People people,
        ColorScheme scheme,
        IReadOnlyList<PageAddress> pages,
        Pictures pictures
    )
    {
        IPage ana = await people.SignInAsync(running, "ana", scheme: scheme);
        IPage stranger = await people.OpenAsync(running.Server.Address, scheme: scheme);
        var problems = new List<string>();
        foreach (PageAddress address in pages)
        {
            IPage page = address.IsForStrangers ? stranger : ana;
            await page.GotoAsync(address.Path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            foreach (int width in Widths)
            {
                await page.SetViewportSizeAsync(width, 900);
                string found = await Axe.CheckAsync(page);
                if (found.Length > 0)
                {
                    problems.Add($"{address.Path} at {width}, {scheme}: {found}");
                }

                int wider = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
                if (wider > 0)
                {
                    problems.Add($"{address.Path} at {width}: {wider} px wider than the screen");
                }

                await pictures.KeepAsync(page, address.Path, width, scheme);
            }
        }

        return problems;
    }
}
