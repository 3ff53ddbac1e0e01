using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests;

/// <summary>Everybody around the maintenance: those who do what is asked of them, and those who do anything else.</summary>
internal sealed class People(Simulation simulation, Chance chance) : IPeople
{
    private static readonly string[] Everyone = ["ann", "bob", "cara", "dan", "eve", "fay", "gus", ""];
    private static readonly Choice[] AllChoices = Enum.GetValues<Choice>();

    private readonly Procedure _procedure = simulation.Procedure;
    private int _retired;

    public void Arrive() => simulation.After(chance.Seconds(1, 30), Act);

    /// <summary>They come by in their own time, whatever happens.</summary>
    public void Notice() { }

    private void Act()
    {
        if (simulation.Watched.IsOver && ++_retired > 3)
        {
            return;
        }

        if (simulation.Live is { } state)
        {
            Input? input = Trouble(state) ?? (simulation.Hits(Fault.AbsentPeople) ? null : Help(state));
            if (input is not null)
            {
                Say(state, input);
            }
        }

        simulation.After(chance.Seconds(5, simulation.IsCalm ? 60 : 300), Act);
    }

    private void Say(State state, Input input)
    {
        bool mustBeHeard = input switch
        {
            Input.Abort abort => state.Stage == Stage.InProgress && Leads(abort.By),
            Input.Cancel => state.Stage is Stage.Draft or Stage.Proposed or Stage.Scheduled,
            _ => false,
        };
        string? refusal = simulation.Conduct(input);
        if (mustBeHeard && refusal is not null)
        {
            throw new Invariants.BrokenInvariantException(
                "CancelIsAlwaysHeard",
                "Cancel is always accepted and always reaches closing.",
                $"{input} was refused: {refusal}"
            );
        }
    }

    /// <summary>What is asked of people now, done by someone who may.</summary>
    private Input? Help(State state)
    {
        switch (state.Stage)
        {
            case Stage.Draft:
                return new Input.Propose("bob");
            case Stage.Proposed:
                return Approval(state);
            case Stage.Scheduled:
                return simulation.Clock >= state.Window.End
                    ? new Input.Cancel("bob", "Its window is over.")
                    : new Input.Start("bob");
        }

        if (state.Questions.Count > 0 && chance.Hits(70))
        {
            return AnswerTo(state);
        }

        if (state.IsPaused)
        {
            return new Input.Resume("bob");
        }

        return StepToDo(state) ?? Settle(state);
    }

    private Input? Approval(State state)
    {
        if (_procedure.Rehearsals.Count > 0 && chance.Hits(30))
        {
            return new Input.RehearsalFound(_procedure.Rehearsals[0], "m-abcdefgh");
        }

        if (_procedure.Approvals.Count == 0)
        {
            return null;
        }

        ProcedureApproval rule = chance.Pick(_procedure.Approvals);
        string[] holders = rule.Role == "lead" ? ["bob"] : ["dan", "eve", "fay"];
        return new Input.Approve(chance.Pick(holders), rule.Role, _procedure.Revision);
    }

    private Input.Answer AnswerTo(State state)
    {
        Question question = state.Questions.ElementAt(chance.Below(state.Questions.Count));
        Choice choice = simulation.IsCalm || chance.Hits(30) ? question.Default : chance.Pick(question.Choices);
        return new Input.Answer("bob", question.Number, choice, "Talked about it.");
    }

    private Input? StepToDo(State state)
    {
        int first = chance.Below(_procedure.Nodes.Count);
        for (int step = 0; step < _procedure.Nodes.Count; step++)
        {
            int number = (first + step) % _procedure.Nodes.Count;
            if (state.StatusOf(number) != NodeStatus.Running)
            {
                continue;
            }

            Node node = _procedure.Nodes[number];
            if (node.Kind == NodeKind.Manual)
            {
                if (!simulation.IsCalm && chance.Hits(20))
                {
                    return new Input.Claim(Doer(node), number);
                }

                bool succeeded = !simulation.Hits(Fault.FailsByHand);
                return new Input.Tick(Doer(node), number, succeeded, "Looks well.");
            }

            if (node.Kind == NodeKind.Approval)
            {
                return new Input.ApproveStep(node.Role == "cab" ? chance.Pick(["dan", "eve", "fay"]) : "cara", number);
            }
        }

        return null;
    }

    private Input? Settle(State state)
    {
        foreach (AddedStep added in state.AddedSteps)
        {
            if (!added.IsDone)
            {
                return new Input.FinishAddedStep("bob", added.Number, "Done.");
            }
        }

        if (state.Stage < Stage.Deployed)
        {
            return null;
        }

        for (int item = 0; item < _procedure.Items.Count; item++)
        {
            if (state.ItemOf(item) is ItemState.Open or ItemState.Doing)
            {
                return new Input.ChangeItem("cara", item, ItemState.Done, "");
            }
        }

        return null;
    }

    private static string Doer(Node node) => node.Role == "qa" ? "cara" : "bob";

    private static bool Leads(string person) => person is "ann" or "bob";

    /// <summary>Something else than what is asked; null mostly.</summary>
    private Input? Trouble(State state)
    {
        if (simulation.IsCalm)
        {
            return null;
        }

        string lead = simulation.Hits(Fault.WrongPerson) ? chance.Pick(Everyone) : chance.Pick(["ann", "bob"]);
        int node = chance.Below(_procedure.Nodes.Count);
        return Orders(state, lead, node) ?? Remarks(lead, node);
    }

    private Input? Orders(State state, string lead, int node)
    {
        bool begun = state.Stage is not (Stage.Draft or Stage.Proposed);
        if (simulation.Hits(Fault.NonsenseCommand))
        {
            return Nonsense();
        }

        if (simulation.Hits(Fault.WithdrawsApproval) && state.Approvals.Count > 0)
        {
            (string role, string by) = chance.Pick(state.Approvals);
            return new Input.WithdrawApproval(by, role, "Second thoughts.");
        }

        if (simulation.Hits(Fault.AnswersAnything) && state.Questions.Count > 0)
        {
            Question question = state.Questions.ElementAt(chance.Below(state.Questions.Count));
            return new Input.Answer(lead, question.Number, chance.Pick(question.Choices), "Because.");
        }

        if (begun && simulation.Hits(Fault.Pauses))
        {
            return new Input.Pause(lead, "Wait.");
        }

        if (begun && chance.Hits(15) && simulation.Hits(Fault.Aborts))
        {
            return new Input.Abort(lead, "Enough.");
        }

        if (begun && chance.Hits(15) && simulation.Hits(Fault.RollsBack))
        {
            return new Input.RollBack(lead, 0, "Not good.");
        }

        if (begun && simulation.Hits(Fault.RollsBackPart))
        {
            return new Input.RollBack(lead, PartOf(node), "This one is bad.");
        }

        if (chance.Hits(10) && simulation.Hits(Fault.Cancels))
        {
            return new Input.Cancel(lead, "Another day.");
        }

        if (simulation.Hits(Fault.Extends))
        {
            return new Input.Extend(lead, chance.Seconds(60, 3_600), "More time.");
        }

        return simulation.Hits(Fault.Skips) ? new Input.Skip(lead, node, "No need.") : null;
    }

    private Input? Remarks(string lead, int node)
    {
        if (chance.Hits(20) && simulation.Hits(Fault.Waives))
        {
            return new Input.WaivePointOfNoReturn(lead, "We go on.");
        }

        if (simulation.Hits(Fault.Disowns) && _procedure.Brackets.Count > 0)
        {
            return new Input.Disown(lead, chance.Below(_procedure.Brackets.Count), "I close it by hand.");
        }

        if (simulation.Hits(Fault.AddsSteps))
        {
            return new Input.AddStep(lead, "Call them", "");
        }

        if (simulation.Hits(Fault.Notes))
        {
            return new Input.Note(lead, "Looks odd.", node);
        }

        if (simulation.Hits(Fault.Incidents))
        {
            return new Input.ReportIncident(lead, chance.Between(1, 4), "Slow pages.");
        }

        return simulation.Hits(Fault.ChangesItems) && _procedure.Items.Count > 0
            ? new Input.ChangeItem(
                lead,
                chance.Below(_procedure.Items.Count),
                chance.Pick(Enum.GetValues<ItemState>()),
                "So be it."
            )
            : null;
    }

    private int PartOf(int node)
    {
        Node one = _procedure.Nodes[node];
        return chance.Hits(70) && one.Track >= 0 ? one.Track : Math.Max(0, one.Rolling);
    }

    /// <summary>By anyone, about anything, with numbers that may mean nothing.</summary>
    private Input Nonsense()
    {
        string by = chance.Pick(Everyone);
        int number = chance.Between(-3, _procedure.Nodes.Count + 3);
        return chance.Below(20) switch
        {
            0 => new Input.Approve(by, chance.Pick(["cab", "lead", "qa", "?"]), chance.Pick(["now", "then"])),
            1 => new Input.Tick(by, number, chance.Hits(50), ""),
            2 => new Input.Claim(by, number),
            3 => new Input.ApproveStep(by, number),
            4 => new Input.Skip(by, number, chance.Pick(["", "So."])),
            5 => new Input.Retry(by, number, ""),
            6 => new Input.Answer(by, number, chance.Pick(AllChoices), "x"),
            7 => new Input.Extend(by, Duration.FromDays(chance.Between(-3, 0)), "x"),
            8 => new Input.Extend(by, Duration.MaxValue, "x"),
            9 => new Input.RollBack(by, number, "x"),
            10 => new Input.Disown(by, number, "x"),
            11 => new Input.ChangeItem(by, number, ItemState.Done, ""),
            12 => new Input.Note(by, chance.Pick(["", "x"]), number),
            13 => new Input.FinishAddedStep(by, number, ""),
            14 => new Input.EffectReported(number, new Core.Actions.Outcome.Unknown("lost")),
            15 => new Input.WatchLooked(number, Holds: false, "x"),
            16 => new Input.TakeOver(chance.Below(2)),
            17 => new Input.Propose(by),
            18 => new Input.Start(by),
            _ => new Input.Resume(by),
        };
    }
}
