using Lull.Core.Actions;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>Three of the five web servers must stay in service, whoever took the others out.</summary>
public sealed class PoolFloorTests
{
    private const string Third = "Look edge.drain web3";

    private static Step.Action Tidy => Run("tidy") with { On = Hosts("db-main") };

    [Fact]
    public void A_host_that_fails_while_its_drain_waits_for_the_pool_waits_no_longer()
    {
        Step held = Manual("Change the disks");
        Told told = Told.Started(
            Beside(
                Rolling("web1", held) with
                {
                    With = [Drain],
                },
                Rolling("web2", held) with
                {
                    With = [Drain],
                },
                Rolling(
                    "web3",
                    Beside(
                        Get("http://web3/health") with
                        {
                            Title = "Health",
                            OnFailure = OnFailure.Stop,
                        },
                        InOrder(Run("deploy")) with
                        {
                            With = [Drain],
                        }
                    )
                )
            )
        );
        told.GoesWell(until: "Step Health on web3");
        told.Reports("Open edge.drain web1", "Open edge.drain web2");
        told.UnderWay.ShouldBe(["Step Health on web3"]);

        told.Fails("Step Health on web3");

        told.UnderWay.ShouldBe(["Look edge.drain web3"]);
    }

    [Fact]
    public void A_drain_that_was_held_up_waits_again_when_other_hosts_have_failed_meanwhile()
    {
        Step look = Get("http://web3/health") with { Title = "Health", OnFailure = OnFailure.Stop };
        Told told = Told.Started(
            Beside(
                Rolling("web1", Manual("Change the disks")) with
                {
                    With = [Drain],
                },
                Rolling("web2", Run("deploy")) with
                {
                    With = [Drain],
                },
                Rolling("web3", look)
            )
        );
        told.IsSeen("Look edge.drain web2", new Observation.Unknown("No answer."));
        told.Fails("Step Health on web3");
        told.GoesWell();

        told.Passes(Minutes(1));

        told.UnderWay.ShouldBeEmpty("three of five hosts must stay, web1 is out and web3 does not work");
        told.Says(
            new Input.Tick(
                "ana",
                told.Procedure.Nodes.Single(node => node.Title == "Change the disks").Number,
                Succeeded: true,
                ""
            )
        );
        told.GoesWell().ShouldContain("Step shell.run deploy on web2");
    }

    [Fact]
    public void A_host_that_somebody_else_took_out_still_counts_when_it_cannot_be_looked_at_any_more()
    {
        Told told = TwoTakenOutByOthers(Deploying("web3"));
        told.RollsBack("web1");
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            told.IsSeen("Look edge.drain web1", new Observation.Unknown("No answer."));
            told.Passes(Duration.FromSeconds(20));
        }

        Question looking = told.State.Questions.Single(question => question.Kind == QuestionKind.NotOpened);
        told.Says(new Input.Answer("ana", looking.Number, Choice.Skip, "It is out anyway."));
        told.GoesWell().ShouldBe(["Step undo of shell.run deploy on web1"]);

        told.Question.Text.ShouldStartWith("edge.drain web3 would leave fewer than 3 of 5");
    }

    [Fact]
    public void Two_drains_of_a_host_that_are_both_held_up_do_not_vouch_for_each_other()
    {
        Step look = Get("http://{host}/health") with { Title = "Health", OnFailure = OnFailure.Stop };
        Told told = Told.Started(
            Beside(Deploying("web1"), Deploying("web1"), Rolling("web2", look), Rolling("web3", look))
        );
        foreach (EffectRequest drain in Machine.Outstanding(told.State).Where(one => one.Purpose == EffectPurpose.Look))
        {
            told.Says(new Input.EffectObserved(drain.Effect, new Observation.Unknown("No answer.")));
        }

        told.Fails("Step Health on web2");
        told.Fails("Step Health on web3");
        told.Passes(Minutes(1));

        told.UnderWay.ShouldBeEmpty("three of five must stay, two do not work, and web1 still serves");
        told.Question.Text.ShouldStartWith("edge.drain web1 would leave fewer than 3 of 5");
    }

    [Fact]
    public void A_drain_does_not_wait_for_its_pool_once_its_host_was_found_taken_out()
    {
        Told told = TwoTakenOutByOthers(Deploying("web3"), Deploying("web3"));
        told.Answers(Choice.StartAnyway);
        told.UnderWay.ShouldBe([Third]);

        told.IsSeen(Third, new Observation.Done("drained", Evidence.None));

        told.UnderWay.ShouldBe([Third, "Step shell.run deploy on web3"], ignoreOrder: true);
    }

    [Fact]
    public void A_drain_that_another_one_of_its_host_waits_for_does_not_wait_for_ever()
    {
        Bracket drain = new(Call("edge.drain", ("server", "web3")), default);
        Step.Sequence Held(Step.Action step) =>
            InOrder(step with { On = Hosts("web3") }) with
            {
                Title = "Behind a drain",
                With = [drain],
            };
        Told told = TwoTakenOutByOthers(
            Held(Run("second") with { After = [After("first")] }),
            Held(Run("first") with { Id = "first" })
        );
        told.Answers(Choice.StartAnyway);

        told.GoesWell().ShouldContain("Step shell.run second on web3");
        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_drain_does_not_wait_for_its_pool_once_a_person_took_over_its_host()
    {
        Told told = TwoTakenOutByOthers(Deploying("web3"), Deploying("web3"));
        told.Answers(Choice.StartAnyway);
        told.GoesWell(until: "Close edge.drain web3");

        told.Fails("Close edge.drain web3");
        told.Says(new Input.Disown("ana", told.State.OwedBrackets.Single(), "It stays out."));

        told.UnderWay.ShouldBe([Third]);
    }

    [Fact]
    public void A_roll_back_that_waits_for_a_pool_asks_although_all_else_is_paused()
    {
        Told told = Told.Started(
            InOrder(
                Deploying("web3"),
                Beside(Deploying("web1"), Deploying("web2")),
                Tidy,
                Run("tell") with
                {
                    On = Hosts("db-main"),
                }
            )
        );
        told.GoesWell(until: "Look edge.drain web1");
        FindsTakenOut(told, "web1", "web2");
        told.Says(new Input.Pause("ana", "Wait."));
        told.Reports("Step shell.run tidy on db-main");

        told.RollsBack("web3");

        told.UnderWay.ShouldBeEmpty();
        told.Question.Kind.ShouldBe(QuestionKind.PoolFloor);
        told.Answers(Choice.StartAnyway);
        told.UnderWay.ShouldBe([Third]);
    }

    [Fact]
    public void A_drain_that_waits_for_its_pool_does_not_ask_while_all_is_paused()
    {
        Told told = Told.Started(
            InOrder(Beside(Deploying("web1"), Deploying("web2")), Beside(Tidy, Deploying("web3")))
        );
        FindsTakenOut(told, "web1", "web2");
        told.Says(new Input.Pause("ana", "Wait."));

        told.Reports("Step shell.run tidy on db-main");

        told.State.Questions.ShouldBeEmpty();
        told.Says(new Input.Resume("ana"));
        told.Question.Kind.ShouldBe(QuestionKind.PoolFloor);
    }

    /// <summary>Nothing is under way any more: the first of these waits for a person's word, for the pool can spare no third host.</summary>
    private static Told TwoTakenOutByOthers(params Step[] waiting)
    {
        Told told = Told.Started(InOrder(Beside(Deploying("web1"), Deploying("web2")), Beside(waiting)));
        FindsTakenOut(told, "web1", "web2");
        told.Question.Kind.ShouldBe(QuestionKind.PoolFloor);
        return told;
    }

    private static void FindsTakenOut(Told told, params string[] hosts)
    {
        foreach (string host in hosts)
        {
            told.IsSeen($"Look edge.drain {host}", new Observation.Done("drained", Evidence.None));
        }

        told.Reports([.. hosts.Select(host => $"Step shell.run deploy on {host}")]);
    }

    private static Step.Rolling Deploying(string host) =>
        Rolling(host, Run("deploy") with { Undo = [Run("restore")] }) with
        {
            With = [Drain],
        };
}
