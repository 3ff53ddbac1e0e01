using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lull.Server.Callers;
using Lull.Server.Tests.Kit;

namespace Lull.Server.Tests.Api;

public sealed class CommandTests
{
    [Fact]
    public async Task A_maintenance_is_run_over_the_API_by_three_people()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");
        using HttpClient bo = await running.SignedInAsync("bo");
        using HttpClient chitra = await running.SignedInAsync("chitra");

        (await ana.TellAsync($"{at}/propose")).Good();
        string revision = (string)(await ana.AskAsync(at)).Good()["revision"]!;
        (await ana.TellAsync($"{at}/approve", new { role = "cab", revision })).ShouldRefuse(403, "own-revision");
        (await bo.TellAsync($"{at}/approve", new { role = "cab", revision = "other" })).ShouldRefuse(
            409,
            "wrong-revision"
        );
        (await bo.TellAsync($"{at}/approve", new { role = "cab", revision })).Good();
        (await ana.TellAsync($"{at}/start")).Good();
        int copy = await ana.WaitingAsync(at, "Copy the certificate");
        (await chitra.TellAsync($"{at}/tick", new { node = copy })).ShouldRefuse(403, "not-your-role");
        (await ana.TellAsync($"{at}/claim", new { node = copy })).Good();
        (await ana.TellAsync($"{at}/tick", new { node = copy })).Good();
        (await ana.TellAsync($"{at}/tick", new { node = copy })).ShouldRefuse(409, "already-done");
        int check = await ana.WaitingAsync(at, "Check it");
        (await chitra.TellAsync($"{at}/tick", new { node = check })).ShouldRefuse(422, "evidence-missing");
        JsonNode last = (
            await chitra.TellAsync($"{at}/tick", new { node = check, evidence = "Valid until 2027." })
        ).Good();

        ((string?)last["events"]!.AsArray()[^1]!["event"]).ShouldNotBeNull();
        await EndedAsync(ana, at);
        (await ana.TellAsync($"{at}/pause")).ShouldRefuse(409, "over");
    }

    [Fact]
    public async Task A_command_for_what_one_saw_is_refused_once_something_happened()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");
        string tag = await TagAsync(ana, at);

        (await ana.TellAsync($"{at}/note", new { text = "one" }, ("If-Match", tag))).Good();
        Answered stale = await ana.TellAsync($"{at}/note", new { text = "two" }, ("If-Match", tag));
        Answered wrong = await ana.TellAsync($"{at}/note", new { text = "two" }, ("If-Match", "\"x\""));

        stale.ShouldRefuse(412, "stale");
        wrong.ShouldRefuse(400, "malformed");
    }

    [Fact]
    public async Task With_a_key_a_command_happens_once_also_when_it_is_sent_by_many_at_the_same_time()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");

        Answered[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => ana.TellAsync($"{at}/note", new { text = "once" }, ("Idempotency-Key", "k1")))
        );
        Answered other = await ana.TellAsync($"{at}/note", new { text = "twice" }, ("Idempotency-Key", "k1"));

        answers.Select(answer => answer.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        answers.Count(answer => !answer.IsReplayed).ShouldBe(1);
        answers[0].Good();
        other.ShouldRefuse(422, "idempotency-mismatch");
        (await NotesAsync(ana, at)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task A_key_is_remembered_after_a_restart_and_belongs_to_its_caller()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        Answered first;
        using (HttpClient ana = await running.SignedInAsync("ana"))
        {
            first = await ana.TellAsync($"{at}/note", new { text = "once" }, ("Idempotency-Key", "k1"));
            first.Good();
        }

        await running.Server.DisposeAsync();
        await using Running again = await Running.StartAsync(running.Directory);
        using HttpClient back = await again.SignedInAsync("ana");
        using HttpClient bo = await again.SignedInAsync("bo");

        Answered second = await back.TellAsync($"{at}/note", new { text = "once" }, ("Idempotency-Key", "k1"));
        second.IsReplayed.ShouldBeTrue();
        (second.Text, second.Tag).ShouldBe((first.Text, first.Tag));
        first.Tag.ShouldNotBeEmpty();
        (await bo.TellAsync($"{at}/note", new { text = "mine" }, ("Idempotency-Key", "k1"))).IsReplayed.ShouldBeFalse();
        (await NotesAsync(back, at)).ShouldBe(["once", "mine"]);
    }

    [Fact]
    public async Task Who_lacks_the_right_is_refused_and_that_stands_in_the_journal()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient bo = await running.SignedInAsync("bo", Rights.View);
        using HttpClient nobody = running.Browser();

        (await bo.TellAsync($"{at}/note", new { text = "x" })).ShouldRefuse(403, "right-missing");
        (await nobody.TellAsync($"{at}/note", new { text = "x" })).Status.ShouldBe(HttpStatusCode.Unauthorized);

        JsonArray events = (await bo.AskAsync($"{at}/events")).Good()["items"]!.AsArray();
        events.Last()!["event"]!["reason"]!.GetValue<string>().ShouldContain("operate");
    }

    [Theory]
    [InlineData("{", 400, "malformed")]
    [InlineData("[]", 400, "malformed")]
    [InlineData("{}", 400, "malformed")]
    [InlineData("{\"text\":null}", 400, "malformed")]
    [InlineData("{\"text\":7}", 400, "malformed")]
    [InlineData("{\"text\":\"\"}", 400, "malformed")]
    [InlineData("{\"text\":\"x\",\"node\":99}", 404, "not-found")]
    [InlineData("{\"text\":\"x\",\"node\":99999999999}", 400, "malformed")]
    [InlineData("", 400, "malformed")]
    public async Task What_is_no_command_is_refused_with_a_code(string body, int status, string code)
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");

        (await ana.TellAsync($"{at}/note", new StringContent(body, Encoding.UTF8, "application/json"))).ShouldRefuse(
            status,
            code
        );
    }

    [Fact]
    public async Task What_is_too_large_of_the_wrong_type_or_nowhere_is_refused_with_a_code()
    {
        await using Running running = await Running.StartAsync();
        string at = $"/maintenances/{await running.PlanAsync()}";
        using HttpClient ana = await running.SignedInAsync("ana");

        (await ana.TellAsync($"{at}/note", Large())).ShouldRefuse(413, "body-too-large");
        (await ana.TellAsync($"{at}/note", Large(), ("Idempotency-Key", "large"))).ShouldRefuse(413, "body-too-large");
        (await ana.TellAsync($"{at}/note", new StringContent("x", Encoding.UTF8, "text/plain"))).ShouldRefuse(
            415,
            "unsupported-media-type"
        );
        (await ana.TellAsync("/maintenances/m-nothing/propose")).ShouldRefuse(404, "not-found");
        (await ana.TellAsync("/maintenances/../propose")).ShouldRefuse(404, "not-found");
        (await ana.CallAsync(HttpMethod.Delete, at)).ShouldRefuse(405, "method-not-allowed");
        (await ana.AskAsync("/nothing")).ShouldRefuse(404, "not-found");
    }

    private static StringContent Large() =>
        new($"{{\"text\":\"{new string('x', 2 << 20)}\"}}", Encoding.UTF8, "application/json");

    private static Task EndedAsync(HttpClient http, string at) =>
        Until.HoldsAsync(async () => (string?)(await http.AskAsync(at)).Good()["stage"] == "closed");

    private static async Task<string> TagAsync(HttpClient http, string at)
    {
        string tag = "";
        await Until.HoldsAsync(async () =>
        {
            tag = (await http.AskAsync(at)).Tag;
            JsonNode events = (await http.AskAsync($"{at}/events")).Good();
            return tag == $"\"{(long?)events["sequence"]}\"";
        });
        return tag;
    }

    private static async Task<string[]> NotesAsync(HttpClient http, string at) =>
        [
            .. (await http.AskAsync($"{at}/events")).Good()["items"]!
                .AsArray()
                .Select(item => item!["event"]!)
                .Where(happened => (string?)happened["event"] == "noted")
                .Select(happened => (string)happened["text"]!),
        ];
}
