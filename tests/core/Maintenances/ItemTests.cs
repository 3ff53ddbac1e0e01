using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Tests.Procedures;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>The deliverables of a change: how their states come about, and who has the last word.</summary>
public sealed class ItemTests
{
    [Fact]
    public void It_does_not_end_while_an_item_is_open_and_not_doing_needs_a_reason()
    {
        Told told = Told.Started(WithItems(new Item { Id = "clusters", Title = "Clusters" }));
        told.Ticks("Do it");

        told.State.Stage.ShouldBe(Stage.Deployed);
        told.ItemOf("clusters").ShouldBe(ItemState.Open);
        told.Refusal(new Input.ChangeItem("ana", 0, ItemState.NotDoing, " "))
            .ShouldBe("Not doing an item needs a reason.");
        told.Says(new Input.ChangeItem("ana", 0, ItemState.Doing, ""));
        told.State.Stage.ShouldBe(Stage.Deployed);
        told.Says(new Input.ChangeItem("ana", 0, ItemState.NotDoing, "Moved to June."));

        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void An_item_with_a_tester_is_done_when_the_tester_says_so()
    {
        Told told = Told.Started(
            WithItems(
                new Item
                {
                    Id = "tls",
                    Title = "Storage to TLS 1.2",
                    Tester = "qa",
                }
            )
        );
        told.Ticks("Do it");

        told.ItemOf("tls").ShouldBe(ItemState.Doing);
        told.State.Stage.ShouldBe(Stage.Deployed);
        told.Refusal(new Input.ChangeItem("ana", 0, ItemState.Done, ""))
            .ShouldBe("'Storage to TLS 1.2' is signed off by qa.");
        told.Says(new Input.ChangeItem("chitra", 0, ItemState.Done, ""));

        told.State.Stage.ShouldBe(Stage.Closed);
    }

    [Fact]
    public void A_tester_who_is_named_is_the_only_one_who_signs_it_off()
    {
        Told told = Told.Started(
            WithItems(
                new Item
                {
                    Id = "tls",
                    Title = "Storage to TLS 1.2",
                    Tester = "chitra",
                }
            )
        );
        told.Ticks("Do it", by: "chitra");

        told.Refusal(new Input.ChangeItem("ana", 0, ItemState.Done, ""))
            .ShouldBe("'Storage to TLS 1.2' is signed off by chitra.");
        told.Says(new Input.ChangeItem("chitra", 0, ItemState.Done, "Nobody else could."));
    }

    [Fact]
    public void Who_did_it_does_not_sign_it_off_while_somebody_else_can()
    {
        Told told = Told.Started(
            WithItems(
                new Item
                {
                    Id = "tls",
                    Title = "Storage to TLS 1.2",
                    Tester = "cab",
                },
                Manual("Test it") with
                {
                    Item = "tls",
                    Role = "cab",
                }
            )
        );
        told.Ticks("Do it", by: "ben");
        told.Ticks("Test it", by: "ana");

        told.Refusal(new Input.ChangeItem("ben", 0, ItemState.Done, ""))
            .ShouldBe("ben did a step of 'Storage to TLS 1.2'; somebody else of cab signs it off.");
        told.Says(new Input.ChangeItem("ana", 0, ItemState.Done, ""));

        told.State.Stage.ShouldBe(Stage.Closed);
    }

    /// <summary>Its step belongs to the item, unless that is for somebody outside.</summary>
    private static Plan WithItems(Item item, params Step[] more) =>
        Plan([Manual("Do it") with { Item = item.Tester.Length > 0 ? item.Id : "" }, .. more]) with
        {
            Items = [item],
        };
}
