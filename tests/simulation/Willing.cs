using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests;

/// <summary>What people say who do all that a maintenance asks of them, and nothing else.</summary>
/// <param name="procedure">What is done; its roles say who may.</param>
/// <param name="choose">What is answered to a question.</param>
internal sealed class Willing(Procedure procedure, Func<Question, Choice> choose)
{
    private const string Anyone = "sam";

    /// <summary>Who decides.</summary>
    internal string Lead { get; } = HolderOf(procedure, "lead", except: []);

    /// <summary>Everything that is asked of people now, the most urgent first.</summary>
    internal IEnumerable<Input> Asked(State state, Instant now) =>
        state.Stage switch
        {
            Stage.Draft => [new Input.Propose(Lead)],
            Stage.Proposed => Approvals(state),
            Stage.Scheduled when now >= state.Window.End => [new Input.Cancel(Lead, "Its window is over.")],
            Stage.Scheduled => [new Input.Start(Lead)],
            _ => UnderWay(state),
        };

    private IEnumerable<Input> Approvals(State state)
    {
        foreach (string site in procedure.Rehearsals.Where(site => !state.RehearsedOn.Contains(site)))
        {
            yield return new Input.RehearsalFound(site, "m-abcdefgh");
        }

        string[] done = [.. state.Approvals.Select(approval => approval.By)];
        foreach (ProcedureApproval rule in procedure.Approvals)
        {
            if (state.Approvals.Count(approval => approval.Role == rule.Role) < rule.Quorum)
            {
                string by = HolderOf(procedure, rule.Role, except: [.. done, procedure.Author]);
                yield return new Input.Approve(by, rule.Role, procedure.Revision);
            }
        }
    }

    private IEnumerable<Input> UnderWay(State state)
    {
        foreach (Question question in state.Questions)
        {
            yield return new Input.Answer(Lead, question.Number, choose(question), "Talked about it.");
        }

        if (state.IsPaused)
        {
            yield return new Input.Resume(Lead);
        }

        foreach (Node node in procedure.Nodes)
        {
            if (node.Kind is NodeKind.Manual or NodeKind.Approval && state.StatusOf(node.Number) == NodeStatus.Running)
            {
                yield return node.Kind == NodeKind.Manual
                    ? new Input.Tick(HolderOf(procedure, node.Role, []), node.Number, Succeeded: true, "Looks well.")
                    : new Input.ApproveStep(
                        HolderOf(procedure, node.Role, [.. state.ApprovedAt(node.Number), procedure.Author]),
                        node.Number
                    );
            }
        }

        foreach (AddedStep added in state.AddedSteps)
        {
            if (!added.IsDone)
            {
                yield return new Input.FinishAddedStep(HolderOf(procedure, added.Role, []), added.Number, "Done.");
            }
        }

        for (int item = 0; item < procedure.Items.Count && state.Stage is Stage.Deployed or Stage.Soaking; item++)
        {
            if (state.ItemOf(item) is ItemState.Open or ItemState.Doing)
            {
                yield return new Input.ChangeItem(TesterOf(state, procedure.Items[item]), item, ItemState.Done, "");
            }
        }
    }

    /// <summary>Somebody who did none of it, where there is one.</summary>
    private string TesterOf(State state, ProcedureItem item)
    {
        string other = HolderOf(procedure, item.Tester, [.. item.Leaves.Select(state.DoneBy)]);
        return other.Length > 0 ? other : HolderOf(procedure, item.Tester, []);
    }

    private static string HolderOf(Procedure procedure, string role, string[] except)
    {
        ProcedureRole? known = procedure.Roles.FirstOrDefault(one => one.Name == role || one.SiteRole == role);
        return known is { Holders.Count: > 0 }
            ? known.Holders.FirstOrDefault(one => !except.Contains(one), "")
            : Anyone;
    }
}
