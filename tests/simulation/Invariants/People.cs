using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Invariants;

internal sealed class OnlyTheEntitledDecide : Invariant
{
    private readonly Dictionary<int, string> _doers = [];

    internal override string Rule =>
        "I5: skipped by someone entitled to; what people order comes from those who may, and the clock answers only when it is time.";

    internal override void Before(Simulation simulation, MaintenanceEvent happened, Instant at)
    {
        Procedure procedure = simulation.Procedure;
        switch (happened)
        {
            case MaintenanceEvent.StepSkipped skipped:
                foreach (Node node in procedure.Nodes)
                {
                    if (node is { IsLeaf: true, IsUndo: false } && Tree.IsIn(procedure, node.Number, skipped.Node))
                    {
                        RequireDoer(procedure, node.Number, skipped.By, happened);
                    }
                }

                break;
            case MaintenanceEvent.StepTicked ticked:
                RequireDoer(procedure, ticked.Node, ticked.By, happened);
                _doers[ticked.Node] = ticked.By;
                break;
            case MaintenanceEvent.StepClaimed claimed:
                RequireDoer(procedure, claimed.Node, claimed.By, happened);
                break;
            case MaintenanceEvent.QuestionAnswered { Choice: { } choice } answered:
                RequireAnswer(simulation, simulation.Ledger.Asked[answered.Question], choice, answered.By, at);
                break;
            case MaintenanceEvent.RollBackStarted { By.Length: > 0 } started:
                RequireLead(simulation, started.By, happened);
                break;
            case MaintenanceEvent.AbortRequested { By.Length: > 0 } aborted:
                RequireLead(simulation, aborted.By, happened);
                break;
            case MaintenanceEvent.BracketDisowned disowned:
                RequireLead(simulation, disowned.By, happened);
                break;
            case MaintenanceEvent.WindowExtended extended:
                RequireLead(simulation, extended.By, happened);
                break;
            case MaintenanceEvent.PointOfNoReturnWaived waived:
                RequireLead(simulation, waived.By, happened);
                break;
            case MaintenanceEvent.ItemChanged { State: ItemState.Done } changed:
                RequireTester(procedure, procedure.Items[changed.Item], changed.By);
                break;
            default:
                break;
        }
    }

    private void RequireDoer(Procedure procedure, int node, string by, MaintenanceEvent happened)
    {
        string role = procedure.Nodes[node].Role;
        Require(
            role.Length == 0 || Holds(procedure, role, by) || Holds(procedure, "lead", by),
            $"'{by}' did {happened.GetType().Name} of a step for {role}"
        );
    }

    /// <summary>Who tests is not who did it, unless nobody else could.</summary>
    private void RequireTester(Procedure procedure, ProcedureItem item, string by)
    {
        if (item.Tester.Length == 0)
        {
            return;
        }

        Require(Holds(procedure, item.Tester, by), $"'{by}' signs off '{item.Title}' for {item.Tester}");
        bool didIt = item.Leaves.Any(leaf => _doers.TryGetValue(leaf, out string? doer) && doer == by);
        bool isAlone = !procedure.Roles.Any(role =>
            role.Name == item.Tester && role.Holders.Any(holder => holder != by)
        );
        Require(!didIt || isAlone, $"'{by}' did a step of '{item.Title}' and signs it off");
    }

    private void RequireAnswer(Simulation simulation, Question question, Choice choice, string by, Instant at)
    {
        bool isOfStep =
            question.Kind is QuestionKind.StepFailed or QuestionKind.StepInconclusive or QuestionKind.UndoFailed;
        string role = isOfStep ? simulation.Procedure.Nodes[question.Subject].Role : "lead";
        bool isTime =
            by.Length == 0
            && choice == question.Default
            && question.Deadline <= at
            && (question.Kind == QuestionKind.SoakRule || simulation.Watched.Window.End <= at);
        Require(
            isTime
                || role.Length == 0
                || Holds(simulation.Procedure, role, by)
                || Holds(simulation.Procedure, "lead", by),
            $"'{by}' answers {choice} to {question}"
        );
    }

    /// <summary>An order is given by the lead, or follows from an answer that was checked as such.</summary>
    private void RequireLead(Simulation simulation, string by, MaintenanceEvent happened)
    {
        bool isAnswer = false;
        for (int back = 2; back <= simulation.Journal.Count && !isAnswer; back++)
        {
            MaintenanceEvent before = simulation.Journal[^back].Happened;
            isAnswer = before is MaintenanceEvent.QuestionAnswered answered && answered.By == by;
            if (before is not MaintenanceEvent.BracketDisowned)
            {
                break;
            }
        }

        Require(isAnswer || Holds(simulation.Procedure, "lead", by), $"'{by}' orders {happened.GetType().Name}");
    }

    private static bool Holds(Procedure procedure, string role, string person)
    {
        foreach (ProcedureRole one in procedure.Roles)
        {
            if (one.Name == role || one.SiteRole == role)
            {
                return one.Holders.Count == 0 || one.Holders.Contains(person);
            }
        }

        return true;
    }
}
