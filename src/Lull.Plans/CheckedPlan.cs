using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Plans;

/// <summary>A plan and, when it is known, its site, with everything there is to say about them.</summary>
public sealed class CheckedPlan
{
    private readonly PlanReading _plan;
    private readonly SiteReading? _site;
    private readonly ActionCatalogue _catalogue;

    private CheckedPlan(PlanReading plan, SiteReading? site, ActionCatalogue catalogue)
    {
        _plan = plan;
        _site = site;
        _catalogue = catalogue;
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

    /// <summary>The plan; null when it cannot be read.</summary>
    public Plan? Plan => _plan.Plan;

    /// <summary>The site; null when it is not given or cannot be read.</summary>
    public Site? Site => _site?.Site;

    /// <summary>The plan's text, what it calls included, for the journal.</summary>
    public string PlanText => string.Join('\n', _plan.Sources.Select(source => source.Text));

    /// <summary>In the order of the files; waived ones included.</summary>
    public ValueList<Finding> Findings { get; private set; }

    /// <summary>True when nothing keeps the plan from running.</summary>
    public bool CanRun => Findings.All(finding => finding.Severity != Severity.Error || finding.IsWaived);

    /// <summary>Checks texts that are already there.</summary>
    public static CheckedPlan Of(
        string name,
        string text,
        SiteReading? site,
        Func<string, string?> include,
        ActionCatalogue catalogue
    ) => new(PlanReader.Read(name, text, catalogue, include, site?.Site), site, catalogue);

    /// <summary>The procedure for a window; null, with findings, when there is none or no site.</summary>
    public Procedure? Compile(Window window)
    {
        if (Plan is null || Site is not { } site || !CanRun)
        {
            return null;
        }

        switch (Compiler.Compile(Plan, site, _catalogue, window))
        {
            case Compilation.Done done:
                return done.Procedure;
            case Compilation.Refused refused:
                Findings = [.. Findings.Concat(refused.Findings).Distinct()];
                return null;
        }

        return null;
    }

    /// <summary>
    /// Writes the plan out for the window that it announces, so that the findings hold what only then comes to light. Where that window is
    /// still to be decided there is nothing to write it out for, and that is no mistake.
    /// </summary>
    public void CompileAsAnnounced()
    {
        if (
            this is { CanRun: true, Site: not null, Plan.Window.Start: not TimeExpression.ToBeDecided }
            && AnnouncedWindow() is { } window
        )
        {
            Compile(window);
        }
    }

    /// <summary>The window that the plan announces; null, with a finding, when it is not decided.</summary>
    public Window? AnnouncedWindow()
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
    public string SourceOf(Finding finding) =>
        _site?.Source.File == finding.Where.File ? _site.Source.Text : _plan.SourceOf(finding);
}
