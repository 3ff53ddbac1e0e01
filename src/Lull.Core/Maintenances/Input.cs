using Lull.Core.Plans;

namespace Lull.Core.Maintenances;

/// <summary>Something from outside that the machine decides about: a command of a person, a report of an interpreter, or time.</summary>
public abstract record Input
{
    private Input() { }

    /// <summary>Hand the plan in for approval.</summary>
    public sealed record Propose(string By) : Input;

    /// <summary>Approve in a role; <paramref name="Revision"/> is what the approver saw.</summary>
    public sealed record Approve(string By, string Role, string Revision) : Input;

    /// <summary>Take one's approval back.</summary>
    public sealed record WithdrawApproval(string By, string Role, string Reason) : Input;

    /// <summary>Let steps start.</summary>
    public sealed record Start(string By) : Input;

    /// <summary>Say that one does a manual step.</summary>
    public sealed record Claim(string By, int Node) : Input;

    /// <summary>Tick a manual step off, or say that it failed.</summary>
    public sealed record Tick(string By, int Node, bool Succeeded, string Evidence) : Input;

    /// <summary>Approve at an approval step.</summary>
    public sealed record ApproveStep(string By, int Node) : Input;

    /// <summary>Leave a step or block out.</summary>
    public sealed record Skip(string By, int Node, string Reason) : Input;

    /// <summary>Try a failed step again: answers its open question.</summary>
    public sealed record Retry(string By, int Node, string Reason) : Input;

    /// <summary>Answer a question.</summary>
    public sealed record Answer(string By, int Question, Choice Choice, string Reason) : Input;

    /// <summary>Start nothing new.</summary>
    public sealed record Pause(string By, string Reason) : Input;

    /// <summary>Go on.</summary>
    public sealed record Resume(string By) : Input;

    /// <summary>Make the window longer.</summary>
    public sealed record Extend(string By, Duration Length, string Reason) : Input;

    /// <summary>Stop and close everything.</summary>
    public sealed record Abort(string By, string Reason) : Input;

    /// <summary>Call it off before it starts.</summary>
    public sealed record Cancel(string By, string Reason) : Input;

    /// <summary>Roll back a node: 0 for everything, a rolling block, or one host track of it.</summary>
    public sealed record RollBack(string By, int Node, string Reason) : Input;

    /// <summary>Go on past the point of no return.</summary>
    public sealed record WaivePointOfNoReturn(string By, string Reason) : Input;

    /// <summary>Take over the duty to close a bracket.</summary>
    public sealed record Disown(string By, int Bracket, string Reason) : Input;

    /// <summary>Set an item's state.</summary>
    public sealed record ChangeItem(string By, int Item, ItemState State, string Reason) : Input;

    /// <summary>Write something down.</summary>
    public sealed record Note(string By, string Text, int Node) : Input;

    /// <summary>Add a manual step that must be done before the end.</summary>
    public sealed record AddStep(string By, string Title, string Role) : Input;

    /// <summary>An added step is done.</summary>
    public sealed record FinishAddedStep(string By, int Number, string Evidence) : Input;

    /// <summary>Report an incident during the soak; severity 1 is the worst.</summary>
    public sealed record ReportIncident(string By, int Severity, string Text) : Input;

    /// <summary>A conductor takes over with a higher epoch.</summary>
    public sealed record TakeOver(long Epoch) : Input;

    /// <summary>This revision closed successfully on that site.</summary>
    public sealed record RehearsalFound(string Site, string Maintenance) : Input;

    /// <summary>An effect ended, or nobody knows.</summary>
    public sealed record EffectReported(int Effect, Outcome Outcome) : Input;

    /// <summary>An effect was observed.</summary>
    public sealed record EffectObserved(int Effect, Observation Observation) : Input;

    /// <summary>A watch looked.</summary>
    public sealed record WatchLooked(int Watch, bool Holds, string Reason) : Input;

    /// <summary>Time passed: whatever is due is due.</summary>
    public sealed record TimePassed : Input
    {
        /// <summary>The one value.</summary>
        public static TimePassed Now { get; } = new();
    }
}

/// <summary>What the machine says to an input.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>It happened; with no events it changed nothing.</summary>
    public sealed record Accepted(IReadOnlyList<MaintenanceEvent> Events) : Decision;

    /// <summary>It may not happen: why, and what can be done.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="Code">For programs.</param>
    public sealed record Refused(string Reason, RefusalCode Code) : Decision;
}
