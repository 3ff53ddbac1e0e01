using Lull.Core.Maintenances;
using Lull.Core.Plans;

namespace Lull.Server.Api;

/// <summary>A step, by its number.</summary>
public sealed record StepBody(int Node);

/// <summary>A manual step that ended.</summary>
/// <param name="Node">The step's number.</param>
/// <param name="Succeeded">False says that it failed.</param>
/// <param name="Evidence">What shows it.</param>
/// <param name="Files">SHA-256 of files that were attached before.</param>
public sealed record TickBody(int Node, bool Succeeded = true, string Evidence = "", ValueList<string>? Files = null);

/// <summary>A step and why.</summary>
public sealed record StepReasonBody(int Node, string Reason = "");

/// <summary>An answer to a question.</summary>
/// <param name="Question">Its number.</param>
/// <param name="Choice">One of its choices.</param>
/// <param name="Reason">Why; some choices need it.</param>
public sealed record AnswerBody(int Question, Choice Choice, string Reason = "");

/// <summary>Why.</summary>
public sealed record ReasonBody(string Reason = "");

/// <summary>An approval before the start.</summary>
/// <param name="Role">In which role.</param>
/// <param name="Revision">What the approver saw.</param>
public sealed record ApproveBody(string Role, string Revision);

/// <summary>An approval to take back.</summary>
public sealed record WithdrawBody(string Role, string Reason = "");

/// <summary>How much longer.</summary>
/// <param name="Length">Hours, minutes, seconds: <c>0:30:00</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record ExtendBody(Duration Length, string Reason = "");

/// <summary>What to roll back.</summary>
/// <param name="Node">0 for everything, a rolling block, or one host track of it.</param>
/// <param name="Reason">Why.</param>
public sealed record RollBackBody(int Node = 0, string Reason = "");

/// <summary>A bracket whose closing somebody takes over.</summary>
public sealed record DisownBody(int Bracket, string Reason);

/// <summary>An item's new state.</summary>
public sealed record ItemBody(int Item, ItemState State, string Reason = "");

/// <summary>Something written down.</summary>
/// <param name="Text">What.</param>
/// <param name="Node">The step it is about; -1 for the whole.</param>
public sealed record NoteBody(string Text, int Node = -1);

/// <summary>A manual step to add.</summary>
public sealed record AddStepBody(string Title, string Role = "");

/// <summary>An added step that is done.</summary>
public sealed record FinishAddedStepBody(int Number, string Evidence = "");

/// <summary>An incident during the soak.</summary>
/// <param name="Severity">1 is the worst.</param>
/// <param name="Text">What.</param>
public sealed record IncidentBody(int Severity, string Text);

/// <summary>What a command did.</summary>
/// <param name="Sequence">The last event of the maintenance afterwards; its ETag.</param>
/// <param name="Events">What happened because of it; empty when nothing had to change.</param>
public sealed record CommandAnswer(long Sequence, ValueList<MaintenanceEvent> Events);
