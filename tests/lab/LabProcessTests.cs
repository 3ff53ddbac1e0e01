using System.Net;
using System.Text.Json;

namespace Lull.Lab.Tests;

public sealed class LabProcessTests
{
    private static readonly LabOptions Small = new() { WebServers = 2, RequestsPerSecond = 20 };

    [Fact]
    public async Task It_writes_where_it_listens_and_takes_that_back_when_told_to_stop()
    {
        DirectoryInfo state = Directory.CreateTempSubdirectory("lull-lab-test-");
        Task running = DataCentre.RunAsync(Small, state.FullName);
        LabFile? file = null;
        await Until.Holds(
            async () => (file = await LabFile.ReadAsync(state.FullName)) is not null,
            "lab.json is there"
        );
        file!.Pid.ShouldBe(Environment.ProcessId);

        using var client = new HttpClient { BaseAddress = file.Endpoints.Control };
        string json = await client.GetStringAsync("lab");
        LabState look = JsonSerializer.Deserialize<LabState>(json, LabJson.Options)!;
        look.Endpoints.Balancer.ShouldBe(file.Endpoints.Balancer);
        look.Hosts.Select(host => host.Name).ShouldBe(["web1", "web2", "sftp1", "sftp2", "app1", "app2", "db1"]);
        LabSummary summary = JsonSerializer.Deserialize<LabSummary>(
            await client.GetStringAsync("lab/summary"),
            LabJson.Options
        )!;
        summary.FailedRequests.ShouldBe(0);

        using HttpResponseMessage answer = await client.PostAsync("lab/stop", content: null);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await running.WaitAsync(TimeSpan.FromSeconds(5));
        state.GetFiles().ShouldBeEmpty();
        File.Exists(file.Endpoints.RuntimeSocket).ShouldBeFalse();
        state.Delete();
    }

    [Fact]
    public async Task It_stops_when_it_is_cancelled()
    {
        DirectoryInfo state = Directory.CreateTempSubdirectory("lull-lab-test-");
        using var end = new CancellationTokenSource();
        Task running = DataCentre.RunAsync(Small, state.FullName, end.Token);
        await Until.Holds(async () => await LabFile.ReadAsync(state.FullName) is not null, "lab.json is there");
        await end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(5));
        state.GetFiles().ShouldBeEmpty();
        state.Delete();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void The_number_of_servers_has_bounds(int servers) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new LabOptions { WebServers = servers });
}
