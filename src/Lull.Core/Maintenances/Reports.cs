using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>What interpreters report. A report about an effect that is not under way any more changes nothing.</summary>
internal static class Reports
{
    private static readonly Decision.Accepted Nothing = new([]);

    /// <summary>An effect's own answer. Unknown leads to an observation, wherever an observation can tell.</summary>
    internal static Decision Ended(State state, Input.EffectReported reported)
    {
        if (!state.Effects.TryGetValue(reported.Effect, out EffectState effect))
        {
            return Nothing;
        }

        return reported.Outcome is not Outcome.Unknown unknown
                ? Happened(new MaintenanceEvent.EffectEnded(reported.Effect, reported.Outcome))
            // It is being looked at: hearing once more that nobody knows must not end that.
            : effect.Mode == EffectMode.Observe ? Nothing
            : CanBeObserved(state, effect)
                ? Happened(new MaintenanceEvent.EffectUnclear(reported.Effect, unknown.Reason))
            : Happened(new MaintenanceEvent.EffectEnded(reported.Effect, reported.Outcome));
    }

    internal static Decision Observed(State state, Input.EffectObserved observed)
    {
        if (!state.Effects.TryGetValue(observed.Effect, out EffectState effect))
        {
            return Nothing;
        }

        return effect.Purpose == EffectPurpose.Look
            ? Looked(state, observed, effect.Subject)
            : observed.Observation switch
            {
                // What an observation of a change finds to be put back is the name of what it made.
                Observation.Done done => Happened(
                    new MaintenanceEvent.EffectEnded(
                        observed.Effect,
                        new Outcome.Done(done.Evidence, done.Prior),
                        Observed: true
                    )
                ),
                Observation.NotDone notDone => NotDone(state, observed.Effect, effect, notDone),
                Observation.Running => Nothing,
                Observation.Unknown unknown => Happened(
                    new MaintenanceEvent.EffectEnded(
                        observed.Effect,
                        new Outcome.Unknown(unknown.Reason),
                        Observed: true
                    )
                ),
            };
    }

    internal static Decision Watched(State state, Input.WatchLooked looked) =>
        looked.Watch < 0 || looked.Watch >= state.Watches ? Nothing
        : looked.Holds && !state.IsWatchFailing(looked.Watch) ? Nothing
        : looked.Holds ? Happened(new MaintenanceEvent.WatchRecovered(looked.Watch))
        : Happened(new MaintenanceEvent.WatchFailed(looked.Watch, looked.Reason));

    private static Decision.Accepted Happened(params MaintenanceEvent[] events) => new(events);

    private static bool CanBeObserved(State state, EffectState effect) =>
        effect.Purpose switch
        {
            EffectPurpose.Step => state.NodeAt(effect.Subject)
                is { Kind: NodeKind.Action }
                    or { Repeat: not RepeatClass.Opaque, Kind: NodeKind.Delivery },
            EffectPurpose.Open => true,
            EffectPurpose.Announce => state.Procedure.Deliveries[effect.Subject].Repeat != RepeatClass.Opaque,
            EffectPurpose.Look or EffectPurpose.Close => false,
        };

    private static Decision.Accepted Looked(State state, Input.EffectObserved observed, int bracket) =>
        observed.Observation switch
        {
            // The block was stopped meanwhile: what was seen leads to no opening, and so to nothing that must be closed.
            Observation.Done or Observation.NotDone when state.IsStopped(state.BracketAt(bracket).Scope) => Happened(
                new MaintenanceEvent.EffectEnded(
                    observed.Effect,
                    new Outcome.Failed("It is no longer wanted.", Evidence.None),
                    Observed: true
                )
            ),
            Observation.Done done => Happened(
                new MaintenanceEvent.BracketIntended(bracket, done.Prior, AlreadySo: true)
            ),
            Observation.NotDone notDone => Happened(
                new MaintenanceEvent.BracketIntended(bracket, notDone.Prior, AlreadySo: false)
            ),
            Observation.Running => Happened(
                new MaintenanceEvent.EffectEnded(observed.Effect, new Outcome.Unknown("It is changing just now."))
            ),
            Observation.Unknown unknown => Happened(
                new MaintenanceEvent.EffectEnded(observed.Effect, new Outcome.Unknown(unknown.Reason))
            ),
        };

    private static Decision.Accepted NotDone(State state, int number, EffectState effect, Observation.NotDone notDone)
    {
        bool opaque = effect.Purpose switch
        {
            EffectPurpose.Step => state.NodeAt(effect.Subject).Repeat == RepeatClass.Opaque,
            EffectPurpose.Announce => state.Procedure.Deliveries[effect.Subject].Repeat == RepeatClass.Opaque,
            EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close => false,
        };
        if (state.IsUnwanted(effect))
        {
            return Happened(
                new MaintenanceEvent.EffectEnded(
                    number,
                    new Outcome.Failed("It did not happen, and it is no longer wanted.", notDone.Evidence),
                    Observed: true
                )
            );
        }

        return opaque
                ? Happened(
                    new MaintenanceEvent.EffectEnded(
                        number,
                        new Outcome.Unknown($"It was not seen to have happened: {notDone.Evidence.Summary}"),
                        Observed: true
                    )
                )
            : effect.Repeats < Limits.Repeats ? Happened(new MaintenanceEvent.EffectRepeated(number))
            : Happened(
                new MaintenanceEvent.EffectEnded(
                    number,
                    new Outcome.Failed(
                        $"It did not happen although it was begun {effect.Repeats + 1} times.",
                        notDone.Evidence
                    ),
                    Observed: true
                )
            );
    }
}
