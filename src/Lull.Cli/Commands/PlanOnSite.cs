using System.CommandLine;
using Lull.Cli.Plans;
using Lull.Core.Procedures;

namespace Lull.Cli.Commands;

/// <summary>A plan on a site, as commands take it: the plan's file, and the site's unless it stands alone beside the plan.</summary>
internal sealed class PlanOnSite
{
    internal Argument<string> Plan { get; } = new("plan") { HelpName = "PLAN", Description = "The plan's file." };

    internal Option<string?> Site { get; } =
        new("--site", "-s")
        {
            HelpName = "FILE",
            Description = "The site's file; the only *.site.yaml beside the plan unless given.",
        };

    /// <summary>The plan's file, as it was typed.</summary>
    internal string PathIn(ParseResult parsed) => parsed.GetRequiredValue(Plan);

    /// <summary>Reads and checks both.</summary>
    /// <exception cref="UsageException">A file cannot be read.</exception>
    internal Task<CheckedPlan> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string path = PathIn(parsed);
        return PlanFiles.ReadAsync(path, parsed.GetValue(Site) ?? PlanFiles.SiteBeside(path), cancellation);
    }

    /// <summary>Reads both and compiles them for the window that is announced, or that begins when <paramref name="start"/> says.</summary>
    /// <returns>Null when findings keep it from being a procedure, and then they have been shown.</returns>
    /// <exception cref="UsageException">A file, the site or the start is missing or wrong.</exception>
    internal async Task<Procedure?> CompileAsync(
        ParseResult parsed,
        Option<string?> start,
        Screen screen,
        CancellationToken cancellation
    ) => Compiled.Of(await ReadAsync(parsed, cancellation), PathIn(parsed), parsed.GetValue(start), screen);
}
