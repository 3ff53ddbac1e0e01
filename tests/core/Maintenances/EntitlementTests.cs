using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Sites;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>Who may, also where a block or a name stands between the person and the step.</summary>
public sealed class EntitlementTests
{
    [Fact]
    public void A_block_is_left_out_only_by_who_may_leave_out_all_that_is_in_it()
    {
        Told told = Told.Started(
            Plan(
                Manual("Deploy"),
                InOrder(new Step.Approval("cab", 1) { Title = "Agree" }) with
                {
                    Id = "agree",
                    Title = "Agreement",
                }
            ) with
            {
                Roles = [new PlanRole("lead", "release-manager", default)],
            }
        );
        int block = told.Procedure.Nodes.Single(node => node.Title == "Agreement").Number;

        told.Refusal(new Input.Skip("chitra", block, "No need.")).ShouldBe("'Agree' is for cab.");
        told.Says(new Input.Skip("ben", block, "Agreed on the phone."));
    }

    [Fact]
    public void A_role_of_the_plan_goes_before_a_role_of_the_site_of_that_name()
    {
        Told told = Told.Started(
            Plan(Manual("Deploy")) with
            {
                Roles = [new PlanRole("helper", "lead", default), new PlanRole("lead", "release-manager", default)],
            },
            Lab with
            {
                People = [.. Lab.People, new Person("dora", "Dora Sand", ["lead"], "Europe/Rome", default)],
            }
        );

        told.Refusal(new Input.Abort("dora", "Enough.")).ShouldBe("Only the lead stops it.");
        told.Says(new Input.Abort("ana", "Enough."));
    }

    [Fact]
    public void What_undid_something_is_not_rolled_back_itself()
    {
        Told told = Told.Started(
            Rolling("web", Manual("Deploy")) with
            {
                Over = Hosts("web1"),
                Undo = [Rolling("web", Manual("Restore")) with { Over = Hosts("web1"), Id = "back" }],
            },
            Manual("Look at it")
        );
        told.Ticks("Deploy");
        int rolling = told.Procedure.Nodes.Single(node => node is { Kind: NodeKind.Rolling, IsUndo: false }).Number;
        told.Says(new Input.RollBack("ana", rolling, "It is slow."));
        told.Ticks("Restore");
        int undo = told.Procedure.Nodes.Single(node => node is { Kind: NodeKind.Rolling, IsUndo: true }).Number;

        told.Refusal(new Input.RollBack("ana", undo, "Again."))
            .ShouldBe("Everything, a rolling block, or one host of it can be rolled back.");
    }
}
