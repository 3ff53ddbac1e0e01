namespace Lull.Core.Maintenances;

/// <summary>What time alone will change. A newer stamp makes an older timer void, so nothing has to be searched for and taken out.</summary>
public sealed partial class State
{
    private void Arm(TimerKind kind, int subject, int stamp, Instant at) =>
        _work.Timers.Enqueue(new TimerEntry(kind, subject, stamp), (at, _work.TimerOrder++));

    private void ArmNode(int node, Instant at) => Arm(TimerKind.Node, node, ++_nodes[node].Timer, at);

    private void ArmBracket(int bracket, Instant at) => Arm(TimerKind.Bracket, bracket, ++_held[bracket].Timer, at);

    private void ArmDelivery(int delivery, Instant at) =>
        Arm(TimerKind.Delivery, delivery, ++_deliveries[delivery].Timer, at);

    private void ArmDue(int node, Instant at) => Arm(TimerKind.Due, node, 0, at);

    /// <summary>A deadline that has moved makes the timer of the earlier one void.</summary>
    private void ArmQuestion(Question question)
    {
        if (question.Deadline is { } deadline)
        {
            Arm(TimerKind.Question, question.Number, StampOf(deadline), deadline);
        }
    }

    private static int StampOf(Instant deadline) => unchecked((int)deadline.ToUnixTimeMilliseconds());

    internal bool IsLive(TimerEntry timer) =>
        timer.Kind switch
        {
            TimerKind.Node => _nodes[timer.Subject].Timer == timer.Stamp
                && _nodes[timer.Subject].Status == NodeStatus.Waiting,
            TimerKind.WaitOver => _nodes[timer.Subject].Timer == timer.Stamp
                && _nodes[timer.Subject].Status == NodeStatus.Running,
            TimerKind.Bracket => _held[timer.Subject].Timer == timer.Stamp
                && _held[timer.Subject].Status
                    is BracketStatus.LookFailed
                        or BracketStatus.MaybeOpen
                        or BracketStatus.ClosingFailed,
            TimerKind.Delivery => _deliveries[timer.Subject].Timer == timer.Stamp
                && _deliveries[timer.Subject].Status is DeliveryStatus.Idle or DeliveryStatus.Waiting,
            TimerKind.Due => _nodes[timer.Subject].Status < NodeStatus.Undoing
                && !_nodes[timer.Subject].Has(NodeFlags.Overdue),
            TimerKind.Question => _questions.TryGetValue(timer.Subject, out Question? asked)
                && asked.Deadline is { } deadline
                && StampOf(deadline) == timer.Stamp,
        };

    /// <summary>Takes away what no longer holds at the head of each queue, so that deciding can look without changing anything.</summary>
    private void Prune()
    {
        while (_work.Timers.TryPeek(out TimerEntry timer, out _) && !IsLive(timer))
        {
            _work.Timers.Dequeue();
        }

        PruneReady(_work.Forward);
        PruneReady(_work.Undo);
        while (
            _work.Closing.TryPeek(out int closing)
            && (_held[closing].Status != BracketStatus.Closing || _held[closing].Effect != 0)
        )
        {
            _work.Closing.Dequeue();
        }

        while (_work.Deliveries.TryPeek(out int delivery) && _deliveries[delivery].Status != DeliveryStatus.Due)
        {
            _work.Deliveries.Dequeue();
        }

        while (
            _work.Undecided.TryPeek(out (QuestionKind Kind, int Subject) undecided)
            && !IsUndecided(undecided.Kind, undecided.Subject)
        )
        {
            _work.Undecided.Dequeue();
        }
    }

    private void PruneReady(Queue<int> ready)
    {
        while (ready.TryPeek(out int front))
        {
            bool holds =
                front >= 0
                    ? _nodes[front].Status == NodeStatus.Waiting
                    : _held[~front]
                        is { Question: 0, Effect: 0, Status: BracketStatus.Queued or BracketStatus.MaybeOpen };
            if (holds)
            {
                return;
            }

            ready.Dequeue();
        }
    }

    private bool IsUndecided(QuestionKind kind, int subject) =>
        kind switch
        {
            QuestionKind.StepFailed
            or QuestionKind.StepInconclusive
            or QuestionKind.UndoFailed
            or QuestionKind.DoesNotFit => _nodes[subject] is { Status: NodeStatus.Asking, Question: 0 },
            QuestionKind.NotOpened => _held[subject]
                is { Status: BracketStatus.LookFailed or BracketStatus.MaybeOpen, Question: 0, Effect: 0 },
            QuestionKind.NotClosed => _held[subject] is { Status: BracketStatus.ClosingFailed, Question: 0 },
            QuestionKind.ChangeFailed => Stage == Stage.InProgress && !Asks(kind) && PresentChildOf(0) == subject,
            QuestionKind.SoakRule => Stage == Stage.Soaking && !WasRolledBack && !Asks(kind),
            QuestionKind.PoolFloor => false,
            QuestionKind.NotDelivered => _deliveries[subject] is { Status: DeliveryStatus.Waiting, Question: 0 },
        };

    internal bool Asks(QuestionKind kind) => _questions.Values.Any(question => question.Kind == kind);
}
