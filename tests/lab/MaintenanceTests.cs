using System.Net;

namespace Lull.Lab.Tests;

public sealed class MaintenanceTests
{
    private static readonly LabOptions Busy = new()
    {
        WebServers = 3,
        RequestsPerSecond = 150,
        CheckInterval = TimeSpan.FromMilliseconds(50),
        Durations = new() { Deploy = TimeSpan.FromMilliseconds(50), Restart = TimeSpan.FromMilliseconds(200) },
    };

    [Fact]
    public async Task A_rolling_deploy_with_drains_loses_no_request()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Busy);
        using var client = new LabClient(lab);

        foreach (string server in (string[])["web1", "web2", "web3"])
        {
            (await RuntimeClient.Ask(lab, $"set server web/{server} state drain")).ShouldBe("\n");
            await Until.Holds(
                async () => (await RuntimeClient.Stat(lab, server))["scur"] == "0",
                $"{server} has no sessions"
            );
            lab.Look().Summary.DrainedMembers.ShouldBe([server]);
            (await client.Post($"hosts/{server}/deploy?version=4.2")).Status.ShouldBe(HttpStatusCode.OK);
            (await client.Post($"hosts/{server}/restart")).Status.ShouldBe(HttpStatusCode.OK);
            await Until.Holds(
                async () => (await RuntimeClient.Stat(lab, server))["check_health"] == "4",
                $"{server} is healthy"
            );
            (await RuntimeClient.Ask(lab, $"set server web/{server} state ready")).ShouldBe("\n");
            await Until.Holds(async () => (await RuntimeClient.Stat(lab, server))["status"] == "UP", $"{server} is UP");
        }

        LabState end = lab.Look();
        end.Traffic.FirstFailures.ShouldBeEmpty();
        end.Summary.FailedRequests.ShouldBe(0);
        end.Summary.Requests.ShouldBeGreaterThan(50);
        end.Traffic.ByServer.Keys.ShouldBe(["web1", "web2", "web3"], ignoreOrder: true);
        end.Summary.HostsChanged.ShouldBe(["web1", "web2", "web3"]);
        end.Summary.DrainedMembers.ShouldBeEmpty();
        end.Hosts.Take(3).ShouldAllBe(host => host.Version == "4.2");
    }

    [Fact]
    public async Task A_restart_without_a_drain_loses_requests()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Busy);
        using var client = new LabClient(lab);
        await Until.Holds(() => lab.Look().Traffic.ByServer.ContainsKey("web1"), "web1 serves");

        await client.Post("hosts/web1/restart");

        await Until.Holds(() => lab.Look().Traffic.FailedRequests > 0, "requests are lost");
        lab.Look().Traffic.FirstFailures.ShouldAllBe(failure => failure.Server == "web1");
    }

    [Fact]
    public async Task A_drained_server_finishes_what_it_has_and_gets_nothing_new()
    {
        LabOptions slow = new()
        {
            WebServers = 2,
            RequestsPerSecond = 0,
            ServingTime = TimeSpan.FromMilliseconds(400),
        };
        await using DataCentre lab = await DataCentre.StartAsync(slow);
        using var user = new HttpClient { BaseAddress = lab.Endpoints.Balancer };

        Task<string>[] under = [user.GetStringAsync("/"), user.GetStringAsync("/")];
        await Until.Holds(() => lab.Look().Pool.All(member => member.Sessions == 1), "each server has one request");
        await RuntimeClient.Ask(lab, "set server web/web1 state drain");
        (await RuntimeClient.Stat(lab, "web1"))["scur"].ShouldBe("1");

        (await Task.WhenAll(under)).ShouldContain(page => page.Contains("web1", StringComparison.Ordinal));
        string[] later = await Task.WhenAll(user.GetStringAsync("/"), user.GetStringAsync("/"));
        later.ShouldAllBe(page => page.Contains("web2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sessions_that_are_shut_down_fail_and_are_gone()
    {
        LabOptions slow = new()
        {
            WebServers = 1,
            RequestsPerSecond = 0,
            ServingTime = TimeSpan.FromMinutes(1),
        };
        await using DataCentre lab = await DataCentre.StartAsync(slow);
        using var user = new HttpClient { BaseAddress = lab.Endpoints.Balancer };

        Task<HttpResponseMessage> under = user.GetAsync("/");
        await Until.Holds(() => lab.Look().Pool[0].Sessions == 1, "the request is under way");
        await RuntimeClient.Ask(lab, "shutdown sessions server web/web1");

        using HttpResponseMessage answer = await under;
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await Until.Holds(() => lab.Look().Pool[0].Sessions == 0, "there is no session");
    }

    [Fact]
    public async Task With_every_member_drained_users_get_503()
    {
        await using DataCentre lab = await DataCentre.StartAsync(
            new LabOptions { WebServers = 2, RequestsPerSecond = 0 }
        );
        using var user = new HttpClient { BaseAddress = lab.Endpoints.Balancer };
        await RuntimeClient.Ask(lab, "set server web/web1 state drain; set server web/web2 weight 0");

        using HttpResponseMessage answer = await user.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        lab.Look().Summary.DrainedMembers.ShouldBe(["web1", "web2"]);
    }

    [Fact]
    public async Task The_maintenance_page_is_shown_and_is_no_failure()
    {
        await using DataCentre lab = await DataCentre.StartAsync(Busy);
        using var client = new LabClient(lab);

        await client.Post("maintenance-page/raise");
        lab.Look().Summary.MaintenancePage.ShouldBeTrue();
        await Until.Holds(() => lab.Look().Summary.MaintenancePages > 5, "users see the page");
        await client.Post("maintenance-page/lower");
        long seen = lab.Look().Summary.Requests;
        await Until.Holds(() => lab.Look().Summary.Requests > seen + 5, "users are served again");
        lab.Look().Summary.FailedRequests.ShouldBe(0);
        lab.Look().Summary.MaintenancePage.ShouldBeFalse();
    }

    [Fact]
    public async Task A_hung_server_costs_its_users_their_requests()
    {
        await using DataCentre lab = await DataCentre.StartAsync(
            Busy with
            {
                RequestTimeout = TimeSpan.FromMilliseconds(200),
            }
        );
        using var client = new LabClient(lab);
        await client.Plant("web2", "hang");
        await Until.Holds(
            () =>
                lab.Look()
                    .Traffic.FirstFailures.Any(failure =>
                        failure.Cause.StartsWith("no answer", StringComparison.Ordinal)
                    ),
            "a request times out"
        );
        await Until.Holds(() => lab.Look().Pool[1].Status == "DOWN", "the balancer takes web2 out");
    }
}
