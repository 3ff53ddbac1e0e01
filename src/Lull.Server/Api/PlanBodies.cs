using Lull.Core.Findings;
using Lull.Core.Windows;
using Lull.Server.Plans;

namespace Lull.Server.Api;

/// <summary>A plan to keep, or a new revision of one.</summary>
/// <param name="Text">The plan file.</param>
/// <param name="Note">What there is to say about it.</param>
public sealed record PlanBody(string Text, string Note = "");

/// <summary>A text of a site to keep.</summary>
public sealed record SiteBody(string Text, string Note = "");

/// <summary>A plan to check without keeping it.</summary>
/// <param name="Text">The plan file.</param>
/// <param name="Site">A site that is kept; null for none.</param>
public sealed record CheckBody(string Text, string? Site = null);

/// <summary>A maintenance to begin.</summary>
/// <param name="Plan">A plan that is kept.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Site">A site that is kept.</param>
/// <param name="Start">The window's start; null for the window that the plan announces.</param>
/// <param name="End">The window's end.</param>
/// <param name="Zone">IANA zone of the window.</param>
/// <param name="Replaces">A maintenance of the same plan that has not started, to cancel.</param>
public sealed record BeginBody(
    string Plan,
    string Revision,
    string Site,
    Instant? Start = null,
    Instant? End = null,
    string? Zone = null,
    string? Replaces = null
)
{
    /// <summary>The window that is written; null when none is.</summary>
    internal Window? Window() =>
        Start is { } start && End is { } end && Zone is { } zone ? new Window(start, end, zone) : null;
}

/// <summary>A maintenance that has begun.</summary>
public sealed record BegunAnswer(MaintenanceId Id);

/// <summary>A plan with its present text.</summary>
public sealed record PlanDetail(KeptPlan Plan, PlanRevisionEntry Revision, string Text);

/// <summary>One revision with its text.</summary>
public sealed record RevisionDetail(PlanRevisionEntry Revision, string Text);

/// <summary>What there is to say about a plan.</summary>
/// <param name="CanRun">True when nothing keeps it from running.</param>
/// <param name="Findings">In the order of the text; waived ones included.</param>
public sealed record FindingsAnswer(bool CanRun, ValueList<Finding> Findings);

/// <summary>Where two revisions differ, line by line.</summary>
/// <param name="From">The older one.</param>
/// <param name="To">The newer one.</param>
/// <param name="Lines">Every line of both, in order.</param>
public sealed record DiffAnswer(string From, string To, ValueList<DiffLine> Lines);

/// <summary>A site with its text.</summary>
public sealed record SiteDetail(KeptSite Site, string Text);
