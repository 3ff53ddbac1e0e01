using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Simulation.Tests.Examples;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>One maintenance in one world: a virtual clock, one queue, conductors that come and go, and every rule watching.</summary>
internal sealed partial class Simulation
{
    private const int MostEventsOfATurn = 2_000;
    private const int MostHappenings = 20_000;

    private readonly PriorityQueue<Action, (Instant At, ulong Tie)> _queue = new();
    private readonly List<MaintenanceEvent> _batch = [];
    private readonly Invariant[] _invariants;
    private readonly Mutation _mutation;
    private readonly Chance _chance;
    private readonly Scenario _scenario;
    private readonly IPeople _people;
    private readonly MaintenanceEvent.Planned _planned;
    private Duration _skew;
    private Instant _wake = Instant.MaxValue;
    private ulong _ties;

    internal Simulation(ulong seed, Procedure procedure, Scenario scenario)
    {
        Seed = seed;
        _chance = new Chance(seed ^ 0x5DEECE66D);
        Procedure = procedure;
        Faults = scenario.Faults ?? Faults.None;
        _scenario = scenario;
        _mutation = scenario.Mutation;
        _invariants =
        [
            .. AllInvariants
                .Fresh(procedure)
                .Where(one => scenario.Only is null || one.Name == scenario.Only)
                .Where(one => one.Name != scenario.Without),
        ];
        _planned = new MaintenanceEvent.Planned(Machine.Rules, _mutation.Planned(procedure), "", "");
        World = new World(procedure);
        Ledger = new Ledger(procedure);
        Now = scenario.Story is { } told ? told.Begin : Maker.Now;
        Journal = new Journal(_planned, Now);
        Live = Machine.Begin(_planned, Now);
        Watched = Machine.Begin(_planned, Now);
        _people = scenario.Story is { } story ? new Crew(this, story) : new People(this, _chance.Apart(1));
        CalmAt = Now + (scenario.Faults is null ? Duration.Zero : _chance.Seconds(1_000, 40_000));
        IsCalm = CalmAt == Now;
    }

    internal ulong Seed { get; }

    internal Procedure Procedure { get; }

    internal Faults Faults { get; }

    internal World World { get; }

    internal Ledger Ledger { get; }

    internal Journal Journal { get; }

    internal Coverage Coverage { get; } = new();

    /// <summary>The true time.</summary>
    internal Instant Now { get; private set; }

    /// <summary>When faults stop and people begin to do what is asked of them.</summary>
    internal Instant CalmAt { get; }

    internal bool IsCalm { get; private set; }

    /// <summary>The conductor's state; null while there is no conductor.</summary>
    internal State? Live { get; private set; }

    /// <summary>The journal folded event by event, apart from the conductor.</summary>
    internal State Watched { get; private set; }

    /// <summary>How many places a conductor passed at which it could have crashed.</summary>
    internal int Places { get; private set; }

    /// <summary>The conductor's clock.</summary>
    internal Instant Clock => Now + _skew;

    /// <summary>The effects that must be under way, as the interpreter is told.</summary>
    internal IReadOnlyList<EffectRequest> Outstanding => _mutation.Outstanding(Machine.Outstanding(Watched));

    /// <summary>When the conductor wakes up next, as the interpreter is told; null when it does not.</summary>
    internal TimerRequest? NextTimer => _mutation.NextTimer(this, Watched);

    /// <summary>Lives the maintenance to its end.</summary>
    internal void Run()
    {
        Conduct(new Input.TakeOver(1));
        MeddleFirst();
        _people.Arrive();
        int happenings = 0;
        while (!Watched.IsOver || _queue.Count > 0)
        {
            if (Watched.IsOver && ++happenings > 0 && _queue.Count == 0)
            {
                break;
            }

            if (!_queue.TryDequeue(out Action? happening, out (Instant At, ulong) when))
            {
                throw new BrokenInvariantException(
                    "Liveness",
                    "Once faults stop, terminal within bound.",
                    $"nothing is left to happen in stage {Watched.Stage}{Unsettled()}"
                );
            }

            if (++happenings > MostHappenings)
            {
                throw new BrokenInvariantException(
                    "Liveness",
                    "Once faults stop, terminal within bound.",
                    $"not over after {MostHappenings} happenings, in stage {Watched.Stage} at {Now}{Unsettled()}"
                );
            }

            Now = when.At;
            IsCalm |= Now >= CalmAt;
            happening();
        }

        foreach (Invariant invariant in _invariants)
        {
            invariant.Over(this);
        }

        FoldAgain();
        Coverage.CountEnding(Watched);
    }

    private string Unsettled() =>
        string.Concat(
            Procedure
                .Nodes.Where(node => Watched.StatusOf(node.Number) is > NodeStatus.Pending and < NodeStatus.Done)
                .Select(node => $"\n    {node.Number} {node.Path} is {Watched.StatusOf(node.Number)}")
        )
        + string.Concat(
            Procedure
                .Brackets.Where(bracket => Watched.Bracket(bracket.Number).Status != BracketStatus.Closed)
                .Select(bracket =>
                    $"\n    {bracket.Title} of {bracket.Scope} is {Watched.Bracket(bracket.Number).Status}"
                )
        )
        + string.Concat(Watched.Questions.Select(question => $"\n    {question}"));

    internal bool Hits(Fault fault) => !IsCalm && _chance.Hits(Faults[fault]) && Coverage.Count(fault);

    internal void At(Instant at, Action happening) =>
        _queue.Enqueue(happening, (Instant.Max(at, Now), (_chance.Next() << 20) | (++_ties & 0xFFFFF)));

    internal void After(Duration pause, Action happening) => At(Now + pause, happening);

    internal void WorldMoved(Operation operation)
    {
        foreach (Invariant invariant in _invariants)
        {
            invariant.Happened(this, operation);
        }
    }

    /// <summary>One input to the present conductor: decide, append, fold, begin effects, arm the timer.</summary>
    /// <returns>Why it was refused; null when it was not.</returns>
    internal string? Conduct(Input input)
    {
        if (Live is not { } state)
        {
            return "There is no conductor now.";
        }

        long epoch = state.Epoch;
        Instant moment = Instant.Max(Clock, state.LastAt);
        _batch.Clear();
        if (Turn(state, input, moment, _batch) is { } refusal)
        {
            Coverage.Refused++;
            return refusal;
        }

        if (_batch.Count > 0 || input is Input.TakeOver)
        {
            MaintenanceEvent[] events = [.. _mutation.Journaled(this, [.. _batch])];
            if (CrashesHere(Fault.CrashBeforeAppend))
            {
                Crash();
                return null;
            }

            long writer = input is Input.TakeOver taken ? taken.Epoch : epoch;
            Append(events, moment, writer);
            if (CrashesHere(Fault.CrashAfterAppend))
            {
                Crash();
                return null;
            }

            if (input is not Input.TakeOver && !BeginEffects(_batch, state) || CrashesHere(Fault.CrashAfterDispatch))
            {
                Crash();
                return null;
            }
        }

        if (Live is not null)
        {
            ArmTimer(state, moment);
        }

        return null;
    }

    /// <summary>True when the conductor dies at this place: because it was asked to, or by chance.</summary>
    private bool CrashesHere(Fault fault)
    {
        int place = Places++;
        return _scenario.Crashes is { } asked ? asked.Contains(place) && Coverage.Count(fault) : Hits(fault);
    }

    /// <summary>A place that only those come to who ask for it: chance crashes between decisions.</summary>
    private bool CrashesBetween() =>
        _scenario.Crashes is { } asked && asked.Contains(Places++) && Coverage.Count(Fault.CrashAfterDispatch);

    private string? Turn(State state, Input input, Instant moment, List<MaintenanceEvent> into)
    {
        int folded = 0;
        Decision decision = _mutation.Decide(this, state, input, moment);
        if (decision is Decision.Refused refused)
        {
            return refused.Reason;
        }

        into.AddRange(((Decision.Accepted)decision).Events);
        while (true)
        {
            for (; folded < into.Count; folded++)
            {
                Machine.Evolve(state, into[folded], moment);
            }

            if (into.Count > MostEventsOfATurn)
            {
                throw new BrokenInvariantException(
                    "TurnsEnd",
                    "A turn ends: what follows by itself is bounded.",
                    $"more than {MostEventsOfATurn} events, the last a {into[^1].GetType().Name}"
                );
            }

            if (
                _mutation.Decide(this, state, Input.TimePassed.Now, moment)
                is not Decision.Accepted { Events.Count: > 0 } next
            )
            {
                return null;
            }

            into.AddRange(next.Events);
        }
    }

    private void Append(IReadOnlyList<MaintenanceEvent> events, Instant decided, long writer)
    {
        Instant moment = _mutation.Stamped(this, decided);
        foreach (MaintenanceEvent happened in events)
        {
            Journal.Append(happened, moment, writer);
            Coverage.CountEvent(happened);
            foreach (Invariant invariant in _invariants)
            {
                invariant.Before(this, happened, moment);
            }

            Machine.Evolve(Watched, happened, moment);
            if (happened is MaintenanceEvent.BracketIntended intended)
            {
                Coverage.Loans += Watched.IsLent(Procedure.Brackets[intended.Bracket].Scope) ? 1 : 0;
            }

            Ledger.Take(happened);
            Follow(happened);
            foreach (Invariant invariant in _invariants)
            {
                invariant.After(this, happened, moment);
            }
        }

        foreach (Invariant invariant in _invariants)
        {
            invariant.Committed(this);
        }

        _people.Notice();
    }

    private void ArmTimer(State state, Instant moment)
    {
        if (_mutation.NextTimer(this, state) is not { } next)
        {
            return;
        }

        if (next.At <= moment)
        {
            throw new BrokenInvariantException(
                "TimersLieAhead",
                "The next timer never lies in the past without something happening.",
                $"'{next.Reason}' at {next.At}, and it is {moment}"
            );
        }

        Instant wake = next.At - _skew;
        if (wake != _wake || wake <= Now)
        {
            _wake = wake;
            Duration late = Hits(Fault.LateTimer) ? _chance.Seconds(1, 1_200) : Duration.Zero;
            At(wake + late, Wake);
            if (Hits(Fault.EarlyTimer))
            {
                After(_chance.Seconds(0, 60), Wake);
            }
        }
    }

    private void Wake()
    {
        _wake = Instant.MaxValue;
        Conduct(Input.TimePassed.Now);
    }

    /// <summary>The journal folded from its start gives the same state, however often.</summary>
    private State FoldAgain()
    {
        State again = Journal.Fold();
        string expected = Watched.Hash();
        string folded = _mutation.Folded(this, again).Hash();
        if (folded != expected)
        {
            throw new BrokenInvariantException(
                "ReplayGivesTheSame",
                "I9: replaying a journal gives the same state; every prefix of it is a valid state.",
                $"hash {folded} after folding {Journal.Count} events again, {expected} before"
            );
        }

        return again;
    }
}

/// <summary>How a simulation is to go.</summary>
/// <param name="Faults">What goes wrong; null for a world in which nothing does.</param>
/// <param name="Crashes">
/// The places to crash at, in the order in which conductors pass them: before and after each append, and after each effect that is
/// begun. A report that is lost is a crash before its append. Null leaves it to the faults.
/// </param>
/// <param name="Mutation">What is broken on purpose.</param>
/// <param name="Only">The one rule to watch; null for all.</param>
/// <param name="Without">A rule that is not watched, because others have watched it for so long; null for none.</param>
/// <param name="Story">What people and the world do in it; null for people who do anything and a world that takes its time.</param>
internal sealed record Scenario(
    Faults? Faults,
    ValueList<int>? Crashes,
    Mutation Mutation,
    string? Only = null,
    string? Without = null,
    Story? Story = null
);
