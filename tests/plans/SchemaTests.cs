using System.Text.Json.Nodes;
using Lull.Core.Actions;

namespace Lull.Plans.Tests;

public class SchemaTests
{
    [Fact]
    public void The_published_schema_of_plans_is_the_one_the_reader_has() =>
        Repository.ShouldBeUpToDate("docs/schema/plan.schema.json", PlanSchema.OfPlans(ActionCatalogue.Empty));

    [Fact]
    public void The_published_schema_of_sites_is_the_one_the_reader_has() =>
        Repository.ShouldBeUpToDate("docs/schema/site.schema.json", PlanSchema.OfSites(ActionCatalogue.Empty));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_reference_leads_somewhere(bool plans)
    {
        JsonNode schema = JsonNode.Parse(
            plans ? PlanSchema.OfPlans(Catalogue.Small) : PlanSchema.OfSites(Catalogue.Small)
        )!;
        var definitions = schema["$defs"]!.AsObject();
        HashSet<string> used = [.. References(schema)];
        used.ShouldNotBeEmpty();
        used.ShouldAllBe(name => definitions.ContainsKey(name));
        definitions.Select(definition => definition.Key).ShouldAllBe(name => used.Contains(name));
    }

    [Fact]
    public void The_arguments_and_options_of_the_catalogue_are_offered()
    {
        JsonNode plan = JsonNode.Parse(PlanSchema.OfPlans(Catalogue.Small))!;
        JsonNode drain = plan["$defs"]!["bracket"]!["patternProperties"]!["^[A-Za-z0-9_-]+\\.drain$"]!;
        drain["properties"]!["server"]!["description"]!.GetValue<string>().ShouldBe("The server's name.");
        JsonNode site = JsonNode.Parse(PlanSchema.OfSites(Catalogue.Small))!;
        site["$defs"]!["connection"]!["allOf"]!.AsArray().Count.ShouldBe(Catalogue.Small.Kinds.Count);
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(each =>
                each is { Key: "$ref", Value: { } reference }
                    ? [reference.GetValue<string>()["#/$defs/".Length..]]
                    : References(each.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };
}
