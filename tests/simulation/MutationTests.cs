using Lull.Core.Maintenances;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>Proof that every rule can fail: a machine that breaks it on purpose is caught by that rule alone.</summary>
public sealed class MutationTests
{
    private const int Seeds = 6_000;

    private static readonly (string Rule, Mutation Machine)[] Broken =
    [
        (nameof(OpenedIsClosed), new Drops(EffectPurpose.Close)),
        (nameof(PeopleAreTold), new Drops(EffectPurpose.Announce)),
        (nameof(NeverMoreThanMaxUnavailable), new OpensEverything()),
        (nameof(NeverBelowTheFloor), new OpensEverything()),
        (nameof(NothingStartsOutsideItsTime), new StartsWhilePaused()),
        (nameof(OpaqueNeverTwice), new RepeatsBlindly()),
        (nameof(StartsInOrder), new StartsWithTheLast()),
        (nameof(RunsInsideItsBrackets), new StartsBeforeOpening()),
        (nameof(ApprovalsCount), new CountsAnyApproval()),
        (nameof(RollsBackInTime), new IgnoresThePointOfNoReturn()),
        (nameof(UndoesNewestFirst), new UndoesOldestFirst()),
        (nameof(UndoesExactlyWhatWasDone), new UndoesNothing()),
        (nameof(MessagesAreNotLost), new Drops(EffectPurpose.Announce)),
        (nameof(MessagesAreNotRepeated), new TellsTwice()),
        (nameof(NothingAfterACancellation), new TellsAfterACancellation()),
        (nameof(ReplayGivesTheSame), new FoldsDifferently()),
        (nameof(OneConductorActs), new LetsTwoConductorsAct()),
        (nameof(JournalGoesForward), new StampsBackwards()),
        (nameof(IntentComesFirst), new ForgetsIntents()),
        (nameof(OneEndForEachEffect), new EndsTwice()),
        (nameof(OutstandingIsWhatTheEventsSay), new ForgetsOneEffect()),
        (nameof(OutcomeAgreesWithTheWorld), new Drops(EffectPurpose.Step)),
        (nameof(LeavesWhatItFound), new ClosesWhatItFound()),
        (nameof(NeverMoreThanMaxUnavailable), new ForgetsLimits()),
        (nameof(NeverBelowTheFloor), new ForgetsFloors()),
        (nameof(NothingStartsOutsideItsTime), new ForgetsEstimates()),
        (nameof(NothingStartsOutsideItsTime), new ForgetsGates()),
        (nameof(NothingStartsOutsideItsTime), new BeginsAgainAfterAnAbort()),
        (nameof(StartsInOrder), new ForgetsOrder()),
        (nameof(StartsInOrder), new ForgetsWhatComesFirst()),
        (nameof(ApprovalsCount), new ForgetsQuorums()),
        (nameof(ApprovalsCount), new ForgetsRehearsals()),
        (nameof(NothingGoesOutUnapproved), new TellsBeforeItIsApproved()),
        (nameof(OnlyTheEntitledDecide), new LetsAnyoneSkip()),
        (nameof(RollsBackInTime), new ForgetsTheTimeToUndo()),
        (nameof(RollsBackInTime), new ReservesAtTheFirstStep()),
        (nameof(OnlyWhatFitsStarts), new ForgetsTheTimeToUndo()),
        (nameof(OnlyWhatFitsStarts), new SharesTheTimeToUndo()),
        (nameof(OnlyWhatFitsStarts), new ReservesAtTheFirstStep()),
        (nameof(OnlyWhatFitsStarts), new ForgetsWhatIsDue()),
        (nameof(LeavesOutOneHost), new LeavesAllHostsOut()),
        (nameof(UndoesExactlyWhatWasDone), new ForgetsUndos()),
        (nameof(OutcomeAgreesWithTheWorld), new DeniesWhatHappened()),
        (nameof(DutiesAreTriedOn), new GivesUpSilently()),
        (nameof(SuccessIsVerified), new ForgetsOrder()),
        (nameof(SuccessIsVerified), new ChecksNothing()),
        ("TimersLieAhead", new WakesAtOnce()),
        ("TurnsEnd", new NeverRests()),
        ("Liveness", new HearsNoReports()),
        ("CancelIsAlwaysHeard", new CannotBeStopped()),
    ];

    public static TheoryData<string, string> Rules => [.. Broken.Select(one => (one.Rule, one.Machine.Name))];

    [Theory, MemberData(nameof(Rules))]
    public void A_machine_that_breaks_a_rule_is_caught_by_it(string rule, string machine)
    {
        var coverage = new Coverage();
        Mutation mutation = Broken.Single(one => one.Rule == rule && one.Machine.Name == machine).Machine;
        bool isCaught = false;
        for (ulong seed = 1; seed <= Seeds && !isCaught; seed++)
        {
            isCaught = Worlds.Seeds.Live(seed, coverage, mutation, only: rule)?.Invariant == rule;
        }

        isCaught.ShouldBeTrue($"{machine} went through {Seeds} worlds unnoticed by {rule}");
    }

    [Fact]
    public void Every_rule_has_a_machine_that_breaks_it() =>
        AllInvariants
            .Fresh(new Maker(new Chance(1)).Make())
            .Select(rule => rule.Name)
            .Except(Broken.Select(one => one.Rule), StringComparer.Ordinal)
            .ShouldBeEmpty();
}
