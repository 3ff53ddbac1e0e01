using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Questions: asked, answered, withdrawn because they settled themselves.</summary>
public sealed partial class State
{
    private void Ask(Question question)
    {
        if (question.Kind == QuestionKind.UndoFailed && !InRecovery)
        {
            Announce(LifeMoment.Recovery);
        }

        _work.NextQuestion = Math.Max(_work.NextQuestion, question.Number + 1);
        _questions[question.Number] = question;
        ArmQuestion(question);

        switch (question.Kind)
        {
            case QuestionKind.DoesNotFit when !_plan[question.Subject].IsLeaf:
                _nodes[question.Subject].Question = question.Number;
                _held[PresentBracketOf(question.Subject)].Question = question.Number;
                break;
            case QuestionKind.StepFailed
            or QuestionKind.StepInconclusive
            or QuestionKind.UndoFailed
            or QuestionKind.DoesNotFit:
                ref NodeState state = ref _nodes[question.Subject];
                state.Status = NodeStatus.Asking;
                state.Question = question.Number;
                break;
            case QuestionKind.NotOpened or QuestionKind.NotClosed or QuestionKind.PoolFloor:
                _held[question.Subject].Question = question.Number;
                break;
            case QuestionKind.NotDelivered:
                _deliveries[question.Subject].Question = question.Number;
                break;
            default:
                break;
        }
    }

    /// <summary>What the window's end decides is decided by its new end. How long a soak's question waits is its plan's to say.</summary>
    private void GiveMoreTimeToAnswer()
    {
        foreach (
            Question question in _questions
                .Values.Where(one => one.Kind != QuestionKind.SoakRule && one.Deadline < Window.End)
                .ToArray()
        )
        {
            _questions[question.Number] = question with { Deadline = Window.End };
            ArmQuestion(_questions[question.Number]);
        }
    }

    private int PresentBracketOf(int scope) => _plan[scope].Brackets[_nodes[scope].Cursor];

    private void Withdraw(ref int question)
    {
        if (question != 0)
        {
            _questions.Remove(question);
            question = 0;
        }
    }

    private void WithdrawAll(QuestionKind kind)
    {
        foreach (int number in _questions.Values.Where(one => one.Kind == kind).Select(one => one.Number).ToArray())
        {
            _questions.Remove(number);
        }
    }

    private void Answered(MaintenanceEvent.QuestionAnswered answered)
    {
        if (!_questions.Remove(answered.Question, out Question? question))
        {
            return;
        }

        switch (question.Kind)
        {
            case QuestionKind.DoesNotFit when !_plan[question.Subject].IsLeaf:
                AnsweredScope(question.Subject, answered.Choice);
                break;
            case QuestionKind.StepFailed
            or QuestionKind.StepInconclusive
            or QuestionKind.UndoFailed
            or QuestionKind.DoesNotFit:
                AnsweredStep(question, answered.Choice);
                break;
            case QuestionKind.NotOpened:
                AnsweredOpening(question.Subject, answered.Choice);
                break;
            case QuestionKind.NotClosed:
                _held[question.Subject].Question = 0;
                if (answered.Choice == Choice.Retry)
                {
                    OpenedBracket(question.Subject);
                }

                break;
            case QuestionKind.PoolFloor:
                AnsweredFloor(question.Subject, answered.Choice);
                break;
            case QuestionKind.ChangeFailed:
                if (answered.Choice == Choice.CarryOn)
                {
                    EnterNext(0);
                }
                else
                {
                    _work.Undecided.Enqueue((question.Kind, question.Subject));
                }

                break;
            case QuestionKind.SoakRule:
                if (answered.Choice == Choice.CarryOn && question.Subject >= 0)
                {
                    _watchFailures[question.Subject].Clear();
                }
                else if (answered.Choice != Choice.CarryOn)
                {
                    _work.Undecided.Enqueue((question.Kind, question.Subject));
                }

                break;
            case QuestionKind.NotDelivered:
                AnsweredDelivery(question.Subject, answered.Choice);
                break;
        }
    }

    private void AnsweredStep(Question question, Choice? choice)
    {
        int leaf = question.Subject;
        ref NodeState state = ref _nodes[leaf];
        state.Question = 0;
        if (state.Status != NodeStatus.Asking)
        {
            return;
        }

        switch (choice)
        {
            case Choice.Retry or Choice.StartAnyway or null:
                state.Flags |= choice == Choice.StartAnyway ? NodeFlags.Overridden : NodeFlags.None;
                state.Status = NodeStatus.Waiting;
                CountBad(leaf, bad: false);
                Ready(leaf);
                break;
            case Choice.CountAsDone:
                Settle(leaf, NodeStatus.Done);
                break;
            case Choice.Skip:
                Settle(leaf, NodeStatus.Skipped);
                break;
            case Choice.Leave:
                state.Flags |= NodeFlags.LeftUndone;
                Settle(leaf, NodeStatus.Skipped);
                break;
            case Choice.GiveUpHost or Choice.LeaveHostOut:
                _nodes[_plan[leaf].Track].Flags |= NodeFlags.Excused;
                Settle(leaf, state.Has(NodeFlags.Attempted) ? state.Outcome : NodeStatus.Stopped);
                break;
            default:
                // Rolling back and aborting are events of their own; they find the step still asking and settle it. Should
                // the journal end between the two, it is undecided still.
                _work.Undecided.Enqueue((question.Kind, leaf));
                break;
        }
    }

    private void AnsweredScope(int scope, Choice? choice)
    {
        ref NodeState state = ref _nodes[scope];
        int bracket = PresentBracketOf(scope);
        state.Question = 0;
        _held[bracket].Question = 0;
        switch (choice)
        {
            case Choice.StartAnyway or null:
                state.Flags |= choice is null ? NodeFlags.None : NodeFlags.Overridden;
                GoOnOpening(bracket);
                break;
            case Choice.Skip:
                LeaveOut(scope);
                break;
            case Choice.GiveUpHost:
                _nodes[_plan[scope].Track].Flags |= NodeFlags.Excused;
                state.Flags |= NodeFlags.NotEntered;
                StartClosing(scope);
                break;
            default:
                ReadyBracket(bracket);
                break;
        }
    }

    /// <summary>A scope that was not entered counts as left out once what it opened is closed again.</summary>
    private void LeaveOut(int scope)
    {
        ref NodeState state = ref _nodes[scope];
        int body = _plan[scope].Children[0];
        SkipWhole(body);
        TellDependents(body);
        _nodes[body].Flags |= NodeFlags.Reported;
        state.Outcome = NodeStatus.Skipped;
        state.Scope = ScopeStage.Closing;
        state.Cursor = -1;
        CloseNext(scope);
    }

    private void AnsweredOpening(int bracket, Choice? choice)
    {
        ref BracketState held = ref _held[bracket];
        int scope = _brackets[bracket].Scope;
        held.Question = 0;
        switch (choice)
        {
            case Choice.Retry:
                held.Attempt = 0;
                OpenedBracket(bracket);
                break;
            case Choice.Skip:
                if (held.Status == BracketStatus.LookFailed)
                {
                    held.Status = BracketStatus.Closed;
                    Unreserve(bracket);
                }

                OpenNext(scope);
                break;
            case Choice.GiveUpHost:
                _nodes[_plan[scope].Track].Flags |= NodeFlags.Excused;
                _nodes[scope].Flags |= NodeFlags.NotEntered;
                StartClosing(scope);
                break;
            default:
                _work.Undecided.Enqueue((QuestionKind.NotOpened, bracket));
                break;
        }
    }

    private void AnsweredFloor(int bracket, Choice? choice)
    {
        ref BracketState held = ref _held[bracket];
        int scope = _brackets[bracket].Scope;
        held.Question = 0;
        if (held.Status != BracketStatus.WaitingForFloor)
        {
            return;
        }

        switch (choice)
        {
            case Choice.StartAnyway:
                _work.WaitingForFloor--;
                held.FloorWaived = true;
                // The floor holds it back no longer; the limit of its block still may.
                LineUp(bracket);
                break;
            case Choice.Skip when IsOfUndo(scope):
                _work.WaitingForFloor--;
                held.Status = BracketStatus.Closed;
                OpenNext(scope);
                break;
            case Choice.Skip:
                LeaveOut(scope);
                break;
            case Choice.GiveUpHost:
                _nodes[_plan[scope].Track].Flags |= NodeFlags.Excused;
                _nodes[scope].Flags |= NodeFlags.NotEntered;
                StartClosing(scope);
                break;
            default:
                break;
        }
    }

    private void AnsweredDelivery(int number, Choice? choice)
    {
        ref DeliveryState delivery = ref _deliveries[number];
        delivery.Question = 0;
        if (delivery.Status != DeliveryStatus.Waiting)
        {
            return;
        }

        if (choice == Choice.Leave)
        {
            delivery.Timer++;
            delivery.Status = DeliveryStatus.GivenUp;
            _work.OpenDeliveries--;
        }
        else
        {
            MakeDue(number);
        }
    }
}
