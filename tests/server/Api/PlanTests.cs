using System.Text.Json.Nodes;
using Lull.Server.Callers;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Api;

public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_is_written_revised_compared_and_begun_and_its_author_cannot_approve_it()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient bo = await running.SignedInAsync("bo");
        using HttpClient chitra = await running.SignedInAsync("chitra");
        (await bo.CallAsync(HttpMethod.Put, "/sites/office", new { text = Running.Site })).Good();
        JsonNode first = (await bo.TellAsync("/plans", new { text = Running.Plan, note = "First." })).Good();
        string plan = (string)first["plan"]!;
        string old = (string)first["revision"]!;
        string changed = Running.Plan.Replace("estimate: 5m", "estimate: 6m", StringComparison.Ordinal);

        JsonNode second = (
            await chitra.TellAsync($"/plans/{plan}/revisions", new { text = changed }, ("If-Match", $"\"{old}\""))
        ).Good();
        Answered late = await bo.TellAsync($"/plans/{plan}/revisions", new { text = "x" }, ("If-Match", $"\"{old}\""));
        string young = (string)second["revision"]!;
        JsonNode diff = (await bo.AskAsync($"/plans/{plan}/revisions/{old}/diff/{young}")).Good();
        JsonNode findings = (await bo.AskAsync($"/plans/{plan}/revisions/{young}/findings?site=office")).Good();
        JsonNode begun = (
            await bo.TellAsync(
                "/maintenances",
                new
                {
                    plan,
                    revision = young,
                    site = "office",
                }
            )
        ).Good();
        string id = (string)begun["id"]!;
        (await bo.TellAsync($"/maintenances/{id}/propose")).Good();
        Answered own = await chitra.TellAsync($"/maintenances/{id}/approve", new { role = "cab", revision = young });
        JsonNode replacing = (
            await bo.TellAsync(
                "/maintenances",
                new
                {
                    plan,
                    revision = old,
                    site = "office",
                    replaces = id,
                }
            )
        ).Good();

        plan.ShouldBe("replace-the-certificate");
        late.ShouldRefuse(409, "wrong-revision");
        diff["lines"]!.AsArray().Count(line => (string?)line!["kind"] == "added").ShouldBe(2);
        ((bool?)findings["canRun"]).ShouldBe(true, findings.ToJsonString());
        own.ShouldRefuse(403, "own-revision");
        JsonNode replaced = (await bo.AskAsync($"/maintenances/{id}")).Good();
        ((string?)replaced["link"]!["successor"]).ShouldBe((string?)replacing["id"]);
        await Until.HoldsAsync(async () =>
            (string?)(await bo.AskAsync($"/maintenances/{id}")).Good()["stage"] == "cancelled"
        );
        ((string?)(await bo.AskAsync($"/plans/{plan}")).Good()["plan"]!["author"]).ShouldBe("chitra");
        (await bo.AskAsync($"/plans/{plan}/revisions")).Good()["items"]!.AsArray().Count.ShouldBe(2);
        (await bo.AskAsync($"/plans/{plan}/maintenances")).Good()["items"]!.AsArray().Count.ShouldBe(2);
        (await bo.AskAsync($"/plans/{plan}/revisions/{old}/forecast?site=office")).Good();
    }

    [Fact]
    public async Task A_text_that_somebody_wrote_before_stays_theirs()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo");
        JsonNode first = (await ana.TellAsync("/plans", new { text = Running.Plan })).Good();
        string plan = (string)first["plan"]!;
        (await bo.TellAsync($"/plans/{plan}/revisions", new { text = $"{Running.Plan}\n# bo" })).Good();

        JsonNode back = (await bo.TellAsync($"/plans/{plan}/revisions", new { text = Running.Plan })).Good();

        ((string?)back["author"]).ShouldBe("ana");
        ((string?)back["revision"]).ShouldBe((string?)first["revision"]);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_with_its_findings()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        (await ana.CallAsync(HttpMethod.Put, "/sites/office", new { text = Running.Site })).Good();
        string text = Running.Plan.Replace("role: tester", "role: nobody", StringComparison.Ordinal);
        JsonNode kept = (await ana.TellAsync("/plans", new { text })).Good();

        Answered begun = await ana.TellAsync(
            "/maintenances",
            new
            {
                plan = (string?)kept["plan"],
                revision = (string?)kept["revision"],
                site = "office",
            }
        );
        Answered site = await ana.CallAsync(HttpMethod.Put, "/sites/office", new { text = "site: [" });
        Answered named = await ana.CallAsync(HttpMethod.Put, "/sites/home", new { text = Running.Site });
        JsonNode looked = (await ana.TellAsync("/plans/check", new { text, site = "office" })).Good();

        begun.ShouldRefuse(422, "findings");
        begun.Json!["findings"]!.AsArray().Count.ShouldBeGreaterThan(0);
        site.ShouldRefuse(422, "findings");
        named.ShouldRefuse(422, "not-possible");
        ((bool?)looked["canRun"]).ShouldBe(false);
    }

    [Fact]
    public async Task Sites_tell_their_fleet_and_connections()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana", Rights.View | Rights.Author);
        (await ana.CallAsync(HttpMethod.Put, "/sites/office", new { text = Running.Site })).Good();

        JsonNode fleet = (await ana.AskAsync("/sites/office/fleet")).Good();
        JsonNode before = (await ana.AskAsync("/sites/office/connections")).Good();
        (await ana.TellAsync("/sites/office/connections/look")).ShouldRefuse(403, "right-missing");
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View | Rights.Operate);
        JsonNode looked = (await bo.TellAsync("/sites/office/connections/look")).Good();

        fleet["hosts"]!.AsArray().Count.ShouldBe(4);
        ((int?)fleet["pools"]![0]!["floor"]).ShouldBe(2);
        ((string?)before[0]!["name"]).ShouldBe("shell");
        before[0]!["look"].ShouldBeNull();
        ((bool?)looked[0]!["look"]!["isGood"]).ShouldBe(true);
        (await ana.AskAsync("/sites/office/connections")).Text.ShouldBe(looked.ToJsonString());
        (await bo.ReadAsync("/connections")).ShouldContain("fit for work");
        (await ana.AskAsync("/sites/none/fleet")).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Lists_come_in_pages_that_leave_nothing_out()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        string plan = "";
        for (int number = 0; number < 5; number++)
        {
            string site = Running.Site.Replace("office", $"office{number}", StringComparison.Ordinal);
            (await ana.CallAsync(HttpMethod.Put, $"/sites/office{number}", new { text = site })).Good();
            (await ana.CallAsync(HttpMethod.Put, "/sites/office0", new { text = $"{Named(0)}# {number}" })).Good();
            plan = (string)(await ana.TellAsync("/plans", new { text = $"{Running.Plan}# {number}" })).Good()["plan"]!;
            (await ana.TellAsync($"/plans/{plan}/revisions", new { text = $"{Running.Plan}# {number} again" })).Good();
        }

        (await WalkAsync(ana, "/plans")).ShouldBe([
            "replace-the-certificate",
            .. Enumerable.Range(2, 4).Select(next => $"replace-the-certificate-{next}"),
        ]);
        (await WalkAsync(ana, "/sites", "name")).ShouldBe(Enumerable.Range(0, 5).Select(number => $"office{number}"));
        (await WalkAsync(ana, "/sites/office0/texts", "number")).ShouldBe(["6", "5", "4", "3", "2", "1"]);
        (await WalkAsync(ana, $"/plans/{plan}/revisions", "number")).ShouldBe(["2", "1"]);
        (await WalkAsync(ana, $"/plans/{plan}/maintenances", "maintenance")).ShouldBeEmpty();
        foreach (string list in (string[])["/plans", "/sites", "/sites/office0/texts", $"/plans/{plan}/revisions"])
        {
            (await ana.AskAsync($"{list}?cursor=%3F")).ShouldRefuse(400, "malformed");
        }
    }

    [Fact]
    public async Task Who_changes_a_plan_or_a_site_that_somebody_changed_meanwhile_is_told()
    {
        await using Running running = await Running.StartAsync();
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo");
        (await ana.CallAsync(HttpMethod.Put, "/sites/office", new { text = Running.Site })).Good();
        string tag = (await bo.AskAsync("/sites/office")).Tag;
        JsonNode kept = (await ana.TellAsync("/plans", new { text = Running.Plan })).Good();
        (string, string) seen = ("If-Match", $"\"{(string?)kept["revision"]}\"");

        Answered[] sites = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(number =>
                    ana.CallAsync(
                        HttpMethod.Put,
                        "/sites/office",
                        new { text = $"{Running.Site}\n# {number}" },
                        ("If-Match", tag)
                    )
                )
        );
        Answered[] plans = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(number =>
                    bo.TellAsync(
                        $"/plans/{(string?)kept["plan"]}/revisions",
                        new { text = $"{Running.Plan}\n# {number}" },
                        seen
                    )
                )
        );

        sites.Count(answer => (int)answer.Status == 200).ShouldBe(1);
        sites.Count(answer => answer.Code == "wrong-revision").ShouldBe(5);
        plans.Count(answer => (int)answer.Status == 201).ShouldBe(1);
        plans.Count(answer => answer.Code == "wrong-revision").ShouldBe(5);
        (await ana.CallAsync(HttpMethod.Put, "/sites/office", new { text = "x" }, ("If-Match", "\"x\""))).ShouldRefuse(
            400,
            "malformed"
        );
        string audit = await ana.ReadAsync("/settings/audit");
        audit.ShouldContain("site kept");
        audit.ShouldContain("plan kept");
    }

    private static string Named(int number) =>
        Running.Site.Replace("office", $"office{number}", StringComparison.Ordinal) + "\n";

    /// <summary>What a list holds, two items at a time.</summary>
    private static async Task<List<string>> WalkAsync(HttpClient http, string list, string name = "id")
    {
        var found = new List<string>();
        string cursor = "";
        do
        {
            JsonNode page = (await http.AskAsync($"{list}?limit=2{cursor}")).Good();
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            found.AddRange(page["items"]!.AsArray().Select(item => item![name]!.ToString()));
            cursor = page["next"] is { } next ? $"&cursor={(string?)next}" : "";
        } while (cursor.Length > 0);

        return found;
    }
}
