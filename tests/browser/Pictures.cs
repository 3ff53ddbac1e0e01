using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lull.Browser.Tests;

/// <summary>
/// Pictures of pages for the documentation, taken when the tests are told to accept what they see: on a wide screen in the light
/// scheme, on a phone in the dark one.
/// </summary>
internal sealed partial class Pictures
{
    private static readonly bool IsAccepting = Environment.GetEnvironmentVariable("LULL_ACCEPT") == "1";

    private readonly IReadOnlyDictionary<string, string> _states;
    private readonly string _prefix;

    /// <summary>Takes those away that were taken before, when new ones are taken.</summary>
    /// <param name="states">Ids of maintenances and the states that they are in, which name the pictures.</param>
    /// <param name="prefix">Before every name.</param>
    internal Pictures(IReadOnlyDictionary<string, string> states, string prefix = "")
    {
        _states = states;
        _prefix = prefix;
        foreach (string old in IsAccepting ? Directory.GetFiles(Folder, "*.png") : [])
        {
            if (Path.GetFileName(old).StartsWith(EmptyPrefix, StringComparison.Ordinal) == (prefix == EmptyPrefix))
            {
                File.Delete(old);
            }
        }
    }

    /// <summary>Before the names of pictures of a server in which there is nothing yet.</summary>
    internal static string EmptyPrefix => "empty-";

    private static string Folder => Path.Combine(Repository(), "docs", "images", "pages");

    /// <summary>Keeps one when it is one of those that are kept.</summary>
    internal async Task KeepAsync(IPage page, string path, int width, ColorScheme scheme)
    {
        if (!IsAccepting || (width, scheme) is not ((1440, ColorScheme.Light) or (360, ColorScheme.Dark)))
        {
            return;
        }

        string name = $"{NameOf(path)}-{width}";
        string file = Path.Combine(Folder, $"{_prefix}{name}.png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file });
        if (name == "maintenances-asking-live-1440")
        {
            File.Copy(file, Path.Combine(Folder, "..", "war-room.png"), overwrite: true);
        }
    }

    /// <summary>The path, with states in place of ids and nothing that a file's name cannot hold: <c>maintenances-asking-live</c>.</summary>
    private string NameOf(string path)
    {
        foreach ((string id, string state) in _states)
        {
            path = path.Replace(id, state, StringComparison.Ordinal);
        }

        string name = Unfit().Replace(path.Trim('/'), "-").Trim('-');
        return name.Length == 0 ? "calendar"
            : name.StartsWith("view-", StringComparison.Ordinal) ? $"calendar-{name[5..]}"
            : name;
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

    [GeneratedRegex("[^A-Za-z0-9-]+", RegexOptions.None, 1_000)]
    private static partial Regex Unfit();
}
