using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>Takes over a maintenance wherever a journal ends, in a world where everything works, and sees whether it ends.</summary>
internal static class Afterlife
{
    private const int MostInputs = 20_000;

    /// <summary>True when it came to its end.</summary>
    internal static bool Ends(State state)
    {
        Instant now = state.LastAt;
        Machine.Turn(state, new Input.TakeOver(state.Epoch + 1), now);
        for (int count = 0; count < MostInputs && !state.IsOver; count++)
        {
            Input? next = Effect(state) ?? Word(state, now);
            if (next is null)
            {
                if (Machine.NextTimer(state) is not { } timer)
                {
                    return false;
                }

                now = Instant.Max(now, timer.At);
                next = Input.TimePassed.Now;
            }

            Machine.Turn(state, next, now);
        }

        return state.IsOver;
    }

    private static Input? Effect(State state)
    {
        IReadOnlyList<EffectRequest> outstanding = Machine.Outstanding(state);
        if (outstanding.Count == 0)
        {
            return null;
        }

        EffectRequest request = outstanding[0];
        return request.Purpose == EffectPurpose.Look
                ? new Input.EffectObserved(request.Effect, new Observation.NotDone("as before", Evidence.None))
            : request.Mode == EffectMode.Observe
                ? new Input.EffectObserved(request.Effect, new Observation.Done("so", Evidence.None))
            : new Input.EffectReported(request.Effect, new Outcome.Done(Evidence.None));
    }

    private static Input? Word(State state, Instant now)
    {
        Procedure procedure = state.Procedure;
        switch (state.Stage)
        {
            case Stage.Draft:
                return new Input.Propose("bob");
            case Stage.Proposed or Stage.Scheduled when state.Stage == Stage.Proposed || now >= state.Window.End:
                return new Input.Cancel("bob", "Not now.");
            case Stage.Scheduled:
                return new Input.Start("bob");
        }

        foreach (Question question in state.Questions)
        {
            return new Input.Answer("bob", question.Number, question.Default, "As asked.");
        }

        if (state.IsPaused)
        {
            return new Input.Resume("bob");
        }

        foreach (Node node in procedure.Nodes)
        {
            if (node.Kind is NodeKind.Manual or NodeKind.Approval && state.StatusOf(node.Number) == NodeStatus.Running)
            {
                return node.Kind == NodeKind.Manual
                    ? new Input.Tick("bob", node.Number, Succeeded: true, "Done.")
                    : new Input.ApproveStep(node.Role == "cab" ? "dan" : "cara", node.Number);
            }
        }

        foreach (AddedStep added in state.AddedSteps)
        {
            if (!added.IsDone)
            {
                return new Input.FinishAddedStep("bob", added.Number, "Done.");
            }
        }

        for (int item = 0; item < procedure.Items.Count && state.Stage == Stage.Deployed; item++)
        {
            if (state.ItemOf(item) is ItemState.Open or ItemState.Doing)
            {
                return new Input.ChangeItem("cara", item, ItemState.Done, "");
            }
        }

        return null;
    }
}
