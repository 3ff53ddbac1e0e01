using System.Net;
using System.Text.Json.Nodes;
using Lull.Lab.Hosts;

namespace Lull.Lab.Tests;

public sealed class HostTests : IAsyncLifetime
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
    public async Task Patching_wants_a_remediated_host_and_then_a_restart()
    {
        (HttpStatusCode status, JsonNode? answer) = await client.Post("hosts/sftp1/patch");
        status.ShouldBe(HttpStatusCode.Conflict);
        answer!["problem"]!.GetValue<string>().ShouldBe("sftp1 is not remediated. Remediate it before patching.");

        await client.Post("hosts/sftp1/remediate");
        JsonNode patched = (await client.Post("hosts/sftp1/patch")).Body!;
        patched["patchLevel"]!.GetValue<string>().ShouldBe("2026-11");
        patched["restartNeeded"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode restarted = (await client.Post("hosts/sftp1/restart")).Body!;
        restarted["restartNeeded"]!.GetValue<bool>().ShouldBeFalse();
        restarted["bootId"]!
            .GetValue<string>()
            .ShouldNotBe(patched["bootId"]!.GetValue<string>(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_backup_brings_the_old_version_back()
    {
        (await client.Post("hosts/app1/restore")).Status.ShouldBe(HttpStatusCode.Conflict);
        await client.Post("hosts/app1/backup");
        await client.Post("hosts/app1/deploy?version=4.2");
        (await client.Get("hosts/app1")).Body!["version"]!.GetValue<string>().ShouldBe("4.2");
        (await client.Post("hosts/app1/restore")).Body!["version"]!.GetValue<string>().ShouldBe("4.1");
    }

    [Fact]
    public async Task The_same_key_twice_restarts_once()
    {
        Task<(HttpStatusCode, JsonNode? Body)>[] both = [Restart("k1"), Restart("k1")];
        string[] boots = [.. (await Task.WhenAll(both)).Select(answer => answer.Body!["bootId"]!.GetValue<string>())];
        boots[1].ShouldBe(boots[0]);
        (await Restart("k1")).Body!["bootId"]!.GetValue<string>().ShouldBe(boots[0]);
        (await Restart("k2")).Body!["bootId"]!.GetValue<string>().ShouldNotBe(boots[0], StringComparer.Ordinal);
        (await client.Send(HttpMethod.Post, "hosts/db1/backup", null, ("Idempotency-Key", "k1"))).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );

        Task<(HttpStatusCode, JsonNode? Body)> Restart(string key) =>
            client.Send(HttpMethod.Post, "hosts/db1/restart", null, ("Idempotency-Key", key));
    }

    [Fact]
    public async Task A_refusal_does_not_use_the_key_up()
    {
        (await Patch()).ShouldBe(HttpStatusCode.Conflict);
        await client.Post("hosts/app2/remediate");
        (await Patch()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> Patch() =>
            (await client.Send(HttpMethod.Post, "hosts/app2/patch", null, ("Idempotency-Key", "p"))).Status;
    }

    [Fact]
    public async Task A_planted_deploy_fails_once_and_changes_nothing()
    {
        await client.Plant("web1", "fail-next-deploy");
        (await client.Post("hosts/web1/deploy?version=4.2")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await client.Get("hosts/web1")).Body!["version"]!.GetValue<string>().ShouldBe("4.1");
        (await client.Post("hosts/web1/deploy?version=4.2")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_hung_host_answers_once_the_fault_is_cleared()
    {
        await client.Plant("web1", "hang");
        Task<(HttpStatusCode Status, JsonNode?)> hung = client.Post("hosts/web1/backup");
        using var probe = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        await Should.ThrowAsync<TaskCanceledException>(() =>
            probe.GetAsync(new Uri(lab.Endpoints.Hosts["web1"], "health"))
        );
        hung.IsCompleted.ShouldBeFalse();
        await client.Clear("web1");
        (await hung).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unreachable_host_loses_its_callers()
    {
        await client.Plant("web1", "unreachable");
        await Should.ThrowAsync<HttpRequestException>(() => client.Get("hosts/web1"));
        using var probe = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => probe.GetAsync(lab.Endpoints.Hosts["web1"]));
    }

    [Theory]
    [InlineData("/", 200, "web1", 200)]
    [InlineData("/health", 200, "4.1", 503)]
    [InlineData("/crm", 200, "Sign-in works", 503)]
    [InlineData("/nope", 404, "no such page", 404)]
    public async Task A_server_has_pages_some_of_which_break(string path, int status, string text, int broken)
    {
        using var user = new HttpClient { BaseAddress = lab.Endpoints.Hosts["web1"] };
        using HttpResponseMessage answer = await user.GetAsync(path);
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(text);

        await client.Plant("web1", "bad-health");
        using HttpResponseMessage later = await user.GetAsync(path);
        ((int)later.StatusCode).ShouldBe(broken);
    }

    [Theory]
    [InlineData("hosts/nope/backup", 404)]
    [InlineData("hosts/web1/deploy", 400)]
    [InlineData("hosts/web1/fault?kind=7", 400)]
    [InlineData("jobs/nope/pause", 404)]
    public async Task A_wrong_call_is_told_so(string path, int status) =>
        ((int)(await client.Post(path)).Status).ShouldBe(status);

    [Fact]
    public async Task Paused_jobs_stand_still_until_they_are_resumed()
    {
        await client.Post("jobs/product-integrations/pause");
        await client.Post("jobs/product-integrations/pause");
        lab.Look().Summary.PausedJobs.ShouldBe(["product-integrations"]);
        await Until.Holds(() => Runs("product-engineering") > 0, "the other group runs on");
        long before = Runs("product-integrations");
        long other = Runs("product-engineering");
        await Until.Holds(() => Runs("product-engineering") > other, "the other group runs on");
        Runs("product-integrations").ShouldBe(before);
        await client.Post("jobs/product-integrations/resume");
        lab.Look().Summary.PausedJobs.ShouldBeEmpty();
        await Until.Holds(() => Runs("product-integrations") > before, "the group runs again");

        long Runs(string group) => lab.Look().Jobs.Single(it => it.Name == group).Jobs.Sum(job => job.Runs);
    }
}
