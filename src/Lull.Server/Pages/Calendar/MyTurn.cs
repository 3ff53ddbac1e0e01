using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Live;

namespace Lull.Server.Pages.Calendar;

/// <summary>What waits for one person, over all maintenances that are not over.</summary>
internal static class MyTurn
{
    /// <summary>So long before its window a maintenance that is approved waits for its start.</summary>
    private static readonly Duration BeforeStart = Duration.FromHours(1);

    /// <summary>The most pressing first: questions, then steps, then starts, then approvals.</summary>
    internal static async Task<IReadOnlyList<Turn>> OfAsync(
        Caller caller,
        MaintenanceCatalogue catalogue,
        LiveMaintenances live
    )
    {
        var turns = new List<Turn>();
        foreach (MaintenanceCard card in catalogue.All.Where(card => !card.IsOver).OrderBy(card => card.Start))
        {
            if (await live.FindAsync(card.Id) is { } found)
            {
                turns.AddRange(In(caller, card, found.Now));
            }
        }

        return [.. turns.OrderBy(turn => turn.Kind)];
    }

    /// <summary>True when this person holds the role, or the role is open to everyone.</summary>
    internal static bool Holds(Procedure procedure, string role, string person) =>
        procedure.Roles.Where(one => one.Name == role || one.SiteRole == role).Take(1).ToList() is not [{ } named]
        || named.Holders.Count == 0
        || named.Holders.Contains(person);

    /// <summary>What waits for a person in one maintenance.</summary>
    internal static IEnumerable<Turn> In(Caller caller, MaintenanceCard card, LiveSnapshot now)
    {
        if (caller.May(Rights.Operate))
        {
            if (Holds(now.Procedure, "lead", caller.Person))
            {
                foreach (QuestionView question in now.View.Questions)
                {
                    yield return new Turn(card, TurnKind.Question, question.Question.Text, "", question.DecidedAt);
                }
            }

            foreach (
                WaitingView step in now.View.Waiting.Where(step =>
                    !step.IsApproval
                    && Holds(now.Procedure, step.Role, caller.Person)
                    && (step.ClaimedBy.Length == 0 || step.ClaimedBy == caller.Person)
                )
            )
            {
                string role = step.ClaimedBy.Length > 0 ? "you are at it" : RoleText(step.Role);
                yield return new Turn(card, TurnKind.Step, step.Title, role, step.Due);
            }
        }

        if (caller.May(Rights.Operate))
        {
            foreach (AddedStep step in now.View.AddedSteps.Where(step => !step.IsDone))
            {
                if (Holds(now.Procedure, step.Role, caller.Person))
                {
                    yield return new Turn(card, TurnKind.Step, step.Title, RoleText(step.Role), null);
                }
            }

            if (
                now.View.Stage == Stage.Scheduled
                && now.View.At >= card.Start - BeforeStart
                && Holds(now.Procedure, "lead", caller.Person)
            )
            {
                yield return new Turn(card, TurnKind.Start, "Start it", RoleText("lead"), card.Start);
            }
        }

        if (caller.May(Rights.Approve) && caller.Person != now.Procedure.Author)
        {
            foreach (
                WaitingView step in now.View.Waiting.Where(step =>
                    step.IsApproval
                    && Holds(now.Procedure, step.Role, caller.Person)
                    && !step.ApprovedBy.Contains(caller.Person)
                )
            )
            {
                yield return new Turn(card, TurnKind.StepApproval, step.Title, RoleText(step.Role), step.Due);
            }

            foreach (ApprovalView approval in ApprovalsOf(caller, now))
            {
                yield return new Turn(card, TurnKind.Approval, "Approve it", RoleText(approval.Role), card.Start);
            }
        }
    }

    private static IEnumerable<ApprovalView> ApprovalsOf(Caller caller, LiveSnapshot now) =>
        now.View.Stage != Stage.Proposed
            ? []
            : now.View.Approvals.Where(approval =>
                approval.By.Count < approval.Quorum
                && Holds(now.Procedure, approval.Role, caller.Person)
                && !now.View.Approvals.Any(one => one.By.Contains(caller.Person))
            );

    private static string RoleText(string role) => role.Length == 0 ? "for anyone" : $"as {role}";
}

/// <summary>One thing that waits for a person.</summary>
/// <param name="Card">In which maintenance.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">What, as a sentence or a title.</param>
/// <param name="Role">In which role; may be empty.</param>
/// <param name="Until">By when; null when nothing presses.</param>
public sealed record Turn(MaintenanceCard Card, TurnKind Kind, string Text, string Role, Instant? Until)
{
    /// <summary>Where it is done.</summary>
    internal string Href =>
        Kind == TurnKind.Approval ? $"/maintenances/{Card.Id}#approvals" : $"/maintenances/{Card.Id}/live";
}

/// <summary>What kind of thing waits, the most pressing first.</summary>
public enum TurnKind
{
    /// <summary>A question of the engine.</summary>
    Question,

    /// <summary>A manual step.</summary>
    Step,

    /// <summary>A maintenance that is approved and whose window is near.</summary>
    Start,

    /// <summary>An approval in the middle of the work.</summary>
    StepApproval,

    /// <summary>An approval before the start.</summary>
    Approval,
}
