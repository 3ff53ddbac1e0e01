using System.Text.Json.Nodes;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Shapes;

namespace Lull.Plans.Language;

/// <summary>The keys of a plan and of everything in it but steps.</summary>
internal static class PlanKeys
{
    internal static readonly Key<ImpactKind> ImpactKindKey = new(
        "kind",
        Shape.Words(("none", ImpactKind.None), ("degraded", ImpactKind.Degraded), ("outage", ImpactKind.Outage)),
        "How much people outside will notice."
    )
    {
        Required = true,
        Example = "degraded",
    };
    internal static readonly Key<string> Statement = new(
        "statement",
        Shape.Text,
        "What they will notice, in a sentence for them."
    )
    {
        Example = "Orders may take longer.",
    };
    internal static readonly KeySet ImpactKeys = new("an impact", ImpactKindKey, Statement);

    internal static readonly Key<TimeExpression> Start = new(
        "start",
        Shape.Time,
        "When it opens; tbd while that is to be decided."
    )
    {
        Required = true,
        Example = "2026-12-03 14:00",
    };
    internal static readonly Key<Yaml.Node> End = new(
        "end",
        Shape.From<Yaml.Node>("a time", () => Shape.Type("string"), static (node, _) => node),
        "When it closes; a time of day is the first one after the start. Becomes a length."
    )
    {
        Example = "15:00",
    };
    internal static readonly Key<Duration> Length = new(
        "length",
        Shape.Duration,
        "How long it stays open, instead of end."
    )
    {
        Example = "1h",
    };
    internal static readonly Key<DateTimeZone> Zone = new(
        "zone",
        Shape.Zone,
        "The IANA zone of every time that names none."
    )
    {
        Required = true,
        Example = "America/Denver",
    };
    internal static readonly Key<ValueList<DateTimeZone>> AlsoShow = new(
        "also-show",
        Shape.ListOf(Shape.Zone),
        "Zones shown beside it."
    )
    {
        Example = "[Asia/Kolkata]",
    };
    internal static readonly KeySet WindowKeys = new("a window", Start, End, Length, Zone, AlsoShow);

    internal static readonly Key<string> ApproverRole = new(
        "role",
        StepKeys.UseOf(NameKind.Role, "a role"),
        "Holders of this role approve."
    )
    {
        Example = "cab",
    };
    internal static readonly Key<string> Rehearsal = new(
        "rehearsal",
        Shape.Text,
        "This revision must have closed successfully on that site."
    )
    {
        Example = "staging",
    };
    internal static readonly Key<int> ApproverQuorum = new(
        "quorum",
        Shape.Whole(1, 100),
        "How many of them, none the author."
    )
    {
        With = "role",
        Default = "1",
        Example = "2",
    };
    internal static readonly KeySet ApprovalRuleKeys = new("an approval rule", ApproverRole, ApproverQuorum, Rehearsal);

    internal static readonly Key<TimeExpression> AnnounceAt = new("at", Shape.Time, "Goes out at this moment.")
    {
        Example = "window.start - 14d",
    };
    internal static readonly Key<LifeMoment> AnnounceWhen = new(
        "when",
        Shape.Words(
            ("approved", LifeMoment.Approved),
            ("started", LifeMoment.Started),
            ("deployed", LifeMoment.Deployed),
            ("rolling-back", LifeMoment.RollingBack),
            ("rolled-back", LifeMoment.RolledBack),
            ("recovery", LifeMoment.Recovery),
            ("extended", LifeMoment.Extended),
            ("overdue", LifeMoment.Overdue),
            ("aborted", LifeMoment.Aborted),
            ("cancelled", LifeMoment.Cancelled),
            ("closed", LifeMoment.Closed)
        ),
        "Goes out when this happens to the maintenance."
    )
    {
        Example = "started",
    };
    internal static readonly KeySet AnnouncementKeys = new(
        "an announcement",
        AnnounceAt,
        AnnounceWhen,
        StepKeys.To,
        StepKeys.MessageKey
    );

    internal static readonly Key<string> ItemTitle = new("title", Shape.Title, "For people.")
    {
        Default = "its name",
        Example = "App servers",
    };
    internal static readonly Key<string> Owner = new(
        "owner",
        StepKeys.UseOf(NameKind.Doer, "a role or person"),
        "The accountable role or person."
    )
    {
        Example = "lead",
    };
    internal static readonly Key<string> Tester = new(
        "tester",
        StepKeys.UseOf(NameKind.Doer, "a role or person"),
        "Who signs it off; never the one who did it."
    )
    {
        Example = "tester",
    };
    internal static readonly Key<ItemState> State = new(
        "state",
        Shape.Words(
            ("open", ItemState.Open),
            ("doing", ItemState.Doing),
            ("done", ItemState.Done),
            ("not-doing", ItemState.NotDoing)
        ),
        "How it starts out; not-doing skips its steps."
    )
    {
        Default = "open",
        Example = "not-doing",
    };
    internal static readonly Key<string> ItemBecause = new("because", Shape.Text, "Why it is not done.")
    {
        With = "state",
        Example = "moved to June",
    };
    internal static readonly Key<string> NoTicket = new("no-ticket", Shape.Text, "Why there is no ticket.")
    {
        Example = "standing order",
    };
    internal static readonly KeySet ItemKeys = new(
        "an item",
        ItemTitle,
        StepKeys.Tickets,
        Owner,
        Tester,
        State,
        ItemBecause,
        StepKeys.Notes,
        StepKeys.Touches,
        NoTicket
    );

    internal static readonly Key<TimeExpression> From = new("from", Shape.Time, "Earliest start.")
    {
        Default = "the window's start; prepare: as soon as approved",
        Example = "05:00",
    };
    internal static readonly Key<TimeExpression> Until = new("until", Shape.Time, "Latest end.")
    {
        Default = "the window's end; prepare: the window's start",
        Example = "window.end - 30m",
    };
    internal static readonly Key<ValueList<Step>> PhaseSteps = new(
        "steps",
        StepKeys.Steps,
        "What is done, in sequence."
    )
    {
        Required = true,
        Example = "[ ... ]",
    };
    internal static readonly KeySet PhaseKeys = new("a phase", From, Until, PhaseSteps);

    internal static readonly Key<string> NoRollback = new("none", Shape.Text, "Why there is none.")
    {
        Required = true,
        Example = "updates cannot be taken back",
    };
    internal static readonly KeySet NoRollbackKeys = new("the absence of a roll back", NoRollback);

    internal static readonly Key<(ActionCall Call, Duration Within, Duration Every)> WatchCheck = new(
        "check",
        Shape.Of(StepKeys.CheckKeys, PlanParts.ReadWatchCheck),
        "What is looked at; 'every' is the time between two looks."
    )
    {
        Required = true,
        Example = "{ http.get: \"{url}/health\", every: 1m }",
    };
    internal static readonly KeySet WatchKeys = new("a watch", WatchCheck, StepKeys.On, StepKeys.Title);

    internal static readonly Key<FailureRate> Failures = new(
        "failures",
        Shape.From(
            "so many failures in a time",
            () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+ +in +.+$" },
            PlanParts.ReadRate
        ),
        "So many failed looks of one watch in that time."
    )
    {
        Example = "3 in 10m",
    };
    internal static readonly Key<int> Severity = new(
        "severity",
        Shape.Whole(1, 5),
        "An incident of this severity or worse; 1 is worst."
    )
    {
        Example = "1",
    };
    internal static readonly KeySet RollbackRuleKeys = new("a roll-back rule", Failures, Severity);

    internal static readonly Key<Duration> SoakFor = new("for", Shape.Duration, "How long.")
    {
        Required = true,
        Example = "48h",
    };
    internal static readonly Key<ValueList<Watch>> Watches = new(
        "watch",
        Shape.ListOf(Shape.Of(WatchKeys, PlanParts.ReadWatch)),
        "What is looked at."
    )
    {
        Example = "[ ... ]",
    };
    internal static readonly Key<(FailureRate? Failures, int? Severity)> RollbackWhen = new(
        "rollback-when",
        Shape.Of(RollbackRuleKeys, PlanParts.ReadRollbackRule),
        "What calls for a roll back."
    )
    {
        Example = "{ failures: 3 in 10m, severity: 1 }",
    };
    internal static readonly Key<bool> Automatic = new(
        "automatic",
        Shape.YesNo,
        "True rolls back at once; false asks first."
    )
    {
        Default = "false",
        Example = "true",
    };
    internal static readonly Key<Duration> AnswerWithin = new(
        "answer-within",
        Shape.Duration,
        "How long the question waits; without an answer it is rolled back."
    )
    {
        Default = "15m",
        Example = "30m",
    };
    internal static readonly KeySet SoakKeys = new("a soak", SoakFor, Watches, RollbackWhen, Automatic, AnswerWithin);

    internal static readonly Key<string> Code = new(
        "code",
        new Shape<string>(
            "a finding's code",
            () => new JsonObject { ["type"] = "string", ["pattern"] = "^(LULL[0-9]{4}|[a-z][a-z0-9]*(-[a-z0-9]+)+)$" },
            PlanParts.ReadCode
        ),
        "The finding that is accepted, by code or by name."
    )
    {
        Required = true,
        Example = "LULL0117",
    };
    internal static readonly Key<string> Because = new("because", Shape.Text, "Why.")
    {
        Required = true,
        Example = "agreed with the CAB",
    };
    internal static readonly KeySet WaiverKeys = new("a waiver", Code, Because);

    internal static readonly Key<string> QuestionText = new("question", Shape.Text, "What is open.")
    {
        Required = true,
        Example = "Why are the management servers not patched?",
    };
    internal static readonly KeySet QuestionKeys = new("a question", QuestionText, StepKeys.Item);

    internal static readonly Key<string> Maintenance = new("maintenance", Shape.Title, "The title.")
    {
        Required = true,
        Example = "Roll out engine 4.2",
    };
    internal static readonly Key<string> Author = new(
        "author",
        Shape.Title,
        "Who wrote this revision; their approval never counts."
    )
    {
        Example = "ana",
    };
    internal static readonly Key<Impact> ImpactKey = new(
        "impact",
        Shape.From(
            "none, degraded, outage, a sentence, or kind and statement",
            () => Shape.AnyOf(Shape.Type("string"), Shape.Ref(ImpactKeys.Name)),
            PlanParts.ReadImpact
        ),
        "What people outside will notice. A sentence alone means degraded."
    )
    {
        Default = "none",
        Example = "{ kind: outage, statement: Mail is not available. }",
    };
    internal static readonly Key<WindowSpec> Window = new(
        "window",
        Shape.Of(WindowKeys, WindowReader.Read),
        "The announced interval."
    )
    {
        Required = true,
        Example = "{ start: 2026-12-03 14:00, length: 1h, zone: America/Denver }",
    };
    internal static readonly Key<ValueList<Milestone>> Milestones = new(
        "milestones",
        Shape.MapOf("a map of names and times", Shape.Time.Schema, PlanParts.ReadMilestone),
        "Named dates that others are counted from."
    )
    {
        Example = "{ code-freeze: 2026-11-20 18:00 }",
    };
    internal static readonly Key<ValueList<PlanRole>> Roles = new(
        "roles",
        Shape.MapOf("a map of names and roles of the site", Shape.Text.Schema, PlanParts.ReadRole),
        "Roles of this plan and the roles of the site that fill them."
    )
    {
        Example = "{ lead: release-manager }",
    };
    internal static readonly Key<ValueList<ApprovalRule>> Approvals = new(
        "approvals",
        Shape.ListOf(
            Shape.From(
                "a role, or a map",
                () => Shape.AnyOf(Shape.Type("string"), Shape.Ref(ApprovalRuleKeys.Name)),
                PlanParts.ReadApprovalRule
            )
        ),
        "What must be approved before the window."
    )
    {
        Example = "[ { role: cab, quorum: 2 } ]",
    };
    internal static readonly Key<ValueList<Announcement>> Announcements = new(
        "announcements",
        Shape.ListOf(Shape.Of(AnnouncementKeys, PlanParts.ReadAnnouncement)),
        "Whom to tell what, when."
    )
    {
        Example = "[ { when: started, to: customers, message: started } ]",
    };
    internal static readonly Key<ValueList<MessageText>> Messages = new(
        "messages",
        Shape.MapOf(
            "a map of names and texts",
            Shape.Text.Schema,
            static (name, value, reading) =>
                Shape.Text.Read(value, reading).Then(text => new MessageText(name.Value, text))
        ),
        "Texts for announcements, by name."
    )
    {
        Default = "the built-in ones",
        Example = "{ started: We begin now. }",
    };
    internal static readonly Key<ValueList<Item>> Items = new(
        "items",
        Shape.MapOf("a map of names and items", () => Shape.Ref(ItemKeys.Name), PlanParts.ReadItem),
        "The deliverables of the change."
    )
    {
        Example = "{ app-servers: { title: App servers, tickets: [OPS-2244] } }",
    };
    internal static readonly Key<Phase> Prepare = PhaseKey(
        "prepare",
        PhaseKind.Prepare,
        "Lead-time work before the window."
    );
    internal static readonly Key<Phase> Change = PhaseKey("change", PhaseKind.Change, "The change itself.");
    internal static readonly Key<Phase> Verify = PhaseKey("verify", PhaseKind.Verify, "Tests of the whole.");
    internal static readonly Key<Phase> Finish = PhaseKey(
        "finish",
        PhaseKind.Finish,
        "What remains once it is verified."
    );
    internal static readonly Key<Rollback> RollbackKey = new(
        "rollback",
        Shape.From(
            "undo, a list of steps, or none and why",
            () =>
                Shape.AnyOf(
                    new JsonObject { ["const"] = "undo" },
                    Shape.Ref(NoRollbackKeys.Name),
                    StepKeys.Steps.Schema()
                ),
            PlanParts.ReadRollback
        ),
        "How everything is rolled back."
    )
    {
        Default = "undo",
        Example = "{ none: updates cannot be taken back }",
    };
    internal static readonly Key<Duration> Margin = new(
        "margin",
        Shape.Duration,
        "Time kept free before the window's end, on top of the time to undo."
    )
    {
        Default = "0s",
        Example = "15m",
    };
    internal static readonly Key<Soak> SoakKey = new(
        "soak",
        Shape.Of(SoakKeys, PlanParts.ReadSoak),
        "Watching after the change."
    )
    {
        Example = "{ for: 48h }",
    };
    internal static readonly Key<string> Recurrence = new(
        "recurrence",
        Shape.From("a recurrence rule of RFC 5545", () => Shape.Type("string"), PlanParts.ReadRule),
        "When this plan is the template of a series."
    )
    {
        Example = "FREQ=MONTHLY;BYDAY=3SU",
    };
    internal static readonly Key<ValueList<string>> Freezes = new(
        "freezes",
        Shape.ListOf(StepKeys.UseOf(NameKind.Freeze, "a freeze")),
        "Freezes that the site must have. Every freeze of the site holds for every plan, named here or not."
    )
    {
        Default = "none",
        Example = "[year-end]",
    };
    internal static readonly Key<ValueList<Waiver>> Waive = new(
        "waive",
        Shape.ListOf(Shape.Of(WaiverKeys, PlanParts.ReadWaiver)),
        "Findings that the author knows of and accepts."
    )
    {
        Example = "[ { code: LULL0117, because: agreed with the CAB } ]",
    };
    internal static readonly Key<ValueList<string>> Lessons = new(
        "lessons",
        Shape.ListOf(Shape.Text),
        "What earlier occurrences taught."
    )
    {
        Example = "[ Leave the time limit at 235 minutes. ]",
    };
    internal static readonly Key<ValueList<OpenQuestion>> Questions = new(
        "questions",
        Shape.ListOf(
            Shape.From(
                "a text, or question and item",
                () => Shape.AnyOf(Shape.Type("string"), Shape.Ref(QuestionKeys.Name)),
                PlanParts.ReadQuestion
            )
        ),
        "Open questions; they block readiness until answered or waived."
    )
    {
        Example = "[ Who approves the pipeline? ]",
    };
    internal static readonly Key<string> Source = new("source", Shape.Text, "Where the plan came from, when imported.")
    {
        Example = "https://wiki.example.org/pages/4267081",
    };

    internal static readonly KeySet Plan = new(
        "a plan",
        Maintenance,
        Author,
        ImpactKey,
        Window,
        Milestones,
        Roles,
        Approvals,
        Announcements,
        Messages,
        Items,
        Prepare,
        Change,
        Verify,
        Finish,
        RollbackKey,
        Margin,
        SoakKey,
        Recurrence,
        Freezes,
        Waive,
        Lessons,
        Questions,
        Source
    );

    private static Key<Phase> PhaseKey(string name, PhaseKind kind, string meaning) =>
        new(
            name,
            Shape.From(
                "a list of steps, or from, until and steps",
                () => Shape.AnyOf(StepKeys.Steps.Schema(), Shape.Ref(PhaseKeys.Name)),
                (node, reading) => PlanParts.ReadPhase(node, kind, reading)
            ),
            meaning
        )
        {
            Example = "[ ... ]",
        };
}
