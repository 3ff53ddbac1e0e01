using Lull.Core.Procedures;

namespace Lull.Core.Maintenances;

/// <summary>Which hosts are out of service, and which brackets wait because a pool or a rolling block can spare no more of them.</summary>
public sealed partial class State
{
    private void LineUp(int bracket)
    {
        if (WaitingLine(bracket) is { } line)
        {
            _held[bracket].Status = BracketStatus.WaitingForFloor;
            _work.WaitingForFloor++;
            line.Enqueue(bracket);
            return;
        }

        Admit(bracket);
    }

    /// <summary>
    /// Where a bracket must wait before it may take its host out of service; null when it may at once. The forward walk never has
    /// more hosts under way than its block allows, but a host that is opened again for a roll back comes on top of them.
    /// </summary>
    private Queue<int>? WaitingLine(int bracket)
    {
        BracketNode plan = _brackets[bracket];
        if (plan is not { TakesOutOfService: true, Host: >= 0 })
        {
            return null;
        }

        Node scope = _plan[plan.Scope];
        if (
            scope is { Track: >= 0, Rolling: >= 0 }
            && _nodes[scope.Track].Out == 0
            && _nodes[scope.Rolling].Out >= _plan[scope.Rolling].MaxUnavailable
        )
        {
            return LineOf(scope.Rolling);
        }

        return _held[bracket] is { Reserved: false, FloorWaived: false } && BrokenFloor(plan.Host) is { } pool
            ? _floorQueues[pool]
            : null;
    }

    private Queue<int> LineOf(int rolling)
    {
        if (!_limitQueues.TryGetValue(rolling, out Queue<int>? line))
        {
            _limitQueues[rolling] = line = new Queue<int>();
        }

        return line;
    }

    /// <summary>Counts a host of a rolling block as held out, or no longer.</summary>
    private void CountOut(int bracket, bool isOut)
    {
        ref BracketState held = ref _held[bracket];
        Node scope = _plan[_brackets[bracket].Scope];
        if (scope is not { Track: >= 0, Rolling: >= 0 } || held.CountsOut == isOut)
        {
            return;
        }

        held.CountsOut = isOut;
        bool before = _nodes[scope.Track].Out > 0;
        _nodes[scope.Track].Out += isOut ? 1 : -1;
        bool after = _nodes[scope.Track].Out > 0;
        _nodes[scope.Rolling].Out += (after ? 1 : 0) - (before ? 1 : 0);
        if (before && !after)
        {
            AdmitWaiting(LineOf(scope.Rolling));
        }
    }

    private void Admit(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        BracketNode plan = _brackets[bracket];
        Withdraw(ref held.Question);
        if (plan is { TakesOutOfService: true, Host: >= 0 })
        {
            CountOut(bracket, isOut: true);
            if (!held.Reserved)
            {
                bool before = IsOut(plan.Host);
                held.Reserved = true;
                _hostReservations[plan.Host]++;
                HostMoved(plan.Host, before);
            }
        }

        held.Status = BracketStatus.Queued;
        ReadyBracket(bracket);
    }

    private void ReadyBracket(int bracket) =>
        (IsOfUndo(_brackets[bracket].Scope) ? _work.Undo : _work.Forward).Enqueue(~bracket);

    /// <summary>
    /// A bracket that was let through and then held up goes on, unless other hosts have failed meanwhile and its pools can spare its own
    /// no longer: then it waits again. Nothing of it was opened yet.
    /// </summary>
    private void GoOnOpening(int bracket)
    {
        if (CanStillBeSpared(bracket))
        {
            ReadyBracket(bracket);
        }
        else
        {
            Unreserve(bracket);
            LineUp(bracket);
        }
    }

    private bool CanStillBeSpared(int bracket) =>
        _held[bracket] is not { Status: BracketStatus.Queued, Reserved: true, FloorWaived: false }
        || BrokenFloor(_brackets[bracket].Host) is null;

    /// <summary>While it was paused, hosts may have failed.</summary>
    private void LineUpAgain()
    {
        for (int left = _work.Forward.Count; left > 0; left--)
        {
            int ready = _work.Forward.Dequeue();
            if (ready < 0 && _held[~ready] is { Status: BracketStatus.Queued, Effect: 0, Question: 0 })
            {
                GoOnOpening(~ready);
            }
            else
            {
                _work.Forward.Enqueue(ready);
            }
        }
    }

    /// <summary>Its host serves again, unless somebody else took it out: that one stays counted until a look shows it back.</summary>
    private void Unreserve(int bracket)
    {
        ref BracketState held = ref _held[bracket];
        CountOut(bracket, isOut: false);
        if (!held.Reserved || held.FoundOut)
        {
            return;
        }

        int host = _brackets[bracket].Host;
        held.Reserved = false;
        _hostReservations[host]--;
        HostMoved(host, wasOut: true);
    }

    /// <summary>The first pool that would fall below its floor if this host went, too; null when none would.</summary>
    internal int? BrokenFloor(int host)
    {
        if (ServesNoMore(host))
        {
            return null;
        }

        int more = IsOut(host) ? 0 : 1;
        foreach (int pool in Procedure.Hosts[host].Pools)
        {
            if (Procedure.Pools[pool].Members - _poolOut[pool] - more < Procedure.Pools[pool].Floor)
            {
                return pool;
            }
        }

        return null;
    }

    /// <summary>
    /// The first bracket that waits for a pool although nothing holds it back any more, because its host serves no more; -1 when there
    /// is none. Looks at all brackets.
    /// </summary>
    internal int FreeToGo() =>
        Array.FindIndex(
            _brackets,
            bracket =>
                _held[bracket.Number].Status == BracketStatus.WaitingForFloor
                && WaitingLine(bracket.Number) is null
                && (!IsPaused || IsOfUndo(bracket.Scope))
        );

    /// <summary>
    /// True when a host has failed or has been taken out. One that is only about to be is counted as out so that others wait, but
    /// serves still: of two brackets that are both held up before it, neither may go on because of the other.
    /// </summary>
    private bool ServesNoMore(int host)
    {
        bool serves = _hostBad[host] == 0;
        foreach (int bracket in _drainsOf[host])
        {
            ref readonly BracketState held = ref _held[bracket];
            serves &= !held.IsOwed && !held.FoundOut && held.Status != BracketStatus.Disowned;
        }

        return !serves;
    }

    /// <summary>
    /// A host serves no more, and nothing of ours will bring it back: taking it out costs its pools nothing, so nothing of it waits
    /// for them.
    /// </summary>
    private void AdmitThoseOf(int host)
    {
        foreach (int bracket in _drainsOf[host])
        {
            if (_held[bracket].Status != BracketStatus.WaitingForFloor)
            {
                continue;
            }

            if (WaitingLine(bracket) is { } line)
            {
                line.Enqueue(bracket);
                continue;
            }

            _work.WaitingForFloor--;
            Admit(bracket);
        }
    }

    private void AdmitWaiting(Queue<int> line)
    {
        while (line.TryPeek(out int bracket))
        {
            if (_held[bracket].Status != BracketStatus.WaitingForFloor)
            {
                line.Dequeue();
                continue;
            }

            Queue<int>? next = WaitingLine(bracket);
            if (next == line)
            {
                return;
            }

            line.Dequeue();
            if (next is not null)
            {
                next.Enqueue(bracket);
                continue;
            }

            _work.WaitingForFloor--;
            Admit(bracket);
        }
    }
}
