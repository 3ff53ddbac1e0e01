using System.Net;
using System.Text.Json.Nodes;
using Lull.Server.Api;
using Lull.Server.Callers;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Api;

public sealed class ReadingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");
        string tag = "";
        await Until.HoldsAsync(async () =>
        {
            string before = tag;
            tag = (await ana.AskAsync(at)).Tag;
            return tag == before;
        });

        (await ana.AskAsync(at, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await ana.AskAsync(at, ("If-None-Match", "\"0\""))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lists_are_paged_without_gap_or_repeat_and_filtered()
    {
        await using Running running = await Running.StartAsync();
        var all = new HashSet<string>(StringComparer.Ordinal);
        for (int count = 0; count < 5; count++)
        {
            all.Add((await running.PlanAsync()).Text);
        }

        using HttpClient ana = await running.SignedInAsync("ana");
        await Until.HoldsAsync(async () =>
            (await ana.AskAsync("/maintenances")).Good()["items"]!.AsArray().Count == all.Count
        );
        var seen = new List<string>();
        string? cursor = "";
        while (cursor is not null)
        {
            JsonNode page = (
                await ana.AskAsync($"/maintenances?limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}")
            ).Good();
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["next"];
        }

        seen.Count.ShouldBe(all.Count);
        seen.ToHashSet(StringComparer.Ordinal).SetEquals(all).ShouldBeTrue();
        (await ana.AskAsync("/maintenances?stage=closed")).Good()["items"]!.AsArray().Count.ShouldBe(0);
        (await ana.AskAsync("/maintenances?site=office&stage=draft")).Good()["items"]!
            .AsArray()
            .Count.ShouldBe(all.Count);
        (await ana.AskAsync("/maintenances?until=2000-01-01T00:00:00Z")).Good()["items"]!.AsArray().Count.ShouldBe(0);
        (await ana.AskAsync("/maintenances?from=yesterday")).ShouldRefuse(400, "malformed");
        (await ana.AskAsync("/maintenances?stage=late")).ShouldRefuse(400, "malformed");
        (await ana.AskAsync("/maintenances?cursor=!!")).ShouldRefuse(400, "malformed");
    }

    [Fact]
    public async Task Every_part_of_a_maintenance_has_an_address()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana", Rights.View);

        foreach (
            string part in (string[])
                [
                    "nodes",
                    "hosts",
                    "questions",
                    "brackets",
                    "items",
                    "approvals",
                    "deliveries",
                    "added-steps",
                    "story",
                    "events",
                    "output",
                    "forecast",
                    "report",
                ]
        )
        {
            (await ana.AskAsync($"{at}/{part}")).Good();
            (await ana.AskAsync($"/maintenances/m-aaaaaaaaaaaa/{part}")).ShouldRefuse(404, "not-found");
        }

        JsonNode nodes = (await ana.AskAsync($"{at}/nodes?limit=2")).Good();
        nodes["items"]!.AsArray().Count.ShouldBe(2);
        JsonNode rest = (await ana.AskAsync($"{at}/nodes?after={(string?)nodes["next"]}")).Good();
        ((int?)rest["items"]![0]!["number"]).ShouldBe(2);
        ((string?)(await ana.AskAsync($"{at}/nodes/2")).Good()["node"]!["title"]).ShouldNotBeNull();
        (await ana.AskAsync($"{at}/nodes/999")).ShouldRefuse(404, "not-found");
        (await ana.AskAsync($"{at}/hosts/none")).ShouldRefuse(404, "not-found");
        (await ana.AskAsync($"{at}/report?format=markdown")).Text.ShouldStartWith("# ");
        (await ana.AskAsync($"{at}/report?format=pdf")).ShouldRefuse(400, "malformed");
        JsonNode events = (await ana.AskAsync($"{at}/events?limit=1")).Good();
        ((string?)events["items"]![0]!["event"]!["event"]).ShouldBe("planned");
        (
            (long?)(await ana.AskAsync($"{at}/events?after={(long?)events["next"]}")).Good()["items"]![0]!["sequence"]
        ).ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_broke_goes_on_without_gap_or_repeat()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId id = await running.PlanAsync();
        string at = $"/maintenances/{id}";
        using HttpClient ana = await running.SignedInAsync("ana");
        await using var first = await EventStream.OpenAsync(ana, $"{at}/events/stream", null);
        string last = (await first.NextAsync("happened")).Id;
        last.ShouldBe("1");
        await first.DisposeAsync();

        await using var second = await EventStream.OpenAsync(ana, $"{at}/events/stream", last);
        for (int count = 0; count < 20; count++)
        {
            (await ana.TellAsync($"{at}/note", new { text = $"note {count}" })).Good();
        }

        long expected = 1;
        int notes = 0;
        while (notes < 20)
        {
            (string number, string data) = await second.NextAsync("happened");
            number.ShouldBe($"{++expected}");
            notes += (string?)JsonNode.Parse(data)!["event"]!["event"] == "noted" ? 1 : 0;
        }

        (await ana.AskAsync($"{at}/events/stream", ("Last-Event-ID", "x"))).ShouldRefuse(400, "malformed");
    }

    [Fact]
    public async Task A_stream_of_what_is_over_ends_and_is_not_asked_for_again()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");
        await using var stream = await EventStream.OpenAsync(ana, $"{at}/events/stream", null);
        await using var all = await EventStream.OpenAsync(ana, "/events/stream", null);
        (await ana.TellAsync($"{at}/cancel", new { reason = "Not needed." })).Good();

        await stream.NextAsync("end");
        while ((string?)JsonNode.Parse((await all.NextAsync("maintenance")).Data)!["stage"] != "cancelled")
        {
            // Earlier changes come first.
        }

        long sequence = (long)(await ana.AskAsync($"{at}/events")).Good()["sequence"]!;
        (await ana.AskAsync($"{at}/events/stream", ("Last-Event-ID", $"{sequence}"))).Status.ShouldBe(
            HttpStatusCode.NoContent
        );
    }

    [Fact]
    public async Task Who_follows_all_goes_on_behind_what_they_saw_also_after_a_restart()
    {
        await using Running running = await Running.StartAsync();
        MaintenanceId one = await running.PlanAsync();
        MaintenanceId two = await running.PlanAsync();
        string last;
        using (HttpClient ana = await running.SignedInAsync("ana"))
        {
            await using var stream = await EventStream.OpenAsync(ana, "/events/stream", null);
            await stream.NextAsync("maintenance");
            last = (await stream.NextAsync("maintenance")).Id;
        }

        await running.Server.DisposeAsync();
        await using Running again = await Running.StartAsync(running.Directory);
        using HttpClient back = await again.SignedInAsync("ana");
        await using var resumed = await EventStream.OpenAsync(back, "/events/stream", last);
        (await back.TellAsync($"/maintenances/{two}/propose")).Good();
        (await back.TellAsync($"/maintenances/{one}/cancel", new { reason = "Not needed." })).Good();

        JsonNode first = JsonNode.Parse((await resumed.NextAsync("maintenance")).Data)!;
        ((string?)first["id"]).ShouldBe(two.Text);
        ((string?)first["stage"]).ShouldBe("proposed");
        JsonNode then = JsonNode.Parse((await resumed.NextAsync("maintenance")).Data)!;
        ((string?)then["id"]).ShouldBe(one.Text);
        await using var foreign = await EventStream.OpenAsync(back, "/events/stream", $"{long.MaxValue}");
        await foreign.NextAsync("maintenance");
        await foreign.NextAsync("maintenance");
    }
}
