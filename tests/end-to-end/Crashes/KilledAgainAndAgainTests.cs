using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Connectors.Tests.Alertmanager;
using Lull.Connectors.Tests.Support;
using Lull.EndToEnd.Tests.Kit;

namespace Lull.EndToEnd.Tests.Crashes;

/// <summary>
/// The promise of the product, tried for real: the program is killed with SIGKILL at random moments while it rolls over the
/// servers of a real HAProxy, with a real Alertmanager and steady traffic, and started again each time.
/// </summary>
public sealed partial class KilledAgainAndAgainTests : IAsyncLifetime
{
    private const int Kills = 100;

    private readonly Folder _folder = new();
    private readonly AlertmanagerServer _alerts = new();
    private WebFarm _farm = null!;

    public async ValueTask InitializeAsync()
    {
        await _alerts.InitializeAsync();
        _farm = new WebFarm(_folder);
        await _farm.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _farm.DisposeAsync();
        await _alerts.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Killed_a_hundred_times_it_leaves_nothing_open_repeats_nothing_and_loses_no_request()
    {
        int seed = Environment.GetEnvironmentVariable("LULL_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Environment.TickCount;
        var chance = new Random(seed);
        string replay = $"LULL_SEED={seed}";
        int kills = 0;
        int maintenances = 0;
        await using var traffic = new Traffic(_farm.FrontPort);
        while (kills < Kills)
        {
            maintenances++;
            string plan = await WritePlanAsync(maintenances);
            while (true)
            {
                using LullProgram lull = Run(plan);
                if (kills < Kills && !await EndsBeforeAsync(lull, chance))
                {
                    await lull.KillAsync();
                    kills++;
                    continue;
                }

                (await lull.WaitAsync(TimeSpan.FromMinutes(2))).ShouldBeTrue(
                    $"It did not end. {replay}\n{lull.Output}"
                );
                lull.ExitCode.ShouldBe(0, $"{replay}\n{lull.Output}");
                break;
            }
        }

        (await AdministrativeStatesAsync()).ShouldAllBe(state => state == "0", $"A server is still drained. {replay}");
        (await _alerts.InForceAsync()).ShouldBeEmpty($"A silence is still in force. {replay}");
        traffic.Failures.ShouldBeEmpty($"{replay}, of {traffic.Requests} requests");
        traffic.Requests.ShouldBeGreaterThan(1000);
        using LullProgram audit = await LullProgram.RunAsync("audit", "verify", "--store", _folder["store"]);
        audit.ExitCode.ShouldBe(0, audit.Output);

        // A kill may come after the last event and before the exit; the next run of that plan is then a maintenance of its own.
        int ran = MaintenanceIds()
            .Matches(audit.Output)
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal)
            .Count();
        ran.ShouldBeGreaterThanOrEqualTo(maintenances);
        for (int server = 1; server <= WebFarm.Servers; server++)
        {
            ChangesOf(server).ShouldBe(ran, $"web{server} was not changed exactly once in each maintenance. {replay}");
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{kills} kills, {maintenances} maintenances, {traffic.Requests} requests, {replay}"
        );
    }

    private int ChangesOf(int server) =>
        Directory.EnumerateFiles(_folder.Path, $"runs-*-web{server}").Sum(file => File.ReadAllLines(file).Length);

    [GeneratedRegex("\\bm-[a-z2-7]{8,26}\\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex MaintenanceIds();

    private LullProgram Run(string plan) =>
        LullProgram.Start(
            "run",
            plan,
            "--site",
            _folder["farm.site.yaml"],
            "--store",
            _folder["store"],
            "--as",
            "ana",
            "--unattended",
            "--json"
        );

    /// <summary>Lets it run for a random time, counted from its first words so that a slow machine does not kill it before it began.</summary>
    private static async Task<bool> EndsBeforeAsync(LullProgram lull, Random chance)
    {
        if (chance.Next(5) > 0)
        {
            await lull.SaysSomethingAsync();
        }

        return await lull.WaitAsync(TimeSpan.FromMilliseconds(chance.Next(20, 1200)));
    }

    private async Task<string> WritePlanAsync(int number)
    {
        string hosts = string.Join(
            '\n',
            Enumerable
                .Range(1, WebFarm.Servers)
                .Select(server => $"  web{server}: {{ url: \"http://127.0.0.1:{_farm.PortOf(server)}\" }}")
        );
        await File.WriteAllTextAsync(
            _folder["farm.site.yaml"],
            $$"""
            site: farm
            hosts:
            {{hosts}}
            groups:
              web: "web[1-{{WebFarm.Servers}}]"
            pools:
              web: { hosts: web, floor: 4 }
            connections:
              edge: { kind: haproxy, address: "tcp://127.0.0.1:{{_farm.RuntimePort}}", backend: web }
              alerts: { kind: alertmanager, address: "{{_alerts.Address}}" }
              shell: { kind: shell, jobs: "{{_folder["jobs"]}}" }
              http: { kind: http, base: "http://127.0.0.1:{{_farm.FrontPort}}" }
            """
        );
        string start = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        string plan = _folder[$"plan-{number}.yaml"];
        string change =
            $"echo $LULL_HOST >> {_folder[$"runs-{number}-"]}$LULL_HOST; touch {_folder.Path}/$LULL_HOST.changing; "
            + $"sleep 0.2; rm {_folder.Path}/$LULL_HOST.changing";
        await File.WriteAllTextAsync(
            plan,
            $$"""
            maintenance: Change number {{number}}
            window: { start: {{start}}, length: 2h, zone: Etc/UTC }
            rollback: { none: Nothing is kept. }
            change:
              - rolling: web
                title: Change {host}
                batches: [2]
                max-unavailable: 2
                with:
                  - alerts.silence: { matchers: { instance: "{host}" } }
                  - edge.drain: { server: "{host}" }
                steps:
                  - title: Change it
                    shell.run: '{{change}}'
                    undo: { none: It is only a file. }
                  - title: It answers
                    check: { http.get: "{url}/health", expect: { status: 200 }, within: 30s, every: 1s }
            """
        );
        return plan;
    }

    private async Task<List<string>> AdministrativeStatesAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _farm.RuntimePort);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("show servers state web\n"));
        using var reader = new StreamReader(client.GetStream());
        return
        [
            .. (await reader.ReadToEndAsync())
                .Split('\n')
                .Where(line => line.Contains(" web ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[6]),
        ];
    }
}
