using System.Globalization;
using System.Text;
using Lull.Connectors;
using Lull.Plans;

namespace Lull.Cli.Plans;

/// <summary>Plans and sites, read from files.</summary>
internal static class PlanFiles
{
    /// <summary>No plan or site is longer; what is, has no end, or was named by mistake.</summary>
    private const int MostCharacters = 20_000_000;

    /// <summary>More files than this are counted and not named.</summary>
    private const int MostNamed = 10;

    /// <summary>Reads and checks.</summary>
    /// <param name="plan">The plan's file.</param>
    /// <param name="site">The site's file; null when there is none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    internal static async Task<CheckedPlan> ReadAsync(string plan, string? site, CancellationToken cancellation)
    {
        SiteReading? siteReading = site is null
            ? null
            : SiteReader.Read(site, await TextOfAsync(site, "site", cancellation), ConnectorKinds.Catalogue);
        string text = await TextOfAsync(plan, "plan", cancellation);
        return CheckedPlan.Of(
            plan,
            text,
            siteReading,
            path => File.Exists(path) ? File.ReadAllText(path) : null,
            ConnectorKinds.Catalogue
        );
    }

    /// <summary>The only site beside a plan; null when there is none or there are several.</summary>
    internal static string? SiteBeside(string plan)
    {
        string directory = Path.GetDirectoryName(plan) is { Length: > 0 } named ? named : ".";
        string[] sites = Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*.site.yaml").Order(StringComparer.Ordinal).Take(2)]
            : [];
        if (sites.Length != 1)
        {
            return null;
        }

        string relative = Path.GetRelativePath(".", sites[0]);
        return relative.StartsWith("..", StringComparison.Ordinal) ? sites[0] : relative;
    }

    /// <summary>What of the kind stands in a directory, to be named instead of it.</summary>
    private static string FilesIn(string directory, string what)
    {
        string[] files = [.. Directory.EnumerateFiles(directory, $"*.{what}.yaml").Order(StringComparer.Ordinal)];
        string more = files.Length > MostNamed ? $" and {files.Length - MostNamed} more" : "";
        return files.Length == 0
            ? $"No {what} (*.{what}.yaml) is in it; name a {what}'s file."
            : $"Name one {what} of it: {string.Join(", ", files.Take(MostNamed))}{more}.";
    }

    private static async Task<string> TextOfAsync(string path, string what, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"'{path}' is a directory. {FilesIn(path, what)}");
        }

        try
        {
            using var reader = new StreamReader(path);
            var text = new StringBuilder();
            char[] part = new char[64 << 10];
            while (await reader.ReadBlockAsync(part, cancellation) is > 0 and var length)
            {
                text.Append(part, 0, length);
                if (text.Length > MostCharacters)
                {
                    throw new UsageException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"'{path}' has more than {MostCharacters:N0} characters. That is no {what}; name another file."
                        )
                    );
                }
            }

            return text.ToString();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"There is no {what} '{path}'.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The {what} '{path}' cannot be read: {fault.Message}");
        }
    }
}

/// <summary>What a person asked for cannot be: a wrong name, file or option. The message is for them.</summary>
internal sealed class UsageException(string message) : Exception(message);
