using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What people choose for one host touches that host and no other.</summary>
public sealed class HostChoiceTests
{
    private static Step.Action Deploy { get; } = Run("deploy") with { Title = "Deploy", Undo = [Run("restore")] };

    [Fact]
    public void A_host_that_is_left_out_leaves_the_drains_of_others_to_the_engine()
    {
        Bracket around = new(Call("edge.drain", ("server", "web5")), default);
        Told told = Told.Started(
            InOrder(Rolling("web", Deploy) with { Over = Hosts("web1", "web2"), With = [Drain] }) with
            {
                Title = "With a spare",
                With = [around],
            }
        );
        told.GoesWell(until: "Step Deploy on web1");
        told.Fails("Step Deploy on web1");

        told.Answers(Choice.LeaveHostOut);

        told.State.DisownedBrackets.Select(number => told.Procedure.Brackets[number].Title)
            .ShouldBe(["edge.drain web1"]);
    }

    [Fact]
    public void A_host_with_two_drains_that_is_left_out_is_one_host_less()
    {
        Told told = Told.Started(
            Plan(
                Rolling("web", InOrder(Deploy) with { Title = "Behind both", With = [Drain] }) with
                {
                    Over = Hosts("web1", "web2", "web3"),
                    With = [Drain],
                    MaxUnavailable = new Share.Count(2),
                    Batches = [new Share.Count(2)],
                }
            ),
            Lab with
            {
                Pools = [],
            }
        );
        told.Reports("Look edge.drain web1", "Open edge.drain web1", "Look edge.drain web1", "Open edge.drain web1");
        told.Fails("Step Deploy on web1");
        told.Answers(Choice.LeaveHostOut);

        told.GoesWell();

        told.StatusOf("Deploy", "web2").ShouldBe(NodeStatus.Done);
        told.StatusOf("Deploy", "web3").ShouldBe(NodeStatus.Done);
    }

    [Fact]
    public void When_a_host_that_could_not_be_drained_is_rolled_back_the_others_go_on()
    {
        Told told = Told.Started(Rolling("web", Deploy) with { Over = Hosts("web1", "web2"), With = [Drain] });
        told.Reports("Look edge.drain web1");
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            told.Fails("Open edge.drain web1");
            told.Passes(Duration.FromSeconds(20));
        }

        told.Question.Kind.ShouldBe(QuestionKind.NotOpened);
        told.Answers(Choice.RollBackHost);
        told.GoesWell();

        told.StatusOf("Deploy", "web2").ShouldBe(NodeStatus.Done);
    }

    [Fact]
    public void A_question_about_a_bracket_names_its_host()
    {
        Bracket page = new(Call("edge.page", ("text", "Back soon"), ("server", "{host}")), default);
        Told told = Told.Started(Rolling("web", Deploy) with { Over = Hosts("web1", "web2"), With = [page] });
        told.Reports(told.UnderWay.Single());
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            told.Fails(told.UnderWay.Single());
            told.Passes(Duration.FromSeconds(20));
        }

        told.Question.Text.ShouldStartWith("edge.page Back soon on web1 could not be opened after 3 tries.");
    }

    [Fact]
    public void When_people_order_a_host_to_be_rolled_back_the_others_go_on()
    {
        Told told = Told.Started(Rolling("web", Deploy) with { Over = Hosts("web1", "web2"), With = [Drain] });
        told.GoesWell(until: "Step Deploy on web1");

        told.RollsBack("web1");
        told.GoesWell();

        told.StatusOf("Deploy", "web2").ShouldBe(NodeStatus.Done);
    }

    [Fact]
    public void A_plan_that_cannot_be_rolled_back_offers_no_roll_back_of_a_host()
    {
        Told told = Told.Started(
            Plan(Rolling("web", Deploy with { OnFailure = OnFailure.RollBack }) with { Over = Hosts("web1") }) with
            {
                Rollback = new Rollback.None("The schema changes."),
            }
        );

        told.Fails("Step Deploy on web1");

        told.Question.Choices.ShouldNotContain(Choice.RollBackHost);
        told.Question.Choices.ShouldNotContain(Choice.RollBackBlock);
    }

    [Fact]
    public void Who_lets_a_host_go_below_the_floor_of_its_pool_does_not_let_it_go_beyond_the_limit_of_its_block()
    {
        Step.Check health = Get("http://{host}/health") with { OnFailure = OnFailure.Continue };
        Told told = Told.Started(
            Plan(
                Rolling(
                    "web",
                    Run("deploy") with
                    {
                        Title = "Deploy",
                        Undo =
                        [
                            Manual("Restore") with
                            {
                                With = [new Bracket(Call("edge.drain", ("server", "web3")), default)],
                            },
                        ],
                    }
                ) with
                {
                    Over = Hosts("web2", "web1"),
                    With = [Drain],
                },
                health with
                {
                    Title = "Health",
                    On = Hosts("web1", "web4"),
                }
            ) with
            {
                Soak = new Soak { For = Duration.FromHours(1) },
            }
        );
        told.GoesWell(until: "Step Health on web1");
        told.Fails("Step Health on web1");
        told.Fails("Step Health on web4");
        told.RollsBack("web2");
        told.Question.Kind.ShouldBe(QuestionKind.PoolFloor);
        told.RollsBack("web1");
        told.GoesWell();

        told.Answers(Choice.StartAnyway);

        told.UnderWay.ShouldBeEmpty("web1 is out, and only one host may be");
        told.Question.Text.ShouldStartWith("edge.drain web3 would leave fewer");
        told.Answers(Choice.StartAnyway);
        told.UnderWay.ShouldBe(["Look edge.drain web3"]);
    }

    [Fact]
    public void A_tolerance_of_a_batch_in_per_cent_is_counted_from_the_batch()
    {
        Procedure procedure = Compiled(
            Plan(
                Rolling("web", Deploy) with
                {
                    Batches = [new Share.Count(2)],
                    Tolerate = new Share.Count(5),
                    ToleratePerBatch = new Share.Percent(50),
                }
            )
        );

        procedure
            .Nodes.Where(node => node.Kind == NodeKind.Batch)
            .Select(node => node.ToleratePerBatch)
            .ShouldBe([1, 1, 0]);
    }
}
