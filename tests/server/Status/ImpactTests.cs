using System.Text.Json.Nodes;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Server.Status;

namespace Lull.Server.Tests.Status;

/// <summary>What the public is told of a component depends on how much is to be noticed.</summary>
public sealed class ImpactTests
{
    private static readonly Instant Later = Life.Start + Duration.FromMinutes(30);

    [Theory]
    [InlineData(ImpactKind.Outage, "under maintenance", "under_maintenance")]
    [InlineData(ImpactKind.Degraded, "in service, may be degraded", "degraded_performance")]
    [InlineData(ImpactKind.None, "in service, being worked on", "operational")]
    public async Task A_component_is_under_maintenance_only_when_it_is_not_available(
        ImpactKind impact,
        string said,
        string status
    )
    {
        StatusBoard board = Shown.Board(
            Later,
            On("mail", impact).Started().Card,
            On("order-desk", impact, "m-bcdefghi").Approved().Card
        );

        Components(board).ShouldBe([$"mail: {said}, {status}", "order-desk: in service, operational"]);
        string page = (await Shown.AllAsync(board))["/status"];
        page.ShouldContain($"<span class=\"pill\">{said}</span>");
        page.Contains("under maintenance", StringComparison.Ordinal).ShouldBe(impact == ImpactKind.Outage);
    }

    [Fact]
    public void Of_two_maintenances_of_one_component_the_worse_impact_is_told()
    {
        StatusBoard board = Shown.Board(
            Later,
            On("mail", ImpactKind.Outage).Started().Card,
            On("mail", ImpactKind.Degraded, "m-bcdefghi").Started().Card
        );

        Components(board).ShouldBe(["mail: under maintenance, under_maintenance"]);
    }

    [Fact]
    public void While_it_is_watched_it_is_in_service_again()
    {
        Life life = On("mail", ImpactKind.Outage)
            .Started()
            .Then(
                Later,
                new MaintenanceEvent.Deployed(),
                new MaintenanceEvent.SoakStarted(Life.End + Duration.FromHours(48))
            );

        Components(Shown.Board(Later, life.Card)).ShouldBe(["mail: being watched, operational"]);
    }

    private static Life On(string pool, ImpactKind impact, string id = "m-abcdefgh") =>
        new(
            id,
            procedure => procedure with { Impact = new Impact(impact, ""), Pools = [new ProcedurePool(pool, 2, 1)] }
        );

    private static IEnumerable<string> Components(StatusBoard board)
    {
        JsonArray read = JsonNode.Parse(Shown.Statuspage(board, "components.json"))!["components"]!.AsArray();
        return board.Components.Select((one, place) => $"{one.Component.Name}: {one.Label}, {read[place]!["status"]}");
    }
}
