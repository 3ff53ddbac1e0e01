using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>The wording of questions, what can be chosen, and what an answer sets going.</summary>
internal static class Questions
{
    /// <summary>A leaf, or a scope about to open its first bracket, would not be over and undoable in time.</summary>
    internal static Question DoesNotFit(State state, int ready, Instant now)
    {
        Node node = state.NodeAt(ready >= 0 ? ready : state.BracketAt(~ready).Scope);
        Duration needed = Fitting.TimeOf(node);
        Instant latest = Fitting.LatestEnd(state, node);
        Duration left = latest - now;
        var choices = new List<Choice> { Choice.Skip, Choice.StartAnyway };
        AddHostChoices(state, node, choices, leaveOut: false);
        AddWholeChoices(state, choices);
        bool decidedByClock = state.PointOfNoReturn is not null;
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.DoesNotFit,
            node.Number,
            state[node.Number].Attempt,
            $"'{node.Title}'{OnHost(state, node.Host)} may take {Say(needed)}, and {(left > Duration.Zero ? Say(left) : "no time")} is left for it: "
                + (
                    state.Undoing > Duration.Zero && decidedByClock
                        ? $"undoing what has been done takes {Say(state.Undoing)} of the window."
                        : "its phase or the window is then over."
                ),
            [.. choices],
            DecidedBy(state, now),
            WholeDefault(state)
        );
    }

    internal static Question About(State state, QuestionKind kind, int subject, Instant now) =>
        kind switch
        {
            QuestionKind.StepFailed or QuestionKind.StepInconclusive => AboutStep(state, kind, subject, now),
            QuestionKind.UndoFailed => AboutUndo(state, subject),
            QuestionKind.NotOpened => AboutOpening(state, subject, now),
            QuestionKind.NotClosed => AboutClosing(state, subject),
            QuestionKind.ChangeFailed => AboutChange(state, subject, now),
            QuestionKind.SoakRule => AboutSoak(state, subject, now),
            QuestionKind.NotDelivered => AboutDelivery(state, subject),
            QuestionKind.PoolFloor => AboutFloor(state, now),
            QuestionKind.DoesNotFit => DoesNotFit(state, subject, now),
        };

    /// <summary>Adds what an answer sets going: the answer itself and the orders that follow from it.</summary>
    internal static void Answer(
        State state,
        Question question,
        Choice choice,
        string by,
        string reason,
        List<MaintenanceEvent> into
    )
    {
        into.Add(new MaintenanceEvent.QuestionAnswered(question.Number, choice, by, reason));
        string why = reason.Length > 0 ? reason : question.Text;
        int node = NodeOf(state, question);
        switch (choice)
        {
            case Choice.RollBackHost:
                into.Add(new MaintenanceEvent.RollBackStarted(state.NodeAt(node).Track, by, why));
                break;
            case Choice.RollBackBlock:
                into.Add(new MaintenanceEvent.RollBackStarted(state.NodeAt(node).Rolling, by, why));
                break;
            case Choice.RollBackAll:
                into.Add(new MaintenanceEvent.RollBackStarted(0, by, why));
                break;
            case Choice.Abort:
                into.Add(new MaintenanceEvent.AbortRequested(by, why));
                break;
            case Choice.Leave when question.Kind is QuestionKind.NotClosed:
                into.Add(new MaintenanceEvent.BracketDisowned(question.Subject, by, why));
                break;
            case Choice.LeaveHostOut:
                foreach (int bracket in HoldingOut(state, node))
                {
                    into.Add(new MaintenanceEvent.BracketDisowned(bracket, by, why));
                }

                break;
            default:
                break;
        }
    }

    internal static Question AboutFloor(State state, Instant now)
    {
        int bracket = BelowFloor(state);
        BracketNode plan = state.BracketAt(bracket);
        ProcedurePool pool = state.Procedure.Pools[state.BrokenFloor(plan.Host)!.Value];
        bool undoing = state.IsOfUndo(plan.Scope);
        var choices = new List<Choice> { undoing ? Choice.StartAnyway : Choice.Skip };
        if (undoing)
        {
            choices.Add(Choice.Skip);
        }
        else
        {
            AddHostChoices(state, state.NodeAt(plan.Scope), choices, leaveOut: false);
            choices.Add(Choice.StartAnyway);
            AddWholeChoices(state, choices);
        }

        return new Question(
            state.Work.NextQuestion,
            QuestionKind.PoolFloor,
            bracket,
            1,
            $"{Named(state, bracket)} would leave fewer than {pool.Floor} of {pool.Members} hosts of pool '{pool.Name}' in service, "
                + "and nothing that is under way can bring one back.",
            [.. choices],
            undoing ? null : DecidedBy(state, now),
            undoing ? Choice.StartAnyway : WholeDefault(state)
        );
    }

    /// <summary>
    /// The first bracket that waits for a pool's floor and for nothing else; -1 when there is none. While all is paused, only what
    /// is opened for an undo goes on and may wait.
    /// </summary>
    internal static int BelowFloor(State state)
    {
        for (int number = 0; number < state.Procedure.Brackets.Count; number++)
        {
            if (
                state.HeldAt(number) is { Status: BracketStatus.WaitingForFloor, FloorWaived: false }
                && state.BrokenFloor(state.BracketAt(number).Host) is not null
                && (!state.IsPaused || state.IsOfUndo(state.BracketAt(number).Scope))
            )
            {
                return number;
            }
        }

        return -1;
    }

    private static Question AboutStep(State state, QuestionKind kind, int subject, Instant now)
    {
        Node node = state.NodeAt(subject);
        bool unknown = kind == QuestionKind.StepInconclusive;
        var choices = new List<Choice> { Choice.Retry };
        if (unknown)
        {
            choices.Insert(0, Choice.CountAsDone);
        }

        choices.Add(Choice.Skip);
        AddHostChoices(state, node, choices, leaveOut: true);
        AddWholeChoices(state, choices);
        string how = state[subject].Outcome switch
        {
            NodeStatus.Inconclusive => "nobody knows whether it happened: look, then say which",
            NodeStatus.Unreachable => "its target could not be reached",
            _ => "it failed",
        };
        return new Question(
            state.Work.NextQuestion,
            kind,
            subject,
            state[subject].Attempt,
            $"'{node.Title}'{OnHost(state, node.Host)}: {how} (try {state[subject].Attempt}).",
            [.. choices],
            DecidedBy(state, now),
            WholeDefault(state)
        );
    }

    private static Question AboutUndo(State state, int subject)
    {
        Node node = state.NodeAt(subject);
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.UndoFailed,
            subject,
            state[subject].Attempt,
            $"Rolling back: '{node.Title}'{OnHost(state, node.Host)} did not succeed (try {state[subject].Attempt}). "
                + "Everything stays held until someone decides.",
            [Choice.Retry, Choice.CountAsDone, Choice.Leave],
            Deadline: null,
            Choice.Retry
        );
    }

    private static Question AboutOpening(State state, int bracket, Instant now)
    {
        BracketNode plan = state.BracketAt(bracket);
        var choices = new List<Choice> { Choice.Retry };
        bool undoing = state.IsOfUndo(plan.Scope);
        if (!undoing)
        {
            AddHostChoices(state, state.NodeAt(plan.Scope), choices, leaveOut: false);
            AddWholeChoices(state, choices);
        }

        choices.Add(Choice.Skip);
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.NotOpened,
            bracket,
            state.HeldAt(bracket).Attempt,
            state.HeldAt(bracket).Status == BracketStatus.LookFailed
                ? $"{Named(state, bracket)} could not be looked at after {state.HeldAt(bracket).Attempt} tries. Nothing of it was opened."
                : $"{Named(state, bracket)} could not be opened after {state.HeldAt(bracket).Attempt} tries. It will be closed as if it were open.",
            [.. choices],
            undoing ? null : DecidedBy(state, now),
            undoing ? Choice.Retry : WholeDefault(state)
        );
    }

    private static Question AboutClosing(State state, int bracket) =>
        new(
            state.Work.NextQuestion,
            QuestionKind.NotClosed,
            bracket,
            state.HeldAt(bracket).Attempt,
            $"{Named(state, bracket)} could not be closed after {state.HeldAt(bracket).Attempt} tries. "
                + "It is tried again and again; the maintenance does not end while it is open.",
            [Choice.Retry, Choice.Leave],
            Deadline: null,
            Choice.Retry
        );

    private static Question AboutChange(State state, int phase, Instant now)
    {
        var choices = new List<Choice>();
        AddWholeChoices(state, choices);
        choices.Add(Choice.CarryOn);
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.ChangeFailed,
            phase,
            1,
            $"'{state.NodeAt(phase).Title}' did not succeed as a whole. What was opened for it is closed"
                + (state.DisownedBrackets.Any() ? ", but for what a person has taken over." : "."),
            [.. choices],
            DecidedBy(state, now),
            WholeDefault(state)
        );
    }

    private static Question AboutSoak(State state, int watch, Instant now)
    {
        ProcedureSoak soak = state.Procedure.Soak!;
        string what =
            watch < 0
                ? "An incident was reported"
                : $"'{soak.Watches[watch].Title}'{OnHost(state, soak.Watches[watch].Host)} failed {soak.Failures!.Count} times";
        bool canRollBack = Lifecycle.CanRollBack(state);
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.SoakRule,
            watch,
            1,
            $"{what} during the soak. The plan's rule calls for a roll back.",
            canRollBack ? [Choice.RollBackAll, Choice.CarryOn] : [Choice.CarryOn],
            now + soak.AnswerWithin,
            canRollBack ? Choice.RollBackAll : Choice.CarryOn
        );
    }

    private static Question AboutDelivery(State state, int delivery)
    {
        ProcedureDelivery plan = state.Procedure.Deliveries[delivery];
        return new Question(
            state.Work.NextQuestion,
            QuestionKind.NotDelivered,
            delivery,
            state.DeliveryAt(delivery).Attempt,
            $"The announcement to {plan.Audience} over {plan.Call} could not be delivered. It is tried again and again.",
            [Choice.Retry, Choice.Leave],
            Deadline: null,
            Choice.Retry
        );
    }

    /// <summary>Before the change is verified, undecided means roll back; afterwards the clock undoes nothing any more.</summary>
    private static Choice WholeDefault(State state) =>
        state.PointOfNoReturn is not null && Lifecycle.CanRollBack(state) ? Choice.RollBackAll : Choice.Abort;

    /// <summary>While the point of no return decides there is no other deadline; afterwards the window's end, but time enough to answer.</summary>
    private static Instant? DecidedBy(State state, Instant now) =>
        state.PointOfNoReturn is null ? Instant.Max(now + Limits.AnswerWithin, state.Window.End) : null;

    private static void AddHostChoices(State state, Node node, List<Choice> choices, bool leaveOut)
    {
        if (node.Track < 0)
        {
            return;
        }

        bool canRollBack = state.Procedure.NoRollbackBecause.Length == 0;
        if (canRollBack)
        {
            choices.Add(Choice.RollBackHost);
        }

        choices.Add(Choice.GiveUpHost);
        if (leaveOut && HoldingOut(state, node.Number).Any())
        {
            choices.Add(Choice.LeaveHostOut);
        }

        if (canRollBack)
        {
            choices.Add(Choice.RollBackBlock);
        }
    }

    private static void AddWholeChoices(State state, List<Choice> choices)
    {
        if (state.Stage != Stage.InProgress)
        {
            return;
        }

        if (Lifecycle.CanRollBack(state))
        {
            choices.Add(Choice.RollBackAll);
        }

        choices.Add(Choice.Abort);
    }

    /// <summary>Brackets that hold the host of this node's track out of service, from the inside out; those of other hosts do not.</summary>
    private static IEnumerable<int> HoldingOut(State state, int node)
    {
        int host = state.NodeAt(state.NodeAt(node).Track).Host;
        for (int above = node; above >= 0; above = state.NodeAt(above).Parent)
        {
            foreach (int bracket in state.NodeAt(above).Brackets)
            {
                BracketNode plan = state.BracketAt(bracket);
                if (plan.TakesOutOfService && plan.Host == host && state.HeldAt(bracket).IsOwed)
                {
                    yield return bracket;
                }
            }
        }
    }

    private static int NodeOf(State state, Question question) =>
        question.Kind is QuestionKind.NotOpened or QuestionKind.NotClosed or QuestionKind.PoolFloor
            ? state.BracketAt(question.Subject).Scope
            : question.Subject;

    /// <summary>The bracket with the host that it is about, or in whose track it stands, where its title does not say so.</summary>
    private static string Named(State state, int bracket)
    {
        BracketNode plan = state.BracketAt(bracket);
        int track = state.NodeAt(plan.Scope).Track;
        int host =
            plan.Host >= 0 ? plan.Host
            : track >= 0 ? state.NodeAt(track).Host
            : -1;
        return host >= 0 && !plan.Title.Contains(state.Procedure.Hosts[host].Name, StringComparison.Ordinal)
            ? $"{plan.Title}{OnHost(state, host)}"
            : plan.Title;
    }

    private static string OnHost(State state, int host) => host < 0 ? "" : $" on {state.Procedure.Hosts[host].Name}";

    internal static string Say(Duration duration) =>
        duration.TotalMinutes >= 100 ? $"{(int)duration.TotalHours} h {duration.Minutes} min"
        : duration.TotalSeconds >= 100 ? $"{Math.Ceiling(duration.TotalMinutes)} min"
        : $"{Math.Ceiling(duration.TotalSeconds)} s";
}
