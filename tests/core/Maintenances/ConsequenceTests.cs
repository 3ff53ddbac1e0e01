using Lull.Core.Maintenances;
using Lull.Core.Plans;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What is read before an order is given or a question answered.</summary>
public sealed class ConsequenceTests
{
    private static Step.Rolling OneByOne(params Step[] steps) =>
        Rolling("web", steps) with
        {
            Title = "Deploy to {host}",
            With = [Drain],
        };

    [Fact]
    public void A_roll_back_names_each_bracket_and_each_undo_once_with_its_hosts()
    {
        Told told = Told.Started(
            OneByOne(
                Run("deploy") with
                {
                    Title = "Deploy",
                    Undo =
                    [
                        Run("restore") with
                        {
                            Title = "Restore the backup",
                        },
                        Run("check") with
                        {
                            Title = "Check it",
                        },
                    ],
                }
            ),
            Manual("Look at it")
        );
        told.GoesWell(until: "Step Deploy on web3");

        MaintenanceView
            .Of(told.State, told.Now)
            .IfRolledBack.ShouldStartWith(
                "Opens again edge.drain on web2, web1. Undoes, newest first: 'Restore the backup' on web3, web2, web1; "
                    + "'Check it' on web3, web2, web1. Then closes what is open. About "
            );
        MaintenanceView
            .Of(told.State, told.Now)
            .IfAborted.ShouldBe(
                "Nothing new starts. Closes edge.drain on web3. What was done stays as it is: 2 steps."
            );
    }

    [Fact]
    public void The_plan_s_own_roll_back_is_named_instead_of_the_undos_of_steps()
    {
        Told told = Told.Started(
            Plan(
                Run("deploy") with
                {
                    Title = "Deploy",
                    On = Hosts("db-main"),
                    Undo = [Manual("Undo it by hand")],
                },
                Manual("Look at it")
            ) with
            {
                Rollback = new Rollback.Block([Manual("Restore the whole")]),
            }
        );
        told.GoesWell();

        MaintenanceView
            .Of(told.State, told.Now)
            .IfRolledBack.ShouldStartWith(
                "Undoes, newest first: 'Restore the whole'. Then closes what is open. About "
            );
    }

    [Fact]
    public void The_undo_of_a_block_is_named_instead_of_the_undos_of_its_steps()
    {
        Told told = Told.Started(
            InOrder(
                Run("deploy") with
                {
                    Title = "Deploy",
                    On = Hosts("db-main"),
                    Undo = [Manual("Undo it by hand")],
                }
            ) with
            {
                Title = "Release",
                Undo = [Manual("Restore the release")],
            },
            Manual("Look at it")
        );
        told.GoesWell();

        MaintenanceView
            .Of(told.State, told.Now)
            .IfRolledBack.ShouldStartWith(
                "Undoes, newest first: 'Restore the release'. Then closes what is open. About "
            );
    }

    [Fact]
    public void A_question_about_the_floor_of_a_pool_is_about_its_drain_and_says_what_the_pool_loses()
    {
        Told told = Told.Started(
            Plan(
                Get("http://shop.example") with
                {
                    Title = "Health",
                    On = Hosts("web1", "web2"),
                    OnFailure = OnFailure.Continue,
                },
                OneByOne(Manual("Deploy")) with
                {
                    Over = Hosts("web3"),
                }
            )
        );

        told.Fails("Step Health on web1");
        told.Fails("Step Health on web2");

        QuestionView question = MaintenanceView.Of(told.State, told.Now).Questions.ShouldHaveSingleItem();
        question.Question.Kind.ShouldBe(QuestionKind.PoolFloor);
        question.About.ShouldBe("edge.drain web3");
        question
            .Choices.Single(choice => choice.Choice == Choice.StartAnyway)
            .Consequence.ShouldBe("It goes out of service although its pool then has too few hosts.");
    }
}
