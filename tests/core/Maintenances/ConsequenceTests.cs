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
}
