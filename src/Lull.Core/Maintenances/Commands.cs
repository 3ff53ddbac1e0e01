using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>What people ask for and interpreters report: accepted as events, or refused with a sentence.</summary>
internal static class Commands
{
    internal static Decision Decide(State state, Input input, Instant now) =>
        CommandTexts.Refusal(input) is { } unfit ? unfit
        : state.IsOver && IsOrder(input)
            ? Refuse($"The maintenance is over ({state.Stage}); only notes can be added.", RefusalCode.Over)
        : Accept(state, input, now);

    private static bool IsOrder(Input input) =>
        input
            is not (
                Input.Note
                or Input.EffectReported
                or Input.EffectObserved
                or Input.WatchLooked
                or Input.TakeOver
                or Input.RehearsalFound
                or Input.TimePassed
            );

    private static Decision Accept(State state, Input input, Instant now) =>
        input switch
        {
            Input.EffectReported reported => Reports.Ended(state, reported),
            Input.EffectObserved observed => Reports.Observed(state, observed),
            Input.WatchLooked looked => Reports.Watched(state, looked),
            Input.TakeOver taken => taken.Epoch > state.Epoch
                ? Happened(new MaintenanceEvent.OwnershipTaken(taken.Epoch))
                : Refuse($"Epoch {taken.Epoch} is not above {state.Epoch}: another conductor is newer."),
            Input.RehearsalFound found => state.RehearsedOn.Contains(found.Site)
                ? Happened()
                : Happened(new MaintenanceEvent.Rehearsed(found.Site, found.Maintenance)),
            Input.TimePassed => Happened(),
            Input.Note note => note.Text.Trim().Length == 0 ? Refuse("A note needs words.", RefusalCode.Malformed)
            : note.Node >= state.Procedure.Nodes.Count || note.Node < -1
                ? Refuse("There is no such step.", RefusalCode.NotFound)
            : Happened(new MaintenanceEvent.Noted(note.Text, note.Node, note.By)),
            Input.Propose propose => state.Stage == Stage.Draft
                ? Happened(new MaintenanceEvent.Proposed(propose.By))
                : Refuse("It was handed in already.", RefusalCode.AlreadyDone),
            Input.Approve approve => Approve(state, approve),
            Input.WithdrawApproval withdraw => Withdraw(state, withdraw),
            Input.Start start => Start(state, start, now),
            Input.Cancel cancel => Cancel(state, cancel),
            Input.Claim claim => Claim(state, claim),
            Input.Tick tick => Tick(state, tick),
            Input.ApproveStep approve => ApproveStep(state, approve),
            Input.Skip skip => Skip(state, skip),
            Input.Retry retry => Retry(state, retry),
            Input.Answer answer => Answer(state, answer),
            Input.Pause pause => Pause(state, pause),
            Input.Resume resume => Resume(state, resume),
            Input.Extend extend => Extend(state, extend, now),
            Input.Abort abort => Abort(state, abort),
            Input.RollBack rollBack => RollBack(state, rollBack),
            Input.WaivePointOfNoReturn waive => Waive(state, waive),
            Input.Disown disown => Disown(state, disown),
            Input.ChangeItem change => ChangeItem(state, change),
            Input.AddStep add => add.Title.Trim().Length == 0 ? Refuse("A step needs a title.", RefusalCode.Malformed)
            : state.Stage == Stage.Concluding ? Refuse("Nothing is left to do but to tell people; a note can be added.")
            : Happened(new MaintenanceEvent.StepAdded(state.AddedSteps.Count + 1, add.Title, add.Role, add.By)),
            Input.FinishAddedStep finish => FinishAdded(state, finish),
            Input.ReportIncident incident => incident.Severity < 1
                ? Refuse("Severities start at 1, the worst.", RefusalCode.Malformed)
                : Happened(new MaintenanceEvent.IncidentReported(incident.Severity, incident.Text, incident.By)),
        };

    private static Decision.Accepted Happened(params MaintenanceEvent[] events) => new(events);

    private static Decision.Refused Refuse(string reason, RefusalCode code = RefusalCode.NotNow) => new(reason, code);

    private static Decision Approve(State state, Input.Approve approve)
    {
        if (state.Stage is not (Stage.Draft or Stage.Proposed))
        {
            return Refuse("Approvals are collected before the start; this maintenance is past that.");
        }

        if (state.Procedure.Approvals.All(rule => rule.Role != approve.Role))
        {
            return Refuse($"The plan asks for no approval by '{approve.Role}'.", RefusalCode.NotPossible);
        }

        if (approve.Revision != state.Procedure.Revision)
        {
            return Refuse(
                "The plan has changed since: look at the present revision, then approve that.",
                RefusalCode.WrongRevision
            );
        }

        if (state.Procedure.Author.Length > 0 && approve.By == state.Procedure.Author)
        {
            return Refuse(
                "The author's own approval never counts. Someone else has to approve.",
                RefusalCode.OwnRevision
            );
        }

        if (!Rights.Holds(state.Procedure, approve.Role, approve.By))
        {
            return Refuse($"{approve.By} does not hold the role '{approve.Role}'.", RefusalCode.NotYourRole);
        }

        return state.Approvals.Any(one => one.By == approve.By)
            ? Refuse($"{approve.By} has approved already; nobody's approval counts twice.", RefusalCode.AlreadyDone)
            : Happened(new MaintenanceEvent.Approved(approve.Role, approve.By, approve.Revision));
    }

    private static Decision Withdraw(State state, Input.WithdrawApproval withdraw) =>
        !state.Approvals.Contains((withdraw.Role, withdraw.By))
            ? Refuse("There is no such approval to take back.", RefusalCode.NotFound)
        : state.Stage is Stage.Draft or Stage.Proposed or Stage.Scheduled
            ? Happened(new MaintenanceEvent.ApprovalWithdrawn(withdraw.Role, withdraw.By, withdraw.Reason))
        : Refuse("It has started: abort or roll back instead.");

    private static Decision Start(State state, Input.Start start, Instant now) =>
        state.Stage switch
        {
            Stage.Draft => Refuse("It has not been handed in for approval yet."),
            Stage.Proposed => Refuse($"Still missing: {string.Join(", ", Approvals.Missing(state))}."),
            Stage.Scheduled when now >= state.Window.End => Refuse("Its window is over. Plan it for a new one."),
            Stage.Scheduled => Happened(new MaintenanceEvent.Started(start.By)),
            _ => Refuse("It was started already.", RefusalCode.AlreadyDone),
        };

    private static Decision Cancel(State state, Input.Cancel cancel) =>
        state.Stage is Stage.Draft or Stage.Proposed or Stage.Scheduled
            ? Happened(new MaintenanceEvent.Cancelled(cancel.By, cancel.Reason))
            : Refuse("It has started: abort it, or roll it back.");

    private static Decision.Refused? NoLeaf(State state, int node) =>
        node < 0 || node >= state.Procedure.Nodes.Count ? Refuse("There is no such step.", RefusalCode.NotFound)
        : !state.NodeAt(node).IsLeaf
            ? Refuse($"'{state.NodeAt(node).Title}' is a block of steps, not a step.", RefusalCode.NotPossible)
        : null;

    private static Decision Claim(State state, Input.Claim claim)
    {
        if (NoLeaf(state, claim.Node) is { } problem)
        {
            return problem;
        }

        Node node = state.NodeAt(claim.Node);
        return node.Kind != NodeKind.Manual ? Refuse($"'{node.Title}' is done by the machine.", RefusalCode.NotPossible)
            : state.StatusOf(claim.Node) != NodeStatus.Running ? Refuse($"'{node.Title}' is not open.")
            : !Rights.MayDo(state.Procedure, node, claim.By)
                ? Refuse($"'{node.Title}' is for {node.Role}.", RefusalCode.NotYourRole)
            : state.ClaimedBy(claim.Node) is { Length: > 0 } other && other != claim.By
                ? Refuse($"{other} is at it already. Talk to them, or tick it when it is done.", RefusalCode.Taken)
            : Happened(new MaintenanceEvent.StepClaimed(claim.Node, claim.By));
    }

    private static Decision Tick(State state, Input.Tick tick)
    {
        if (NoLeaf(state, tick.Node) is { } problem)
        {
            return problem;
        }

        Node node = state.NodeAt(tick.Node);
        return node.Kind != NodeKind.Manual
                ? Refuse(
                    node.Kind == NodeKind.Approval
                        ? $"'{node.Title}' is approved, not ticked."
                        : $"'{node.Title}' is done by the machine.",
                    RefusalCode.NotPossible
                )
            : state.StatusOf(tick.Node) is >= NodeStatus.Done
                ? Refuse($"'{node.Title}' is settled already ({state.StatusOf(tick.Node)}).", RefusalCode.AlreadyDone)
            : state.StatusOf(tick.Node) != NodeStatus.Running ? Refuse($"The turn of '{node.Title}' has not come.")
            : !Rights.MayDo(state.Procedure, node, tick.By)
                ? Refuse($"'{node.Title}' is for {node.Role}.", RefusalCode.NotYourRole)
            : node.EvidenceRequired && tick.Succeeded && string.IsNullOrWhiteSpace(tick.Evidence)
                ? Refuse($"'{node.Title}' needs evidence: say what you saw, or attach it.", RefusalCode.EvidenceMissing)
            : Happened(new MaintenanceEvent.StepTicked(tick.Node, tick.By, tick.Succeeded, tick.Evidence));
    }

    private static Decision ApproveStep(State state, Input.ApproveStep approve)
    {
        if (NoLeaf(state, approve.Node) is { } problem)
        {
            return problem;
        }

        Node node = state.NodeAt(approve.Node);
        return node.Kind != NodeKind.Approval ? Refuse($"'{node.Title}' needs no approval.", RefusalCode.NotPossible)
            : state.StatusOf(approve.Node) != NodeStatus.Running ? Refuse($"The turn of '{node.Title}' has not come.")
            : state.Procedure.Author.Length > 0 && approve.By == state.Procedure.Author
                ? Refuse("The author's own approval never counts.", RefusalCode.OwnRevision)
            : !Rights.Holds(state.Procedure, node.Role, approve.By)
                ? Refuse($"'{node.Title}' is for {node.Role}.", RefusalCode.NotYourRole)
            : state.ApprovedAt(approve.Node).Contains(approve.By)
                ? Refuse($"{approve.By} has approved it already.", RefusalCode.AlreadyDone)
            : Happened(new MaintenanceEvent.StepApproved(approve.Node, approve.By));
    }

    private static Decision Skip(State state, Input.Skip skip)
    {
        if (skip.Node <= 0 || skip.Node >= state.Procedure.Nodes.Count)
        {
            return Refuse("There is no such step.", RefusalCode.NotFound);
        }

        Node node = state.NodeAt(skip.Node);
        if (string.IsNullOrWhiteSpace(skip.Reason))
        {
            return Refuse("Leaving a step out needs a reason.", RefusalCode.ReasonMissing);
        }

        if (NotTheirs(state, node, skip.By) is { } other)
        {
            return Refuse($"'{other.Title}' is for {other.Role}.", RefusalCode.NotYourRole);
        }

        if (node.IsUndo)
        {
            return Refuse(
                "A step of a roll back is not left out; answer its question with 'leave'.",
                RefusalCode.NotPossible
            );
        }

        if (state[skip.Node].Question != 0 && state.QuestionNumbered(state[skip.Node].Question) is { } question)
        {
            return Answer(state, new Input.Answer(skip.By, question.Number, Choice.Skip, skip.Reason));
        }

        return state.StatusOf(skip.Node) switch
        {
            NodeStatus.Pending or NodeStatus.Waiting => Happened(
                new MaintenanceEvent.StepSkipped(skip.Node, skip.By, skip.Reason)
            ),
            NodeStatus.Running when node.IsLeaf && state[skip.Node].Effect == 0 => Happened(
                new MaintenanceEvent.StepSkipped(skip.Node, skip.By, skip.Reason)
            ),
            NodeStatus.Running => Refuse(
                $"'{node.Title}' is under way; it can be left out before it starts or after it failed."
            ),
            NodeStatus.Asking => Refuse($"'{node.Title}' is being decided; answer its question."),
            _ => Refuse($"'{node.Title}' is settled already ({state.StatusOf(skip.Node)}).", RefusalCode.AlreadyDone),
        };
    }

    /// <summary>The first step in a block, or the step itself, that this person may not leave out; null when there is none.</summary>
    private static Node? NotTheirs(State state, Node block, string person) =>
        block.IsLeaf
            ? Rights.MayDo(state.Procedure, block, person)
                ? null
                : block
            : block
                .Children.Select(child => NotTheirs(state, state.NodeAt(child), person))
                .FirstOrDefault(one => one is not null);

    private static Decision Retry(State state, Input.Retry retry) =>
        retry.Node < 0 || retry.Node >= state.Procedure.Nodes.Count
            ? Refuse("There is no such step.", RefusalCode.NotFound)
        : state.QuestionNumbered(state[retry.Node].Question) is { } question
            ? Answer(state, new Input.Answer(retry.By, question.Number, Choice.Retry, retry.Reason))
        : Refuse($"'{state.NodeAt(retry.Node).Title}' waits for no decision, so there is nothing to try again.");

    private static Decision Answer(State state, Input.Answer answer)
    {
        if (state.QuestionNumbered(answer.Question) is not { } question)
        {
            return Refuse(
                "That question is no longer open: it was answered, or it settled itself.",
                RefusalCode.AlreadyDone
            );
        }

        if (!question.Choices.Contains(answer.Choice))
        {
            return Refuse(
                $"That cannot be chosen here. Choose one of: {string.Join(", ", question.Choices)}.",
                RefusalCode.NotPossible
            );
        }

        bool isStep =
            question.Kind is QuestionKind.StepFailed or QuestionKind.StepInconclusive or QuestionKind.UndoFailed;
        if (
            !(isStep && Rights.MayDo(state.Procedure, state.NodeAt(question.Subject), answer.By))
            && !Rights.Leads(state.Procedure, answer.By)
        )
        {
            return Refuse("Only the lead, or the role of the step, decides this.", RefusalCode.NotYourRole);
        }

        if (
            string.IsNullOrWhiteSpace(answer.Reason)
            && answer.Choice
                is Choice.Skip
                    or Choice.CountAsDone
                    or Choice.StartAnyway
                    or Choice.Leave
                    or Choice.LeaveHostOut
                    or Choice.CarryOn
        )
        {
            return Refuse("This choice needs a reason; it will stand in the report.", RefusalCode.ReasonMissing);
        }

        var events = new List<MaintenanceEvent>();
        Questions.Answer(state, question, answer.Choice, answer.By, answer.Reason, events);
        return new Decision.Accepted(events);
    }

    private static Decision Pause(State state, Input.Pause pause) =>
        state.Stage != Stage.InProgress ? Refuse("Only a maintenance in progress can be paused.")
        : state.IsPaused ? Refuse("It is paused already.", RefusalCode.AlreadyDone)
        : Happened(new MaintenanceEvent.Paused(pause.By, pause.Reason));

    private static Decision Resume(State state, Input.Resume resume) =>
        state.IsPaused ? Happened(new MaintenanceEvent.Resumed(resume.By)) : Refuse("It is not paused.");

    private static Decision Extend(State state, Input.Extend extend, Instant now) =>
        extend.Length <= Duration.Zero ? Refuse("A window can be made longer, not shorter.", RefusalCode.Malformed)
        : extend.Length > Limits.LongestExtension
            ? Refuse(
                $"A window is made longer by at most {Limits.LongestExtension.TotalDays} days at a time.",
                RefusalCode.Malformed
            )
        : !Rights.Leads(state.Procedure, extend.By)
            ? Refuse("Only the lead makes the window longer.", RefusalCode.NotYourRole)
        : state.Stage >= Stage.Concluding ? Refuse("There is nothing left to do in the window.")
        : state.Window.End + extend.Length <= now ? Refuse("Even then the window would be over.")
        : Happened(new MaintenanceEvent.WindowExtended(state.Window.End + extend.Length, extend.By, extend.Reason));

    private static Decision Abort(State state, Input.Abort abort) =>
        state.Stage switch
        {
            Stage.Draft or Stage.Proposed or Stage.Scheduled => Refuse("It has not started: cancel it instead."),
            Stage.Aborting => Refuse("It is being stopped already.", RefusalCode.AlreadyDone),
            Stage.RollingBack => Refuse(
                "It is being rolled back, which closes everything it opened. Answer its questions with 'leave' to leave a step as it is."
            ),
            Stage.InProgress => Rights.Leads(state.Procedure, abort.By)
                ? Happened(new MaintenanceEvent.AbortRequested(abort.By, abort.Reason))
                : Refuse("Only the lead stops it.", RefusalCode.NotYourRole),
            _ => Refuse("The change is in place: roll it back, or let it end."),
        };

    private static Decision RollBack(State state, Input.RollBack rollBack)
    {
        if (rollBack.Node < 0 || rollBack.Node >= state.Procedure.Nodes.Count)
        {
            return Refuse("There is no such host or block.", RefusalCode.NotFound);
        }

        Node node = state.NodeAt(rollBack.Node);
        return node.Number != 0 && (node.IsUndo || node.Kind is not (NodeKind.HostTrack or NodeKind.Rolling))
                ? Refuse("Everything, a rolling block, or one host of it can be rolled back.", RefusalCode.NotPossible)
            : state.Procedure.NoRollbackBecause.Length > 0
                ? Refuse($"The plan has no roll back: {state.Procedure.NoRollbackBecause}", RefusalCode.NotPossible)
            : node.Number == 0 && !Lifecycle.CanRollBack(state)
                ? Refuse("Nothing in the plan says how to undo anything; abort instead.", RefusalCode.NotPossible)
            : state.Stage is Stage.RollingBack ? Refuse("It is being rolled back already.", RefusalCode.AlreadyDone)
            : state.Stage is not (Stage.InProgress or Stage.Deployed or Stage.Soaking)
                ? Refuse("There is nothing to roll back now.")
            : state.WasRolledBack ? Refuse("It was rolled back already.", RefusalCode.AlreadyDone)
            : state.StatusOf(rollBack.Node) is NodeStatus.Pending or NodeStatus.Undone or NodeStatus.Undoing
                ? Refuse($"'{node.Title}' has nothing to roll back.")
            : state.IsRollingBackAround(rollBack.Node)
                ? Refuse(
                    $"'{node.Title}' is rolled back already, together with what it stands in.",
                    RefusalCode.AlreadyDone
                )
            : !Rights.Leads(state.Procedure, rollBack.By) ? Refuse("Only the lead rolls back.", RefusalCode.NotYourRole)
            : Happened(new MaintenanceEvent.RollBackStarted(rollBack.Node, rollBack.By, rollBack.Reason));
    }

    private static Decision Waive(State state, Input.WaivePointOfNoReturn waive) =>
        state.Stage != Stage.InProgress ? Refuse("Nothing is undecided now.")
        : string.IsNullOrWhiteSpace(waive.Reason)
            ? Refuse("Going on past the point of no return needs a reason.", RefusalCode.ReasonMissing)
        : !Rights.Leads(state.Procedure, waive.By) ? Refuse("Only the lead decides this.", RefusalCode.NotYourRole)
        : Happened(new MaintenanceEvent.PointOfNoReturnWaived(waive.By, waive.Reason));

    private static Decision Disown(State state, Input.Disown disown) =>
        disown.Bracket < 0 || disown.Bracket >= state.Procedure.Brackets.Count
            ? Refuse("There is no such bracket.", RefusalCode.NotFound)
        : !state.HeldAt(disown.Bracket).IsOwed ? Refuse("It is not open.")
        : state.HeldAt(disown.Bracket).Status is not BracketStatus.ClosingFailed
            ? Refuse("Its closing has not failed: it is closed when its time comes.")
        : string.IsNullOrWhiteSpace(disown.Reason)
            ? Refuse("Taking over a closing needs a reason.", RefusalCode.ReasonMissing)
        : !Rights.Leads(state.Procedure, disown.By)
            ? Refuse("Only the lead takes over a closing.", RefusalCode.NotYourRole)
        : Happened(new MaintenanceEvent.BracketDisowned(disown.Bracket, disown.By, disown.Reason));

    private static Decision ChangeItem(State state, Input.ChangeItem change)
    {
        if (change.Item < 0 || change.Item >= state.Procedure.Items.Count)
        {
            return Refuse("There is no such item.", RefusalCode.NotFound);
        }

        ProcedureItem item = state.Procedure.Items[change.Item];
        return change.State == ItemState.NotDoing && string.IsNullOrWhiteSpace(change.Reason)
                ? Refuse("Not doing an item needs a reason.", RefusalCode.ReasonMissing)
            : change.State == ItemState.Done && WhyNotSignedOff(state, item, change.By) is { } reason
                ? Refuse(reason, RefusalCode.NotYourRole)
            : Happened(new MaintenanceEvent.ItemChanged(change.Item, change.State, change.By, change.Reason));
    }

    /// <summary>
    /// Why this person does not sign an item off; null when they may. A tester who is alone may have done it, too, and what the
    /// tester's own steps ask for is no doing.
    /// </summary>
    private static string? WhyNotSignedOff(State state, ProcedureItem item, string by) =>
        item.Tester.Length == 0 ? null
        : !Rights.Holds(state.Procedure, item.Tester, by) ? $"'{item.Title}' is signed off by {item.Tester}."
        : item.Leaves.Any(leaf => state.DoneBy(leaf) == by && state.NodeAt(leaf).Role != item.Tester)
        && Rights.AnotherHolds(state.Procedure, item.Tester, by)
            ? $"{by} did a step of '{item.Title}'; somebody else of {item.Tester} signs it off."
        : null;

    private static Decision FinishAdded(State state, Input.FinishAddedStep finish) =>
        finish.Number < 1 || finish.Number > state.AddedSteps.Count
            ? Refuse("There is no such added step.", RefusalCode.NotFound)
        : state.AddedSteps[finish.Number - 1].IsDone ? Refuse("It is done already.", RefusalCode.AlreadyDone)
        : state.AddedSteps[finish.Number - 1] is { Role.Length: > 0 } step
        && !Rights.Holds(state.Procedure, step.Role, finish.By)
            ? Refuse($"'{step.Title}' is for {step.Role}.", RefusalCode.NotYourRole)
        : Happened(new MaintenanceEvent.AddedStepDone(finish.Number, finish.By, finish.Evidence));
}
