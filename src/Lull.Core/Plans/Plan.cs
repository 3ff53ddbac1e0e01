using Lull.Core.Windows;

namespace Lull.Core.Plans;

/// <summary>One maintenance as code: what the plan file says, names not yet looked up in a site.</summary>
public sealed record Plan
{
    /// <summary>The title, as in <c>maintenance: Roll out engine 4.2</c>.</summary>
    public required string Title { get; init; }

    /// <summary>SHA-256 over the plan's text, includes and all, as 64 hex characters.</summary>
    public required string Revision { get; init; }

    /// <summary>Who wrote this revision; their approval never counts. Empty when the plan does not say.</summary>
    public string Author { get; init; } = "";

    /// <summary>What people outside will notice.</summary>
    public Impact Impact { get; init; } = Impact.None;

    /// <summary>The announced interval.</summary>
    public required WindowSpec Window { get; init; }

    /// <summary>Named dates that others are counted from, in the order written.</summary>
    public ValueList<Milestone> Milestones { get; init; } = [];

    /// <summary>Roles of this plan.</summary>
    public ValueList<PlanRole> Roles { get; init; } = [];

    /// <summary>What must be approved before the window.</summary>
    public ValueList<ApprovalRule> Approvals { get; init; } = [];

    /// <summary>Whom to tell what, when.</summary>
    public ValueList<Announcement> Announcements { get; init; } = [];

    /// <summary>Texts for announcements by name; the built-in ones apply where a name is missing.</summary>
    public ValueList<MessageText> Messages { get; init; } = [];

    /// <summary>The deliverables of the change.</summary>
    public ValueList<Item> Items { get; init; } = [];

    /// <summary>The parts of the procedure, in order: prepare, change, verify, finish.</summary>
    public required ValueList<Phase> Phases { get; init; }

    /// <summary>How everything is rolled back.</summary>
    public Rollback Rollback { get; init; } = new Rollback.Undo();

    /// <summary>Time kept free before the window's end on top of the time to undo.</summary>
    public Duration Margin { get; init; } = Duration.Zero;

    /// <summary>Watching after the change; null when the plan ends with its last step.</summary>
    public Soak? Soak { get; init; }

    /// <summary>Recurrence, when this plan is the template of a series; an RFC 5545 rule such as <c>FREQ=MONTHLY;BYDAY=3SU</c>.</summary>
    public string Recurrence { get; init; } = "";

    /// <summary>Calendars of the site in which nothing may run unless waived.</summary>
    public ValueList<string> Freezes { get; init; } = [];

    /// <summary>Findings that the author knows of and accepts, by code, with a reason.</summary>
    public ValueList<Waiver> Waivers { get; init; } = [];

    /// <summary>Lessons of earlier occurrences, shown to those who run this one.</summary>
    public ValueList<string> Lessons { get; init; } = [];

    /// <summary>Open questions that block readiness until answered or waived.</summary>
    public ValueList<OpenQuestion> Questions { get; init; } = [];

    /// <summary>Where it came from, when imported: a page's address, a notice.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where the title is written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>What people outside will notice.</summary>
public sealed record Impact(ImpactKind Kind, string Statement)
{
    /// <summary>Nothing is noticed, nothing is said.</summary>
    public static Impact None { get; } = new(ImpactKind.None, "");
}

/// <summary>How much people outside will notice.</summary>
public enum ImpactKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Less capacity or single short interruptions; no outage.</summary>
    Degraded,

    /// <summary>Not available during the window.</summary>
    Outage,
}

/// <summary>A named date: <c>code-freeze: 2026-11-20 18:00</c>.</summary>
public sealed record Milestone(string Name, TimeExpression At, SourceSpan Where);

/// <summary>A role of the plan and the role of the site that fills it: <c>lead: release-manager</c>.</summary>
public sealed record PlanRole(string Name, string SiteRole, SourceSpan Where);

/// <summary>Something that must be approved before the window.</summary>
public abstract record ApprovalRule
{
    private ApprovalRule() { }

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }

    /// <summary>So many holders of the role, none of them the author.</summary>
    public sealed record ByRole(string Role, int Quorum) : ApprovalRule;

    /// <summary>This revision must have closed successfully on that site.</summary>
    public sealed record Rehearsal(string Site) : ApprovalRule;
}

/// <summary>One message to audiences.</summary>
/// <param name="Trigger">When it goes out.</param>
/// <param name="To">Audiences of the site.</param>
/// <param name="Message">A name in the plan's messages or of a built-in one, or the text itself.</param>
/// <param name="Where">Where it is written.</param>
public sealed record Announcement(AnnouncementTrigger Trigger, ValueList<string> To, string Message, SourceSpan Where);

/// <summary>What lets an announcement go out.</summary>
public abstract record AnnouncementTrigger
{
    private AnnouncementTrigger() { }

    /// <summary>A moment.</summary>
    public sealed record At(TimeExpression Time) : AnnouncementTrigger;

    /// <summary>Something that happens to the maintenance.</summary>
    public sealed record When(LifeMoment Moment) : AnnouncementTrigger;
}

/// <summary>The moments in the life of a maintenance that can be announced.</summary>
public enum LifeMoment
{
    /// <summary>All approvals are there.</summary>
    Approved,

    /// <summary>The first step may start.</summary>
    Started,

    /// <summary>The change is in place and verified; the soak, if any, begins.</summary>
    Deployed,

    /// <summary>A roll back began.</summary>
    RollingBack,

    /// <summary>Everything that was rolled back is back.</summary>
    RolledBack,

    /// <summary>A roll back failed and people are at it.</summary>
    Recovery,

    /// <summary>The window was moved or made longer.</summary>
    Extended,

    /// <summary>A step was not finished by the time it was due, or a person did not do one in the time it may take.</summary>
    Overdue,

    /// <summary>It was stopped by a person or by the window's end; what was opened is closed.</summary>
    Aborted,

    /// <summary>It will not take place.</summary>
    Cancelled,

    /// <summary>Over: done, rolled back, or stopped.</summary>
    Closed,
}

/// <summary>A text of the plan for announcements.</summary>
public sealed record MessageText(string Name, string Text);

/// <summary>One deliverable of the change.</summary>
public sealed record Item
{
    /// <summary>Name that steps refer to with <c>item:</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Ticket keys, each once.</summary>
    public ValueList<Ticket> Tickets { get; init; } = [];

    /// <summary>The accountable role or person; empty when nobody is named.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Who signs it off; empty when nobody is named. Never the one who did it.</summary>
    public string Tester { get; init; } = "";

    /// <summary>How it starts out; <see cref="ItemState.NotDoing"/> skips its steps.</summary>
    public ItemState State { get; init; } = ItemState.Open;

    /// <summary>Why it is not done; required for <see cref="ItemState.NotDoing"/>.</summary>
    public string Because { get; init; } = "";

    /// <summary>Anything people should know.</summary>
    public string Notes { get; init; } = "";

    /// <summary>A service or other thing that this item and others touch; two that share one need an order.</summary>
    public ValueList<string> Touches { get; init; } = [];

    /// <summary>Why there is no ticket or no roll back, when the author says so; keyed by <c>ticket</c> and <c>rollback</c>.</summary>
    public string NoTicketBecause { get; init; } = "";

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>A ticket's key and where it is written.</summary>
public sealed record Ticket(string Key, SourceSpan Where);

/// <summary>The state of an item.</summary>
public enum ItemState
{
    /// <summary>Nobody has begun.</summary>
    Open,

    /// <summary>Begun.</summary>
    Doing,

    /// <summary>Settled: done.</summary>
    Done,

    /// <summary>Settled: will not be done, with a reason.</summary>
    NotDoing,
}

/// <summary>A part of the procedure with its own allowed interval.</summary>
public sealed record Phase
{
    /// <summary>Which part.</summary>
    public required PhaseKind Kind { get; init; }

    /// <summary>Earliest start; null means the window's start (prepare: as soon as approved).</summary>
    public TimeExpression? From { get; init; }

    /// <summary>Latest end; null means the window's end (prepare: the window's start).</summary>
    public TimeExpression? Until { get; init; }

    /// <summary>What is done, in sequence.</summary>
    public required ValueList<Step> Steps { get; init; }

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>The parts of a procedure, in the order they happen.</summary>
public enum PhaseKind
{
    /// <summary>Lead-time work before the window.</summary>
    Prepare,

    /// <summary>The change itself.</summary>
    Change,

    /// <summary>Tests of the whole.</summary>
    Verify,

    /// <summary>What remains once it is verified: jobs started, people told.</summary>
    Finish,
}

/// <summary>How everything is rolled back.</summary>
public abstract record Rollback
{
    private Rollback() { }

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }

    /// <summary>The undos of what was done, newest first: <c>rollback: undo</c>.</summary>
    public sealed record Undo : Rollback;

    /// <summary>Steps of its own, run inside the brackets that are open.</summary>
    public sealed record Block(ValueList<Step> Steps) : Rollback;

    /// <summary>There is none, and the plan says why: <c>rollback: { none: because … }</c>.</summary>
    public sealed record None(string Because) : Rollback;
}

/// <summary>Watching after the change.</summary>
public sealed record Soak
{
    /// <summary>How long.</summary>
    public required Duration For { get; init; }

    /// <summary>What is looked at.</summary>
    public ValueList<Watch> Watches { get; init; } = [];

    /// <summary>This many failed looks of one watch within that time call for a roll back; null when looks do not.</summary>
    public FailureRate? Failures { get; init; }

    /// <summary>An incident of this severity or worse (1 is worst) calls for a roll back; null when incidents do not.</summary>
    public int? Severity { get; init; }

    /// <summary>True: a roll-back rule rolls back at once. False: it asks, and rolls back when nobody answers in time.</summary>
    public bool Automatic { get; init; }

    /// <summary>How long the question waits for an answer.</summary>
    public Duration AnswerWithin { get; init; } = Duration.FromMinutes(15);

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>One thing that is looked at during the soak.</summary>
public sealed record Watch
{
    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>The check.</summary>
    public required ActionCall Check { get; init; }

    /// <summary>Time between two looks.</summary>
    public required Duration Every { get; init; }

    /// <summary>On each of these; null when the check has no host.</summary>
    public HostSelection? On { get; init; }

    /// <summary>Where it is written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>So many failures within that time: <c>3 in 10m</c>.</summary>
public sealed record FailureRate(int Count, Duration Within);

/// <summary>A finding that the author accepts.</summary>
public sealed record Waiver(string Code, string Because, SourceSpan Where);

/// <summary>A question that is still open, as written in the plan.</summary>
public sealed record OpenQuestion(string Text, string Item, SourceSpan Where);
