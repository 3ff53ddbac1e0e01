namespace Lull.Simulation.Tests;

/// <summary>What can go wrong in a world, or be done wrong by people.</summary>
internal enum Fault
{
    CrashBeforeAppend,
    CrashAfterAppend,
    CrashAfterDispatch,
    Zombie,
    Fails,
    Unreachable,
    DoneButUnknown,
    NotDoneAndUnknown,
    HappensLate,
    Slow,
    LookUnknown,
    LookRunning,
    DuplicateReport,
    CloseFails,
    SendFails,
    FoundSo,
    ChangedMeanwhile,
    ClockJump,
    LateTimer,
    EarlyTimer,
    WatchFails,
    WrongPerson,
    NonsenseCommand,
    AbsentPeople,
    Pauses,
    Aborts,
    RollsBack,
    RollsBackPart,
    Cancels,
    Extends,
    Waives,
    Disowns,
    Skips,
    AnswersAnything,
    FailsByHand,
    AddsSteps,
    Notes,
    ChangesItems,
    Incidents,
    WithdrawsApproval,
}

/// <summary>Swarm testing: on each seed some faults never happen and the others differ wildly in how often.</summary>
internal sealed class Faults
{
    private static readonly int Kinds = Enum.GetValues<Fault>().Length;

    private readonly int[] _percents = new int[Kinds];

    private Faults() { }

    internal static Faults None => new();

    internal int this[Fault fault] => _percents[(int)fault];

    internal static Faults Swarm(Chance chance)
    {
        var faults = new Faults();
        for (int fault = 0; fault < Kinds; fault++)
        {
            faults._percents[fault] = chance.Hits(50) ? 0 : 1 + chance.Below(25);
        }

        // A crash at every fourth commit leaves nothing to crash: keep these rare enough for the rest to happen.
        for (Fault fault = Fault.CrashBeforeAppend; fault <= Fault.Zombie; fault++)
        {
            faults._percents[(int)fault] = (faults._percents[(int)fault] + 3) / 4;
        }

        return faults;
    }
}
