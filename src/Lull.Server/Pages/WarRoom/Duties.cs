using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Callers;
using Lull.Server.Live;

namespace Lull.Server.Pages.WarRoom;

/// <summary>What waits for people, split into what this person can settle and what waits for others.</summary>
internal sealed record Duties(
    IReadOnlyList<QuestionView> Questions,
    IReadOnlyList<WaitingView> Steps,
    IReadOnlyList<AddedStep> Added,
    IReadOnlyList<ApprovalView> Approvals,
    bool MayStart,
    bool MayPropose,
    IReadOnlyList<string> Others
)
{
    /// <summary>True when nothing waits for this person.</summary>
    internal bool IsEmpty =>
        Questions.Count + Steps.Count + Added.Count + Approvals.Count == 0 && !MayStart && !MayPropose;

    internal static Duties Of(LiveSnapshot snapshot, Caller caller)
    {
        MaintenanceView view = snapshot.View;
        Procedure procedure = snapshot.Procedure;
        bool operates = caller.May(Rights.Operate);
        bool leads = operates && Holds(procedure, "lead", caller.Person);
        // A plan without a lead lets everyone decide, but not do what is for a role they do not hold.
        bool isLead =
            operates && procedure.Roles.Any(role => role.Name == "lead" && role.Holders.Contains(caller.Person));
        bool isAuthor = procedure.Author == caller.Person;
        WaitingView[] mySteps =
        [
            .. view.Waiting.Where(step =>
                step.IsApproval
                    ? caller.May(Rights.Approve)
                        && !isAuthor
                        && Holds(procedure, step.Role, caller.Person)
                        && !step.ApprovedBy.Contains(caller.Person)
                    : operates && (isLead || step.Role.Length == 0 || Holds(procedure, step.Role, caller.Person))
            ),
        ];
        ApprovalView[] open =
        [
            .. view.Approvals.Where(one => one.By.Count < one.Quorum && view.Stage == Stage.Proposed),
        ];
        ApprovalView[] mine =
        [
            .. open.Where(one =>
                caller.May(Rights.Approve)
                && !isAuthor
                && Holds(procedure, one.Role, caller.Person)
                && !view.Approvals.Any(other => other.By.Contains(caller.Person))
            ),
        ];
        AddedStep[] added =
        [
            .. view.AddedSteps.Where(step =>
                !step.IsDone && operates && (step.Role.Length == 0 || Holds(procedure, step.Role, caller.Person))
            ),
        ];
        return new Duties(
            leads ? view.Questions : [],
            mySteps,
            added,
            mine,
            leads && view.Stage == Stage.Scheduled,
            caller.May(Rights.Author) && view.Stage == Stage.Draft,
            [
                .. leads ? [] : view.Questions.Select(question => $"A decision of the lead: {question.Question.Text}"),
                .. view.Waiting.Except(mySteps).Select(step => $"{step.Title} ({Whose(step.Role, step.ClaimedBy)})"),
                .. open.Except(mine)
                    .Select(one => $"{one.Quorum - one.By.Count} of {one.Quorum} approvals by {one.Role}"),
            ]
        );
    }

    /// <summary>True when the person holds a role of the plan, or nobody does.</summary>
    internal static bool Holds(Procedure procedure, string role, string person) =>
        procedure.Roles.FirstOrDefault(one => one.Name == role || one.SiteRole == role)
            is not { Holders.Count: > 0 } held
        || held.Holders.Contains(person);

    private static string Whose(string role, string claimedBy) =>
        claimedBy.Length > 0 ? $"{claimedBy} is at it"
        : role.Length > 0 ? $"for {role}"
        : "for anyone";
}
