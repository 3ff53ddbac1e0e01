using Lull.Core.Procedures;

namespace Lull.Simulation.Tests.Invariants;

/// <summary>Every rule that is watched.</summary>
internal static class AllInvariants
{
    /// <summary>One of each, with nothing seen yet.</summary>
    internal static Invariant[] Fresh(Procedure procedure) =>
        [
            new OpenedIsClosed(),
            new PeopleAreTold(),
            new LeavesWhatItFound(),
            new LeavesOutOneHost(),
            new NeverMoreThanMaxUnavailable(),
            new NeverBelowTheFloor(),
            new NothingStartsOutsideItsTime(),
            new OnlyWhatFitsStarts(),
            new OpaqueNeverTwice(),
            new StartsInOrder(procedure),
            new RunsInsideItsBrackets(),
            new ApprovalsCount(),
            new NothingGoesOutUnapproved(),
            new OnlyTheEntitledDecide(),
            new RollsBackInTime(),
            new UndoesNewestFirst(procedure),
            new UndoesExactlyWhatWasDone(),
            new MessagesAreNotLost(procedure),
            new MessagesAreNotRepeated(),
            new NothingAfterACancellation(),
            new ReplayGivesTheSame(),
            new OneConductorActs(),
            new JournalGoesForward(),
            new IntentComesFirst(),
            new OneEndForEachEffect(),
            new OutstandingIsWhatTheEventsSay(),
            new OutcomeAgreesWithTheWorld(),
            new DutiesAreTriedOn(),
            new SuccessIsVerified(),
        ];
}
