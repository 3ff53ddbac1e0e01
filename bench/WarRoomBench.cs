using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Lull.Core.Maintenances;
using Microsoft.Playwright;

namespace Lull.Bench;

/// <summary>
/// How heavy the war room is and how soon it is there, in headless Chromium by its own performance entries: with 100, 1,000 and
/// 10,000 hosts, and with a step that prints 100,000 lines. Browser and server share one machine.
/// </summary>
internal static class WarRoomBench
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Rounds = 5;
    private const int Lines = 100_000;

    /// <summary>First paint, DOM complete, and the mark that the page's script sets once hosts answer to keys and clicks.</summary>
    private const string Entries = """
        () => [
          performance.getEntriesByName("first-contentful-paint")[0].startTime,
          performance.getEntriesByName("lull:ready")[0].startTime,
          document.getElementsByTagName("*").length,
        ]
        """;

    internal static async Task RunAsync()
    {
        if (!File.Exists(Chromium))
        {
            Console.WriteLine($"\nThe war room was not opened: {Chromium} is missing (apt install chromium).");
            return;
        }

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
            }
        );
        Console.WriteLine("\n### Web: the war room's page\n");
        Console.WriteLine(
            "| hosts | HTML KB | compressed KB | made and sent in ms | first paint ms | hosts answer after ms | elements |"
        );
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int hosts in (int[])[100, 1_000, 10_000])
        {
            await using Sitting sitting = await Sitting.BeginAsync(hosts);
            (int bytes, int packed, double made) = await WeighAsync(sitting);
            double[] seen = await OpenAsync(browser, sitting);
            Row(
                $"| {hosts:N0} | {bytes >> 10:N0} | {packed >> 10:N0} | {made:F0} | {seen[0]:F0} | {seen[1]:F0} | {seen[2]:N0} |"
            );
        }

        Console.WriteLine("\n### Web: a step that prints 100,000 lines\n");
        await PrintAsync(browser);
    }

    /// <summary>Size of the page, plain and packed, and the median time in which the server makes it.</summary>
    private static async Task<(int Bytes, int Packed, double Made)> WeighAsync(Sitting sitting)
    {
        using HttpClient http = sitting.Browser();
        string path = $"/maintenances/{sitting.Id}/live";
        byte[] page = await http.GetByteArrayAsync(path);
        var times = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(page);
        }

        return (page.Length, (int)packed.Length, Median(times));
    }

    /// <summary>Medians of several browsers that have nothing in their caches.</summary>
    private static async Task<double[]> OpenAsync(IBrowser browser, Sitting sitting)
    {
        var seen = new List<double[]>();
        for (int round = 0; round < Rounds; round++)
        {
            await using IBrowserContext context = await ContextAsync(browser, sitting);
            seen.Add(await ReadyAsync(await context.NewPageAsync(), sitting));
        }

        return [.. Enumerable.Range(0, 3).Select(place => Median(seen.Select(one => one[place])))];
    }

    private static async Task<double[]> ReadyAsync(IPage page, Sitting sitting)
    {
        await page.GotoAsync($"/maintenances/{sitting.Id}/live");
        await page.WaitForFunctionAsync(
            "() => performance.getEntriesByName('lull:ready').length && performance.getEntriesByName('first-contentful-paint').length"
        );
        return await page.EvaluateAsync<double[]>(Entries);
    }

    private static async Task PrintAsync(IBrowser browser)
    {
        await using Sitting sitting = await Sitting.BeginAsync(
            """
            site: bench
            connections:
              shell: { kind: shell }
            people:
              ana: { name: Ana, roles: [lead], zone: UTC }
            """,
            $$"""
            maintenance: Read a long list
            impact: None.
            window: { start: 2026-12-03 14:00, length: 8h, zone: UTC }
            change:
              - title: Read it
                shell.run: "seq -f 'record %06.0f of the list of everything that there is, and it is in order' {{Lines}}"
                estimate: 1m
              - title: Wait for somebody
                manual: Look at the list.
                estimate: 5m
            rollback: { none: Nothing is changed. }
            """
        );
        using HttpClient http = sitting.Browser();
        await http.GetByteArrayAsync($"/maintenances/{sitting.Id}/live");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using IBrowserContext context = await ContextAsync(browser, sitting);
        IPage page = await context.NewPageAsync();
        await ReadyAsync(page, sitting);
        long began = Stopwatch.GetTimestamp();
        await sitting.StartAsync();
        await StateAsync(page, $"{Lines:N0} lines so far");
        double streamed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;

        (int bytes, int packed, _) = await WeighAsync(sitting);
        IPage second = await context.NewPageAsync();
        double[] opened = await ReadyAsync(second, sitting);
        await StateAsync(second, $"{Lines:N0} lines so far");
        double one = await SearchAsync(second, "record 054321", "1 line with");
        double many = await SearchAsync(second, "in order", $"{Lines:N0} lines with");
        int shown = await second.Locator(".output-line").CountAsync();

        Console.WriteLine("| what | figure |");
        Console.WriteLine("|---|---:|");
        Row($"| from the start to all lines at an open page | {streamed:F1} s |");
        Row($"| memory that the server holds for them | {held >> 20} MB |");
        Row($"| the page afterwards | {bytes >> 10} KB, {packed >> 10} KB compressed |");
        Row($"| its first paint | {opened[0]:F0} ms |");
        Row($"| elements on it | {opened[2]:N0} |");
        Row($"| lines that exist on it, of {Lines:N0} | {shown} |");
        Row($"| one line found among all, 200 ms after the last key and | {one - 200:F0} ms |");
        Row($"| a text that every line has | {many - 200:F0} ms |");
    }

    /// <summary>From the last key to the answer, in milliseconds.</summary>
    private static async Task<double> SearchAsync(IPage page, string text, string answer)
    {
        ILocator field = page.Locator("[data-output] [name=text]");
        await field.FillAsync("");
        await StateAsync(page, "so far");
        long began = Stopwatch.GetTimestamp();
        await field.FillAsync(text);
        await StateAsync(page, answer);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task StateAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync(
            "text => document.querySelector('.output-state').textContent.includes(text)",
            text,
            new PageWaitForFunctionOptions { Timeout = 120_000 }
        );

    private static async Task<IBrowserContext> ContextAsync(IBrowser browser, Sitting sitting)
    {
        IBrowserContext context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = sitting.Server.Address.ToString(),
                ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            }
        );
        await context.AddCookiesAsync(
            sitting.Cookies.Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = sitting.Server.Address.Host,
                Path = "/",
            })
        );
        return context;
    }

    private static double Median(IEnumerable<double> all) =>
        all.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : 0;

    private static void Row(FormattableString row) => Console.WriteLine(row.ToString(CultureInfo.InvariantCulture));
}
