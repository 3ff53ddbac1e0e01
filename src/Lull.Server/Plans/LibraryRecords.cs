namespace Lull.Server.Plans;

/// <summary>A plan that is kept: a name for its revisions.</summary>
/// <param name="Id">Lower-case words joined by <c>-</c>; never changes.</param>
/// <param name="Title">Of its present revision.</param>
/// <param name="Revision">The present one: 64 hex characters.</param>
/// <param name="Author">Who wrote the present one.</param>
/// <param name="ChangedAt">When it became the present one.</param>
public sealed record KeptPlan(string Id, string Title, string Revision, string Author, Instant ChangedAt);

/// <summary>One revision of a plan.</summary>
/// <param name="Plan">Whose.</param>
/// <param name="Number">From 1, in the order they were first written.</param>
/// <param name="Revision">The hash of its text: what approvals are for.</param>
/// <param name="Title">As the text says; the plan's id when it cannot be read.</param>
/// <param name="Author">Who wrote it first; their approval of it never counts.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they said about it; may be empty.</param>
public sealed record PlanRevisionEntry(
    string Plan,
    int Number,
    string Revision,
    string Title,
    string Author,
    Instant At,
    string Note
);

/// <summary>A site that is kept.</summary>
/// <param name="Name">As its text names it.</param>
/// <param name="Number">Of its present text, from 1.</param>
/// <param name="Author">Who wrote that.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they said about it; may be empty.</param>
public sealed record KeptSite(string Name, int Number, string Author, Instant At, string Note);

/// <summary>Where a maintenance came from.</summary>
/// <param name="Maintenance">Which.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Site">The site.</param>
/// <param name="SiteNumber">Which text of the site.</param>
/// <param name="Successor">The maintenance that replaced it; null when none did.</param>
public sealed record MaintenanceLink(
    MaintenanceId Maintenance,
    string Plan,
    string Revision,
    string Site,
    int SiteNumber,
    MaintenanceId? Successor
);
