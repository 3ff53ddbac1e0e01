using System.Text.Json;
using System.Xml.Linq;
using Lull.Core.Plans;
using Lull.Server.Status;

namespace Lull.Server.Tests.Status;

/// <summary>What must never be in any public answer, whatever a plan holds.</summary>
public sealed class PublicityTests
{
    private const string Markup =
        "</script><script>alert(1)</script>]]>--><img src=x onerror=alert(2)>&amp;\"'`{{7*7}}";

    [Fact]
    public async Task No_host_person_step_ticket_role_or_site_is_in_any_answer()
    {
        string[] secrets =
        [
            "zq-",
            "quail",
            "wilhelmina",
            "quackenbush",
            "ottokar",
            "zimmerli",
            "keeper",
            "warden",
            "frobnic",
            "QX-9911",
            "zoo",
            "smoke",
            "lunch",
            "127.0.0.1",
        ];
        foreach ((string name, Life life, Instant now) in Lives.All)
        {
            foreach ((string address, string answer) in await Shown.AllAsync(Shown.Board(now, life.Card)))
            {
                foreach (string secret in secrets)
                {
                    answer
                        .Contains(secret, StringComparison.OrdinalIgnoreCase)
                        .ShouldBeFalse($"'{secret}' is in {address} when it is {name}");
                }
            }
        }
    }

    [Theory]
    [InlineData("Renew certificates on zq-node2", "Renew certificates on a server")]
    [InlineData("Short pauses while zq-node[1-3] start.", "Short pauses while servers start.")]
    [InlineData("ZQ-NODE1, then zq-node2.", "a server, then a server.")]
    [InlineData("Move the shop to TLS 1.3", "Move the shop to TLS 1.3")]
    [InlineData("zq-node22 is another", "zq-node22 is another")]
    public void Hosts_stay_unnamed_in_what_authors_write(string text, string shown) =>
        PublicText.Of(text, ["zq-node1", "zq-node2", "zq-node3", "shop"]).ShouldBe(shown);

    [Fact]
    public async Task Markup_in_a_title_an_impact_or_a_pool_is_inert_everywhere()
    {
        Life life = new Life(change: procedure =>
            procedure with
            {
                Title = Markup + "\u0000\uD800 end\nof title",
                Impact = new Impact(ImpactKind.Outage, Markup),
                Pools = [new Core.Procedures.ProcedurePool("a/../<b>\"pool\"", 3, 1)],
            }
        ).Started();
        StatusBoard board = Shown.Board(Life.Start, life.Card);

        Dictionary<string, string> all = await Shown.AllAsync(board);

        foreach ((string address, string answer) in all)
        {
            if (address.EndsWith(".ics", StringComparison.Ordinal))
            {
                answer.Split("\r\n").Count(line => line == "BEGIN:VEVENT").ShouldBe(1, address);
                answer.Replace("\r\n", "", StringComparison.Ordinal).Any(char.IsControl).ShouldBeFalse(address);
            }
            else if (address.EndsWith(".xml", StringComparison.Ordinal))
            {
                XDocument
                    .Parse(answer)
                    .Descendants()
                    .ShouldAllBe(element => element.Name.LocalName != "img" && element.Name.LocalName != "script");
            }
            else if (address.EndsWith(".json", StringComparison.Ordinal))
            {
                using var parsed = JsonDocument.Parse(answer);
                answer.ShouldNotContain("<", customMessage: address);
            }
            else
            {
                // Two script elements open and close: our own file, and the data for search engines; and no element of the title's.
                answer.Split("<script").Length.ShouldBe(3, address);
                answer.Split("</script").Length.ShouldBe(3, address);
                answer.Split("<script src=\"/assets/").Length.ShouldBe(2, address);
                answer.ShouldNotContain("<img", customMessage: address);
                string data = answer.Split("<script type=\"application/ld+json\">")[1].Split("</script>")[0];
                using var parsed = JsonDocument.Parse(data);
                parsed
                    .RootElement.GetProperty("@graph")[0]
                    .GetProperty("name")
                    .GetString()
                    .ShouldNotBeNull()
                    .ShouldStartWith("</script><script>");
            }
        }
    }

    [Fact]
    public async Task Events_for_search_engines_say_what_became_of_them()
    {
        (await EventAsync("approved")).ShouldBe("EventScheduled");
        (await EventAsync("made longer while it runs")).ShouldBe("EventRescheduled");
        (await EventAsync("called off after it was announced")).ShouldBe("EventCancelled");
    }

    private static async Task<string> EventAsync(string name)
    {
        (_, Life life, Instant now) = Lives.All.Single(one => one.Name == name);
        string page = (await Shown.AllAsync(Shown.Board(now, life.Card)))[$"/status/maintenances/{life.Card.Id}"];
        using var parsed = JsonDocument.Parse(
            page.Split("<script type=\"application/ld+json\">")[1].Split("</script>")[0]
        );
        JsonElement one = parsed.RootElement.GetProperty("@graph")[0];
        one.GetProperty("location").GetProperty("@type").GetString().ShouldBe("VirtualLocation");
        one.GetProperty("startDate").GetString().ShouldBe("2026-12-03T14:00:00-07:00");
        return one.GetProperty("eventStatus")
            .GetString()
            .ShouldNotBeNull()
            .Replace("https://schema.org/", "", StringComparison.Ordinal);
    }
}
