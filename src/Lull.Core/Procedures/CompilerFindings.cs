using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>Gathers what is wrong, each thing once, however many hosts it was met on.</summary>
internal sealed class CompilerFindings
{
    internal const string UnknownHost = "LULL0901";
    internal const string NoHosts = "LULL0902";
    internal const string UnknownConnection = "LULL0903";
    internal const string UnknownAction = "LULL0904";
    internal const string UnknownPlaceholder = "LULL0905";
    internal const string NoHostHere = "LULL0906";
    internal const string UnknownStep = "LULL0907";
    internal const string Circle = "LULL0908";
    internal const string SameId = "LULL0909";
    internal const string UnknownAudience = "LULL0910";
    internal const string UnknownRole = "LULL0911";
    internal const string UnknownItem = "LULL0912";
    internal const string TooLarge = "LULL0913";
    internal const string MissingValue = "LULL0914";
    internal const string WrongArgument = "LULL0915";
    internal const string TooMuchWork = "LULL0916";

    /// <summary>Nobody reads further, and looking for suggestions costs time.</summary>
    private const int Most = 500;

    private readonly List<Finding> _all = [];
    private readonly HashSet<(string Code, SourceSpan Where, string Message)> _said = [];

    internal ValueList<Finding> All => [.. _all];

    internal bool Any => _all.Count > 0;

    internal void Say(string code, SourceSpan where, string message, string hint = "")
    {
        if (_all.Count < Most && _said.Add((code, where, message)))
        {
            _all.Add(new Finding(code, Severity.Error, where, message, hint));
        }
    }

    /// <summary>Says that nothing has that name, with the name that was probably meant.</summary>
    internal void SayUnknown(
        string code,
        SourceSpan where,
        string message,
        string written,
        IEnumerable<string> candidates
    )
    {
        if (_all.Count < Most && !_said.Contains((code, where, message)))
        {
            string? meant = Spelling.Nearest(written, candidates);
            Say(code, where, message, meant is null ? "" : $"did you mean '{meant}'?");
        }
    }

    /// <summary>Says that a window cannot be meant, because it lies centuries away.</summary>
    internal void SayTooFar(Plan plan, Window window)
    {
        if (TimeResolution.IsTooFar(window))
        {
            Say(TimeResolution.TooFar, plan.Window.Where, "The window is centuries away", "check its dates");
        }
    }

    /// <summary>Says which freezes of the site the window touches that the plan does not waive.</summary>
    internal void SayFreezes(Plan plan, Site site, Window window)
    {
        FindingRule rule = FindingCatalogue.Find("window-in-freeze")!;
        foreach (Remark remark in WindowFindings.FreezesOver(plan, site, window))
        {
            var finding = new Finding(rule.Code, rule.Severity, remark.Where, remark.Message, remark.Hint);
            if (!WaiverFindings.Waive(plan, finding).IsWaived)
            {
                Say(finding.Code, finding.Where, finding.Message, finding.Hint);
            }
        }
    }

    /// <summary>Takes over the errors among the findings of another part, but for those that the plan waives.</summary>
    internal void Take(IEnumerable<Finding> findings, ValueList<Waiver> waivers)
    {
        foreach (Finding finding in findings)
        {
            if (finding.Severity is Severity.Error && waivers.All(waiver => waiver.Code != finding.Code))
            {
                Say(finding.Code, finding.Where, finding.Message, finding.Hint);
            }
        }
    }
}
