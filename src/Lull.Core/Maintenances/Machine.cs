namespace Lull.Core.Maintenances;

/// <summary>
/// The state machine of a maintenance. Pure: time and everything from outside comes in as arguments. The same machine runs a
/// plan for real, in virtual time for a forecast, and under injected faults in tests.
/// </summary>
public static class Machine
{
    /// <summary>The version of the rules that new maintenances are planned under.</summary>
    public const int Rules = Limits.Rules;

    /// <summary>The state after the first event.</summary>
    /// <exception cref="NotSupportedException">The maintenance was planned under rules that this version does not know.</exception>
    public static State Begin(MaintenanceEvent.Planned planned, Instant at) =>
        planned.Rules is > 0 and <= Rules
            ? State.Begin(planned, at)
            : throw new NotSupportedException(
                $"This maintenance runs under rules version {planned.Rules}; this program knows {Rules}. Use a newer Lull."
            );

    /// <summary>What happens when this comes in, or why it may not. Changes nothing.</summary>
    /// <param name="state">The present state.</param>
    /// <param name="input">A command, a report, or time.</param>
    /// <param name="now">The present moment; when earlier than the last event, that one's counts.</param>
    public static Decision Decide(State state, Input input, Instant now)
    {
        Instant moment = Instant.Max(now, state.LastAt);
        if (input is Input.TimePassed)
        {
            var due = new List<MaintenanceEvent>();
            Progress.Next(state, moment, due);
            return new Decision.Accepted(due);
        }

        return Commands.Decide(state, input, moment);
    }

    /// <summary>Folds an event into the state, in place. Total: what no longer fits changes nothing.</summary>
    public static void Evolve(State state, MaintenanceEvent happened, Instant at) => state.Evolve(happened, at);

    /// <summary>
    /// Decides, evolves, and goes on until nothing more follows by itself. The state is then ahead of the journal by the events
    /// that are returned: append them before anything is started, shown or sent, and drop the state if that fails.
    /// </summary>
    public static Decision Turn(State state, Input input, Instant now)
    {
        var happened = new List<MaintenanceEvent>();
        return Turn(state, input, now, happened) is { } refused ? refused : new Decision.Accepted(happened);
    }

    /// <summary>As <see cref="Turn(State, Input, Instant)"/>, adding to a list; null, or its refusal.</summary>
    public static Decision.Refused? Turn(State state, Input input, Instant now, List<MaintenanceEvent> happened)
    {
        Instant moment = Instant.Max(now, state.LastAt);
        int folded = happened.Count;
        switch (Decide(state, input, moment))
        {
            case Decision.Refused refused:
                return refused;
            case Decision.Accepted accepted:
                happened.AddRange(accepted.Events);
                break;
        }

        do
        {
            for (; folded < happened.Count; folded++)
            {
                state.Evolve(happened[folded], moment);
            }
        } while (Progress.Next(state, moment, happened));

        return null;
    }

    /// <summary>The effects that must be under way now, by number. Costs as much as there are.</summary>
    public static IReadOnlyList<EffectRequest> Outstanding(State state) =>
        [.. state.Effects.OrderBy(one => one.Key).Select(one => RequestOf(state, one.Key, one.Value))];

    /// <summary>The request of one effect that is under way; null when it is not, or no longer.</summary>
    public static EffectRequest? RequestOf(State state, int effect) =>
        state.Effects.TryGetValue(effect, out EffectState found) ? RequestOf(state, effect, found) : null;

    /// <summary>The earliest moment at which time alone changes something; null when none does.</summary>
    public static TimerRequest? NextTimer(State state) => Progress.NextTimer(state);

    /// <summary>
    /// What rolling back everything (0), a rolling block or one host of it would set going, as sentences to be read before it is
    /// ordered: what is opened again, what is undone, how long it takes. Costs as much as there is below the node.
    /// </summary>
    public static string IfRolledBack(State state, int node) => Consequences.OfRollBack(state, node);

    private static EffectRequest RequestOf(State state, int number, EffectState effect) =>
        new(
            number,
            effect.Purpose,
            effect.Subject,
            effect.Attempt,
            effect.Mode,
            effect.Purpose is EffectPurpose.Step or EffectPurpose.Announce
                ? $"e{number}"
                : $"b{effect.Subject}.{Math.Max(1, state.HeldAt(effect.Subject).Holding)}"
        );
}
