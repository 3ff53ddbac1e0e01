using Lull.Server.Tests.Kit;
using Microsoft.Playwright;

namespace Lull.Browser.Tests;

/// <summary>Real browsers, each with a person who has signed in. Errors of scripts fail the test.</summary>
internal sealed class People : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;
    private readonly List<string> _faults = [];

    private People(IPlaywright playwright, IBrowser chromium)
    {
        _playwright = playwright;
        _chromium = chromium;
    }

    /// <summary>What went wrong in scripts so far.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    internal static async Task<People> InviteAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return new People(
            playwright,
            await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = "/usr/bin/chromium",
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                    ],
                }
            )
        );
    }

    /// <summary>A browser of a person's own, signed in by the form; their account is made.</summary>
    internal async Task<IPage> SignInAsync(
        Running running,
        string person,
        int width = 1440,
        int height = 1000,
        ColorScheme scheme = ColorScheme.Light,
        string zone = "Europe/Lisbon"
    )
    {
        using (await running.SignedInAsync(person))
        {
            // Makes the account.
        }

        return await SignInAsync(running.Server.Address, person, width, height, scheme, zone);
    }

    /// <summary>A browser of a person's own, signed in by the form of a server on which they have an account.</summary>
    internal async Task<IPage> SignInAsync(
        Uri server,
        string person,
        int width = 1440,
        int height = 1000,
        ColorScheme scheme = ColorScheme.Light,
        string zone = "Europe/Lisbon"
    )
    {
        IPage page = await OpenAsync(server, width, height, scheme, zone);
        await page.GotoAsync("/sign-in?return=/status");
        await page.FillAsync("[name=person]", person);
        await page.FillAsync("[name=password]", Running.Password);
        await page.ClickAsync("main form button");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Planned maintenance");
        return page;
    }

    /// <summary>A browser in which nobody has signed in.</summary>
    internal async Task<IPage> OpenAsync(
        Uri server,
        int width = 1440,
        int height = 1000,
        ColorScheme scheme = ColorScheme.Light,
        string zone = "Europe/Lisbon"
    )
    {
        IBrowserContext context = await _chromium.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = server.ToString(),
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
                TimezoneId = zone,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(20_000);
        IPage page = await context.NewPageAsync();
        page.PageError += (_, fault) => _faults.Add(fault);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }
}
