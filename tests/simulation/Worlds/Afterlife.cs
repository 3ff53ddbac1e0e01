using Lull.Core.Actions;
using Lull.Core.Maintenances;

namespace Lull.Simulation.Tests.Worlds;

/// <summary>Takes over a maintenance wherever a journal ends, in a world where everything works, and sees whether it ends.</summary>
internal static class Afterlife
{
    private const int MostInputs = 20_000;

    /// <summary>True when it came to its end.</summary>
    internal static bool Ends(State state)
    {
        Instant now = state.LastAt;
        var people = new Willing(state.Procedure, question => question.Default);
        Machine.Turn(state, new Input.TakeOver(state.Epoch + 1), now);
        for (int count = 0; count < MostInputs && !state.IsOver; count++)
        {
            Input? next = Effect(state) ?? people.Asked(state, now).FirstOrDefault();
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
}
