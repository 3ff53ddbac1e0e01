using System.Text.Json.Serialization;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>
/// What happened in a maintenance. The journal stores these and nothing else; names on disk never change. When it happened
/// and who caused it stand in the envelope; where a rule needs to know who, the event says so itself.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(Proposed), "proposed")]
[JsonDerivedType(typeof(Approved), "approved")]
[JsonDerivedType(typeof(ApprovalWithdrawn), "approval-withdrawn")]
[JsonDerivedType(typeof(Rehearsed), "rehearsed")]
[JsonDerivedType(typeof(AllApproved), "all-approved")]
[JsonDerivedType(typeof(OwnershipTaken), "ownership-taken")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(EffectIntended), "effect-intended")]
[JsonDerivedType(typeof(EffectUnclear), "effect-unclear")]
[JsonDerivedType(typeof(EffectRepeated), "effect-repeated")]
[JsonDerivedType(typeof(EffectEnded), "effect-ended")]
[JsonDerivedType(typeof(BracketIntended), "bracket-intended")]
[JsonDerivedType(typeof(BracketDisowned), "bracket-disowned")]
[JsonDerivedType(typeof(StepOpened), "step-opened")]
[JsonDerivedType(typeof(StepClaimed), "step-claimed")]
[JsonDerivedType(typeof(StepTicked), "step-ticked")]
[JsonDerivedType(typeof(StepApproved), "step-approved")]
[JsonDerivedType(typeof(StepSkipped), "step-skipped")]
[JsonDerivedType(typeof(WaitOver), "wait-over")]
[JsonDerivedType(typeof(GateOpened), "gate-opened")]
[JsonDerivedType(typeof(StepOverdue), "step-overdue")]
[JsonDerivedType(typeof(StepAdded), "step-added")]
[JsonDerivedType(typeof(AddedStepDone), "added-step-done")]
[JsonDerivedType(typeof(QuestionAsked), "question-asked")]
[JsonDerivedType(typeof(QuestionAnswered), "question-answered")]
[JsonDerivedType(typeof(Paused), "paused")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(WindowExtended), "window-extended")]
[JsonDerivedType(typeof(AbortRequested), "abort-requested")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(RollBackStarted), "roll-back-started")]
[JsonDerivedType(typeof(RolledBack), "rolled-back")]
[JsonDerivedType(typeof(PartRolledBack), "part-rolled-back")]
[JsonDerivedType(typeof(PointOfNoReturnWaived), "point-of-no-return-waived")]
[JsonDerivedType(typeof(ItemChanged), "item-changed")]
[JsonDerivedType(typeof(Noted), "noted")]
[JsonDerivedType(typeof(Deployed), "deployed")]
[JsonDerivedType(typeof(SoakStarted), "soak-started")]
[JsonDerivedType(typeof(WatchFailed), "watch-failed")]
[JsonDerivedType(typeof(WatchRecovered), "watch-recovered")]
[JsonDerivedType(typeof(IncidentReported), "incident-reported")]
[JsonDerivedType(typeof(SoakEnded), "soak-ended")]
[JsonDerivedType(typeof(Concluded), "concluded")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(StateHashed), "state-hashed")]
public abstract record MaintenanceEvent
{
    private MaintenanceEvent() { }

    /// <summary>The first event: the procedure, frozen, with the texts it was compiled from.</summary>
    /// <param name="Rules">The version of the rules this maintenance runs under to its end.</param>
    /// <param name="Procedure">What will be done.</param>
    /// <param name="PlanText">The plan file, for people.</param>
    /// <param name="SiteText">The site file, for people.</param>
    public sealed record Planned(int Rules, Procedure Procedure, string PlanText, string SiteText) : MaintenanceEvent;

    /// <summary>It is ready to be approved.</summary>
    public sealed record Proposed(string By) : MaintenanceEvent;

    /// <summary>Someone approved in a role.</summary>
    public sealed record Approved(string Role, string By, string Revision) : MaintenanceEvent;

    /// <summary>Someone took an approval back.</summary>
    public sealed record ApprovalWithdrawn(string Role, string By, string Reason) : MaintenanceEvent;

    /// <summary>This revision closed successfully on that site.</summary>
    public sealed record Rehearsed(string Site, string Maintenance) : MaintenanceEvent;

    /// <summary>Everything that must be approved is; it is scheduled for its window.</summary>
    public sealed record AllApproved : MaintenanceEvent;

    /// <summary>A conductor took over. Effects that were under way are looked at first.</summary>
    /// <param name="Epoch">Rises with every take-over.</param>
    public sealed record OwnershipTaken(long Epoch) : MaintenanceEvent;

    /// <summary>Steps may start, each when its gates are open.</summary>
    public sealed record Started(string By) : MaintenanceEvent;

    /// <summary>An effect is about to start. Without an end in the journal it may or may not have happened.</summary>
    /// <param name="Effect">Counts up within the maintenance.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="Subject">The node, bracket or delivery, by number.</param>
    /// <param name="Attempt">From 1.</param>
    public sealed record EffectIntended(int Effect, EffectPurpose Purpose, int Subject, int Attempt) : MaintenanceEvent;

    /// <summary>Nobody knows whether the effect happened; it will be observed.</summary>
    public sealed record EffectUnclear(int Effect, string Reason) : MaintenanceEvent;

    /// <summary>An observation showed that it did not happen and it may be repeated; it is.</summary>
    public sealed record EffectRepeated(int Effect) : MaintenanceEvent;

    /// <summary>The one final outcome of an effect.</summary>
    /// <param name="Effect">Which.</param>
    /// <param name="Outcome">How it ended. Unknown here means that observing did not settle it either.</param>
    /// <param name="Observed">True when an observation, not the call's own answer, told.</param>
    public sealed record EffectEnded(int Effect, Outcome Outcome, bool Observed = false) : MaintenanceEvent;

    /// <summary>A bracket is about to be opened: from now on it must be closed.</summary>
    /// <param name="Bracket">Which.</param>
    /// <param name="Prior">What was found, to be put back.</param>
    /// <param name="AlreadySo">True when somebody else had done it before us: it is not opened, and not closed either.</param>
    public sealed record BracketIntended(int Bracket, string Prior, bool AlreadySo) : MaintenanceEvent;

    /// <summary>Someone entitled took over the duty to close it.</summary>
    public sealed record BracketDisowned(int Bracket, string By, string Reason) : MaintenanceEvent;

    /// <summary>A manual step, an approval or a wait has begun.</summary>
    public sealed record StepOpened(int Node) : MaintenanceEvent;

    /// <summary>Someone does it.</summary>
    public sealed record StepClaimed(int Node, string By) : MaintenanceEvent;

    /// <summary>A person says how a manual step ended.</summary>
    public sealed record StepTicked(int Node, string By, bool Succeeded, string Evidence) : MaintenanceEvent;

    /// <summary>Someone approved at an approval step.</summary>
    public sealed record StepApproved(int Node, string By) : MaintenanceEvent;

    /// <summary>Someone entitled left it out.</summary>
    public sealed record StepSkipped(int Node, string By, string Reason) : MaintenanceEvent;

    /// <summary>A wait's time has passed.</summary>
    public sealed record WaitOver(int Node) : MaintenanceEvent;

    /// <summary>The moment has come that something waited for: a gate, the pause before another try, or a wait that is needed no longer.</summary>
    public sealed record GateOpened(GateKind Kind, int Subject) : MaintenanceEvent;

    /// <summary>A step's due time, or the time a person may take for it, passed while it was unfinished; announcements for that go out.</summary>
    public sealed record StepOverdue(int Node) : MaintenanceEvent;

    /// <summary>A manual step was added live, to be done before the end.</summary>
    public sealed record StepAdded(int Number, string Title, string Role, string By) : MaintenanceEvent;

    /// <summary>A step added live is done.</summary>
    public sealed record AddedStepDone(int Number, string By, string Evidence) : MaintenanceEvent;

    /// <summary>A person must decide.</summary>
    public sealed record QuestionAsked(Question Question) : MaintenanceEvent;

    /// <summary>A person decided, or the deadline did, or what was asked settled itself.</summary>
    /// <param name="Question">Its number.</param>
    /// <param name="Choice">What was chosen; null when it settled itself.</param>
    /// <param name="By">Who; empty when nobody did.</param>
    /// <param name="Reason">Why.</param>
    public sealed record QuestionAnswered(int Question, Choice? Choice, string By, string Reason) : MaintenanceEvent;

    /// <summary>Nothing new starts, but closings and undos.</summary>
    public sealed record Paused(string By, string Reason) : MaintenanceEvent;

    /// <summary>Steps start again.</summary>
    public sealed record Resumed(string By) : MaintenanceEvent;

    /// <summary>The window ends later.</summary>
    public sealed record WindowExtended(Instant End, string By, string Reason) : MaintenanceEvent;

    /// <summary>It stops: nothing new starts, everything that is open is closed.</summary>
    public sealed record AbortRequested(string By, string Reason) : MaintenanceEvent;

    /// <summary>It will not take place.</summary>
    public sealed record Cancelled(string By, string Reason) : MaintenanceEvent;

    /// <summary>A roll back began.</summary>
    /// <param name="Node">The root for everything, a rolling block, or one host track of it.</param>
    /// <param name="By">Who; empty when a rule did.</param>
    /// <param name="Reason">Why.</param>
    public sealed record RollBackStarted(int Node, string By, string Reason) : MaintenanceEvent;

    /// <summary>Everything that was done is undone, and what was opened for it is closed.</summary>
    public sealed record RolledBack : MaintenanceEvent;

    /// <summary>Hosts or blocks that were rolled back by themselves are undone, and what was opened for it is closed; the rest goes on.</summary>
    /// <param name="Nodes">Host tracks and rolling blocks, in the order in which their roll backs began.</param>
    public sealed record PartRolledBack(ValueList<int> Nodes) : MaintenanceEvent;

    /// <summary>Someone entitled decided to go on past the point of no return.</summary>
    public sealed record PointOfNoReturnWaived(string By, string Reason) : MaintenanceEvent;

    /// <summary>An item's state changed by a person's word.</summary>
    public sealed record ItemChanged(int Item, ItemState State, string By, string Reason) : MaintenanceEvent;

    /// <summary>Someone wrote something down.</summary>
    /// <param name="Text">As written.</param>
    /// <param name="Node">The step it is about; -1 for the whole.</param>
    /// <param name="By">Who.</param>
    public sealed record Noted(string Text, int Node, string By) : MaintenanceEvent;

    /// <summary>The change is in place and verified.</summary>
    public sealed record Deployed : MaintenanceEvent;

    /// <summary>The soak began and ends then, if nothing comes up.</summary>
    public sealed record SoakStarted(Instant Until) : MaintenanceEvent;

    /// <summary>A look of a watch failed.</summary>
    public sealed record WatchFailed(int Watch, string Reason) : MaintenanceEvent;

    /// <summary>A watch holds again.</summary>
    public sealed record WatchRecovered(int Watch) : MaintenanceEvent;

    /// <summary>Someone or something reported an incident; severity 1 is the worst.</summary>
    public sealed record IncidentReported(int Severity, string Text, string By) : MaintenanceEvent;

    /// <summary>The soak is over.</summary>
    public sealed record SoakEnded : MaintenanceEvent;

    /// <summary>Nothing is left to do but to tell people.</summary>
    public sealed record Concluded(Ending Ending) : MaintenanceEvent;

    /// <summary>Over. Nothing happens in this maintenance any more.</summary>
    /// <param name="Ending">How.</param>
    /// <param name="NeedsRecovery">What is left for people: brackets disowned, undos that failed. Empty when all is well.</param>
    public sealed record Ended(Ending Ending, ValueList<string> NeedsRecovery) : MaintenanceEvent;

    /// <summary>Something was asked for and refused.</summary>
    public sealed record Refused(string Asked, string By, string Reason) : MaintenanceEvent;

    /// <summary>What the state's hash was, to notice a machine that would fold differently.</summary>
    public sealed record StateHashed(string Hash) : MaintenanceEvent;
}

/// <summary>What an effect is for.</summary>
public enum EffectPurpose
{
    /// <summary>A step: subject is a node.</summary>
    Step,

    /// <summary>Looking at what a bracket would change: subject is a bracket.</summary>
    Look,

    /// <summary>Opening a bracket.</summary>
    Open,

    /// <summary>Closing a bracket.</summary>
    Close,

    /// <summary>Telling one channel: subject is a delivery.</summary>
    Announce,
}

/// <summary>What a moment lets go on.</summary>
public enum GateKind
{
    /// <summary>A node: its gate, its phase, or the pause before its next try.</summary>
    Node,

    /// <summary>A bracket: the pause before it is opened or closed again, or its wait for a pool.</summary>
    Bracket,

    /// <summary>A delivery: its time, or the pause before it is sent again.</summary>
    Delivery,
}

/// <summary>How a maintenance ended.</summary>
public enum Ending
{
    /// <summary>The change is in place.</summary>
    Done,

    /// <summary>The change was rolled back.</summary>
    RolledBack,

    /// <summary>It was stopped; what was done stays.</summary>
    Aborted,

    /// <summary>It did not take place.</summary>
    Cancelled,
}
