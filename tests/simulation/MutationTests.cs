using Lull.Core.Maintenances;
using Lull.Simulation.Tests.Invariants;
using Lull.Simulation.Tests.Mutations;
using Lull.Simulation.Tests.Procedures;
using Lull.Simulation.Tests.Worlds;

namespace Lull.Simulation.Tests;

/// <summary>Proof that every rule can fail: a machine that breaks it on purpose is caught by that rule alone.</summary>
public sealed class MutationTests
{
    private const int Seeds = 600;

    private static readonly Dictionary<string, Mutation> Broken = new(StringComparer.Ordinal)
    {
        [nameof(OpenedIsClosed)] = new Drops(EffectPurpose.Close),
        [nameof(PeopleAreTold)] = new Drops(EffectPurpose.Announce),
        [nameof(NeverMoreThanMaxUnavailable)] = new OpensEverything(),
        [nameof(NeverBelowTheFloor)] = new OpensEverything(),
        [nameof(NothingStartsOutsideItsTime)] = new StartsWhilePaused(),
        [nameof(OpaqueNeverTwice)] = new RepeatsBlindly(),
        [nameof(StartsInOrder)] = new StartsWithTheLast(),
        [nameof(RunsInsideItsBrackets)] = new StartsBeforeOpening(),
        [nameof(ApprovalsCount)] = new CountsAnyApproval(),
        [nameof(RollsBackInTime)] = new IgnoresThePointOfNoReturn(),
        [nameof(UndoesNewestFirst)] = new UndoesOldestFirst(),
        [nameof(UndoesExactlyWhatWasDone)] = new UndoesNothing(),
        [nameof(MessagesAreNotLost)] = new Drops(EffectPurpose.Announce),
        [nameof(MessagesAreNotRepeated)] = new TellsTwice(),
        [nameof(NothingAfterACancellation)] = new TellsAfterACancellation(),
        [nameof(ReplayGivesTheSame)] = new FoldsDifferently(),
        [nameof(OneConductorActs)] = new LetsTwoConductorsAct(),
        [nameof(JournalGoesForward)] = new StampsBackwards(),
        [nameof(IntentComesFirst)] = new ForgetsIntents(),
        [nameof(OneEndForEachEffect)] = new EndsTwice(),
        [nameof(OutstandingIsWhatTheEventsSay)] = new ForgetsOneEffect(),
        [nameof(OutcomeAgreesWithTheWorld)] = new Drops(EffectPurpose.Step),
        ["TimersLieAhead"] = new WakesAtOnce(),
        ["TurnsEnd"] = new NeverRests(),
        ["Liveness"] = new HearsNoReports(),
        ["CancelIsAlwaysHeard"] = new CannotBeStopped(),
    };

    public static TheoryData<string> Rules => [.. Broken.Keys];

    [Theory, MemberData(nameof(Rules))]
    public void A_machine_that_breaks_a_rule_is_caught_by_it(string rule)
    {
        var coverage = new Coverage();
        bool isCaught = false;
        for (ulong seed = 1; seed <= Seeds && !isCaught; seed++)
        {
            isCaught = Worlds.Seeds.Live(seed, coverage, Broken[rule], only: rule)?.Invariant == rule;
        }

        isCaught.ShouldBeTrue($"{Broken[rule].GetType().Name} went through {Seeds} worlds unnoticed by {rule}");
    }

    [Fact]
    public void Every_rule_has_a_machine_that_breaks_it() =>
        AllInvariants
            .Fresh(new Maker(new Chance(1)).Make())
            .Select(rule => rule.Name)
            .Where(rule => !Broken.ContainsKey(rule))
            .ShouldBeEmpty();
}
