using Microsoft.Playwright;

namespace Lull.Browser.Tests;

/// <summary>The accessibility check of others (axe-core), on a page as it is shown.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Find()));

    /// <summary>What it finds, a line each; empty when nothing.</summary>
    internal static async Task<string> CheckAsync(IPage page)
    {
        // Evaluated through the debugging protocol, which the page's content policy does not concern.
        await page.EvaluateAsync(Script.Value + "; undefined");
        string[] found = await page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)"
        );
        return string.Join('\n', found);
    }

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string script = Path.Combine(at.FullName, "tests", "browser", "node_modules", "axe-core", "axe.min.js");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new InvalidOperationException("axe-core is missing: run 'npm ci' in tests/browser, or ./test browser.");
    }
}
