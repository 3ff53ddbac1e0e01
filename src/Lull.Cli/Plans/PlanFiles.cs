using Lull.Connectors;
using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;
using Lull.Engine.Connectors;
using Lull.Plans;

namespace Lull.Cli.Plans;

/// <summary>A plan and, when it is known, its site, as read from files, with everything there is to say about them.</summary>
internal sealed class PlanFiles
{
    private readonly PlanReading _plan;
    private readonly SiteReading? _site;

    private PlanFiles(PlanReading plan, SiteReading? site, ActionCatalogue catalogue)
    {
        _plan = plan;
        _site = site;
        var findings = new List<Finding>([.. site?.Findings ?? [], .. plan.Findings]);
        if (site?.Site is { } known)
        {
            findings.AddRange(PlanCheck.Bind(plan, known, catalogue));
        }

        if (plan.Plan is { } read)
        {
            findings.AddRange(Lint.Check(read, site?.Site, catalogue));
        }

        Findings =
        [
            .. findings
                .DistinctBy(finding => (finding.Code, finding.Where, finding.Message))
                .OrderBy(finding => finding.Where.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Where.Line)
                .ThenBy(finding => finding.Where.Column),
        ];
    }

    /// <summary>Every action that this build knows.</summary>
    internal static ActionCatalogue Catalogue { get; } =
        new([
            .. ConnectorKinds.All.Select(
                (IConnectorKind kind) => new ConnectorDescription(kind.Name, kind.Options, kind.Actions)
            ),
        ]);

    /// <summary>The plan; null when it cannot be read.</summary>
    internal Plan? Plan => _plan.Plan;

    /// <summary>The site; null when it is not given or cannot be read.</summary>
    internal Site? Site => _site?.Site;

    /// <summary>The plan's text, what it calls included, for the journal.</summary>
    internal string PlanText => string.Join('\n', _plan.Sources.Select(source => source.Text));

    /// <summary>In the order of the files; waived ones included.</summary>
    internal ValueList<Finding> Findings { get; private set; }

    /// <summary>True when nothing keeps the plan from running.</summary>
    internal bool CanRun => Findings.All(finding => finding.Severity != Severity.Error || finding.IsWaived);

    /// <summary>Reads and checks.</summary>
    /// <param name="plan">The plan's file.</param>
    /// <param name="site">The site's file; null when there is none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    internal static async Task<PlanFiles> ReadAsync(string plan, string? site, CancellationToken cancellation)
    {
        SiteReading? siteReading = site is null
            ? null
            : SiteReader.Read(site, await TextOfAsync(site, "site", cancellation), Catalogue);
        string text = await TextOfAsync(plan, "plan", cancellation);
        return Of(plan, text, siteReading, path => File.Exists(path) ? File.ReadAllText(path) : null);
    }

    /// <summary>Checks texts that are already there.</summary>
    internal static PlanFiles Of(string name, string text, SiteReading? site, Func<string, string?> include) =>
        new(PlanReader.Read(name, text, Catalogue, include, site?.Site), site, Catalogue);

    /// <summary>The procedure for a window; null, with findings, when there is none.</summary>
    /// <exception cref="UsageException">There is no site.</exception>
    internal Procedure? Compile(Window window)
    {
        if (Plan is null || !CanRun)
        {
            return null;
        }

        Site site = Site ?? throw new UsageException("Which site is it for? Name its file with --site.");
        switch (Compiler.Compile(Plan, site, Catalogue, window))
        {
            case Compilation.Done done:
                return done.Procedure;
            case Compilation.Refused refused:
                Findings = [.. Findings.Concat(refused.Findings).Distinct()];
                return null;
        }

        return null;
    }

    /// <summary>The window that the plan announces; null, with a finding, when it is not decided.</summary>
    internal Window? AnnouncedWindow()
    {
        if (Plan is not { } plan)
        {
            return null;
        }

        var findings = new List<Finding>();
        Window? window = TimeResolution.Of(plan).Window(findings);
        if (window is null)
        {
            Findings = [.. Findings.Concat(findings).Distinct()];
        }

        return window;
    }

    /// <summary>The text of the file that a finding is about.</summary>
    internal string SourceOf(Finding finding) =>
        _site?.Source.File == finding.Where.File ? _site.Source.Text : _plan.SourceOf(finding);

    /// <summary>The only site beside a plan; null when there is none or there are several.</summary>
    internal static string? SiteBeside(string plan)
    {
        string directory = Path.GetDirectoryName(plan) is { Length: > 0 } named ? named : ".";
        string[] sites = Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*.site.yaml").Order(StringComparer.Ordinal).Take(2)]
            : [];
        return sites.Length == 1 ? Path.GetRelativePath(".", sites[0]) : null;
    }

    private static async Task<string> TextOfAsync(string path, string what, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellation);
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
