using Lull.Core.Maintenances;
using Lull.Engine.Effects;

namespace Lull.Engine.Conducting;

/// <summary>Starts and forgets what follows from events that are on disk; after loading, everything that is outstanding.</summary>
internal sealed class Dispatch(State state, EffectRunner runner, OrderDesk desk, Ledger ledger)
{
    private readonly Dictionary<int, EffectRequest> _underWay = [];
    private int _watches;

    /// <summary>What these events call for.</summary>
    internal void After(IReadOnlyList<Published.Happened> written, bool isFirst)
    {
        if (isFirst)
        {
            foreach (EffectRequest request in Machine.Outstanding(state))
            {
                Start(request);
            }

            foreach (int bracket in state.OwedBrackets.Where(IsOpen))
            {
                runner.Hold(bracket, OrderDesk.OfHeld(state, bracket), atOnce: true);
            }
        }
        else
        {
            foreach (Published.Happened happened in written)
            {
                After(happened.Event);
            }
        }

        Watch();
    }

    private void After(MaintenanceEvent happened)
    {
        switch (happened)
        {
            case MaintenanceEvent.EffectIntended intended:
                Start(Machine.RequestOf(state, intended.Effect));
                break;
            case MaintenanceEvent.EffectUnclear unclear:
                Start(Machine.RequestOf(state, unclear.Effect));
                break;
            case MaintenanceEvent.EffectRepeated repeated:
                Start(Machine.RequestOf(state, repeated.Effect));
                break;
            case MaintenanceEvent.EffectEnded ended:
                runner.Forget(ended.Effect);
                if (
                    _underWay.Remove(ended.Effect, out EffectRequest? request)
                    && request.Purpose == EffectPurpose.Open
                    && IsOpen(request.Subject)
                )
                {
                    runner.Hold(request.Subject, OrderDesk.OfHeld(state, request.Subject), atOnce: false);
                }

                break;
            case MaintenanceEvent.BracketDisowned disowned:
                runner.LetGo(disowned.Bracket);
                break;
            default:
                // Nothing outside depends on it.
                break;
        }
    }

    private void Start(EffectRequest? request)
    {
        if (request is not null)
        {
            _underWay[request.Effect] = request;
            runner.Start(desk.Of(state, request, ledger.Hash.Short));
        }
    }

    private bool IsOpen(int bracket) => state.Bracket(bracket).Status == BracketStatus.Open;

    private void Watch()
    {
        if (state.Watches != _watches)
        {
            _watches = state.Watches;
            runner.Watch([.. Enumerable.Range(0, _watches).Select(watch => OrderDesk.OfWatch(state, watch))]);
        }
    }
}
