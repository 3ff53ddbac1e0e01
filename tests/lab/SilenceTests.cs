using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Lull.Lab.Hosts;

namespace Lull.Lab.Tests;

public sealed class SilenceTests : IAsyncLifetime
{
    private DataCentre lab = null!;
    private LabClient client = null!;

    public async ValueTask InitializeAsync()
    {
        lab = await DataCentre.StartAsync(
            new LabOptions
            {
                WebServers = 2,
                RequestsPerSecond = 0,
                Durations = HostDurations.Each(TimeSpan.FromMilliseconds(20)),
            }
        );
        client = new LabClient(lab);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task The_same_body_posted_twice_makes_two_silences()
    {
        string first = await Silence("web1");
        string second = await Silence("web1");
        second.ShouldNotBe(first, StringComparer.Ordinal);
        (await List()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_start_in_the_past_is_moved_to_now()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1);
        JsonNode silence = await Get(await Silence("web1", start: -60));
        silence["startsAt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(before);
        silence["status"]!["state"]!.GetValue<string>().ShouldBe("active");
    }

    [Fact]
    public async Task An_update_with_the_same_matchers_and_start_keeps_the_id()
    {
        string id = await Silence("web1");
        string start = (await Get(id))["startsAt"]!.GetValue<string>();
        JsonObject body = Body("web1", end: 30);
        body["id"] = id;
        body["startsAt"] = start;
        (await Posted(body)).ShouldBe(id);
    }

    [Fact]
    public async Task An_update_with_other_matchers_gets_a_new_id_and_ends_the_old_silence()
    {
        string id = await Silence("web1");
        JsonObject body = Body("web2");
        body["id"] = id;
        body["startsAt"] = (await Get(id))["startsAt"]!.GetValue<string>();
        (await Posted(body)).ShouldNotBe(id, StringComparer.Ordinal);
        (await Get(id))["status"]!["state"]!.GetValue<string>().ShouldBe("expired");
    }

    [Fact]
    public async Task A_deleted_silence_stays_listed_and_may_be_deleted_again()
    {
        string id = await Silence("web1");
        (await client.Send(HttpMethod.Delete, $"api/v2/silence/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await client.Send(HttpMethod.Delete, $"api/v2/silence/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await List()).Single()!["status"]!["state"]!.GetValue<string>().ShouldBe("expired");
        lab.Look().Summary.ActiveSilences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        """{"startsAt":"START","endsAt":"END","createdBy":"l","comment":"c"}""",
        422,
        "matchers in body is required"
    )]
    [InlineData(
        """{"matchers":[],"startsAt":"START","endsAt":"END","createdBy":"l","comment":"c"}""",
        422,
        "at least 1 items"
    )]
    [InlineData(
        """{"matchers":[MATCHER],"startsAt":"START","endsAt":"END","createdBy":"l"}""",
        422,
        "comment in body is required"
    )]
    [InlineData(
        """{"matchers":[MATCHER],"startsAt":"END","endsAt":"START","createdBy":"l","comment":"c"}""",
        400,
        "start time must be before end time"
    )]
    [InlineData(
        """{"matchers":[MATCHER],"startsAt":"PAST","endsAt":"PAST2","createdBy":"l","comment":"c"}""",
        400,
        "end time can't be in the past"
    )]
    [InlineData(
        """{"matchers":[{"name":"a","value":".*","isRegex":true}],"startsAt":"START","endsAt":"END","createdBy":"l","comment":"c"}""",
        400,
        "must not match the empty string"
    )]
    [InlineData(
        """{"matchers":[{"name":"a","value":"(","isRegex":true}],"startsAt":"START","endsAt":"END","createdBy":"l","comment":"c"}""",
        400,
        "invalid regular expression"
    )]
    [InlineData(
        """{"id":"11111111-1111-1111-1111-111111111111","matchers":[MATCHER],"startsAt":"START","endsAt":"END","createdBy":"l","comment":"c"}""",
        404,
        "silence not found"
    )]
    [InlineData("not json", 400, "parsing silence body")]
    public async Task A_wrong_silence_is_refused(string body, int status, string reason)
    {
        body = body.Replace("START", Iso(0), StringComparison.Ordinal)
            .Replace("END", Iso(60), StringComparison.Ordinal)
            .Replace("PAST2", Iso(-30), StringComparison.Ordinal)
            .Replace("PAST", Iso(-60), StringComparison.Ordinal)
            .Replace("MATCHER", """{"name":"instance","value":"web1","isRegex":false}""", StringComparison.Ordinal);
        (HttpStatusCode answered, JsonNode? answer) = await client.Post("api/v2/silences", body);
        ((int)answered).ShouldBe(status);
        answer!.ToString().ShouldContain(reason);
    }

    [Theory]
    [InlineData("GET", "api/v2/silence/11111111-1111-1111-1111-111111111111", 404)]
    [InlineData("DELETE", "api/v2/silence/11111111-1111-1111-1111-111111111111", 500)]
    [InlineData("GET", "api/v2/silence/abc", 422)]
    [InlineData("DELETE", "api/v2/silence/abc", 422)]
    [InlineData("GET", "api/v2/nope", 404)]
    [InlineData("GET", "api/v2/status", 200)]
    [InlineData("GET", "-/healthy", 200)]
    public async Task A_path_is_answered_as_Alertmanager_does(string method, string path, int status) =>
        ((int)(await client.Send(new HttpMethod(method), path)).Status).ShouldBe(status);

    [Theory]
    [InlineData("""=~"web(1|2)" """, 1)]
    [InlineData("""=~"web.*" """, 0)]
    [InlineData("""="web(1|2)" """, 0)]
    [InlineData("""="web1" """, 0)]
    public async Task A_filter_finds_the_very_same_matcher_only(string filter, int found)
    {
        JsonObject body = Body("web(1|2)");
        body["matchers"]![0]!["isRegex"] = true;
        await Posted(body);
        (await client.Get($"api/v2/silences?filter=instance{filter}")).Body!.AsArray().Count.ShouldBe(found);
    }

    [Fact]
    public async Task A_restart_calls_a_person_unless_it_is_silenced()
    {
        await client.Post("hosts/web1/restart");
        lab.Look().Pages.Select(page => page.Host).ShouldBe(["web1"]);

        await Silence("web2");
        await client.Post("hosts/web2/restart");
        lab.Look().Pages.Select(page => page.Host).ShouldBe(["web1"]);
        (await client.Get("lab/pages")).Body!["count"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_is_still_down_when_its_silence_ends_calls_a_person()
    {
        string id = await Silence("web1");
        await client.Plant("web1", "bad-health");
        lab.Look().Pages.ShouldBeEmpty();
        await client.Send(HttpMethod.Delete, $"api/v2/silence/{id}");
        await Until.Holds(() => lab.Look().Pages.Count == 1, "a person is called");
    }

    private async Task<string> Silence(string instance, int start = 0) => await Posted(Body(instance, start));

    private async Task<string> Posted(JsonNode body)
    {
        (HttpStatusCode status, JsonNode? answer) = await client.Post("api/v2/silences", body.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK);
        return answer!["silenceID"]!.GetValue<string>();
    }

    private async Task<JsonNode> Get(string id) => (await client.Get($"api/v2/silence/{id}")).Body!;

    private async Task<JsonArray> List() => (await client.Get("api/v2/silences")).Body!.AsArray();

    private static JsonObject Body(string instance, int start = 0, int end = 60) =>
        new JsonObject
        {
            ["matchers"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "instance",
                    ["value"] = instance,
                    ["isRegex"] = false,
                    ["isEqual"] = true,
                }
            ),
            ["startsAt"] = Iso(start),
            ["endsAt"] = Iso(end),
            ["createdBy"] = "lull",
            ["comment"] = "lull:2026-11/e17",
        };

    private static string Iso(int minutes) =>
        DateTime.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
