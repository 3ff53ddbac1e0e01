using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Lull.Connectors;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Plans;
using Lull.Server;
using Lull.Server.Callers;
using Lull.Server.People;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Bench;

/// <summary>
/// What looking on costs: 200 viewers of a run of 1,000 hosts, from the event on disk to the bytes at each viewer; and how heavy
/// the war room is with 100, 1,000 and 10,000 hosts. Server and viewers share one machine and one process.
/// </summary>
internal static partial class WebBench
{
    private const string Password = "only for measuring";
    private const int Viewers = 200;

    internal static async Task RunAsync()
    {
        Console.WriteLine("### Web: 200 viewers of a run of 1,000 hosts\n");
        Console.WriteLine(
            "| viewers | events | patches received | p50 ms | p99 ms | CPU cores | of it without viewers | memory MB |"
        );
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        double alone = await WatchAsync(viewers: 0, alone: 0);
        await WatchAsync(Viewers, alone);
        Console.WriteLine("\n### Web: the war room's page\n");
        Console.WriteLine("| hosts | HTML KB | compressed KB | made and sent in ms |");
        Console.WriteLine("|---:|---:|---:|---:|");
        foreach (int hosts in (int[])[100, 1_000, 10_000])
        {
            await WeighAsync(hosts);
        }
    }

    private static async Task<double> WatchAsync(int viewers, double alone)
    {
        await using Sitting sitting = await Sitting.BeginAsync(hosts: 1_000);
        var recorded = new ConcurrentDictionary<long, long>();
        var delays = new ConcurrentBag<double>();
        using var end = new CancellationTokenSource();
        Task recording = RecordAsync(sitting, recorded, end.Token);
        Task[] watching =
        [
            .. Enumerable.Range(0, viewers).Select(_ => FollowAsync(sitting, recorded, delays, end.Token)),
        ];
        await sitting.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), end.Token);
        delays.Clear();
        int before = recorded.Count;
        using var self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(15), end.Token);
        self.Refresh();
        double cores = (self.TotalProcessorTime - cpu) / watch.Elapsed;
        int events = recorded.Count - before;
        await end.CancelAsync();
        await Task.WhenAll([recording, .. watching]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        double[] sorted = [.. delays.Order()];
        string At(double share) =>
            sorted.Length == 0
                ? ""
                : sorted[(int)(share * (sorted.Length - 1))].ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {viewers} | {events:N0} | {sorted.Length:N0} | {At(0.5)} | {At(0.99)} | {cores:F2} | {(viewers == 0 ? "" : alone.ToString("F2", CultureInfo.InvariantCulture))} | {self.WorkingSet64 >> 20} |"
            )
        );
        return cores;
    }

    private static async Task RecordAsync(
        Sitting sitting,
        ConcurrentDictionary<long, long> recorded,
        CancellationToken cancellation
    )
    {
        await foreach (Published published in sitting.Server.Engine.SubscribeAsync(sitting.Id, 0, cancellation))
        {
            if (published is Published.Happened happened)
            {
                recorded[happened.Sequence] = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>The delay of a patch is that of the newest event in it: an older one that it also holds has waited for the rhythm.</summary>
    private static async Task FollowAsync(
        Sitting sitting,
        ConcurrentDictionary<long, long> recorded,
        ConcurrentBag<double> delays,
        CancellationToken cancellation
    )
    {
        using HttpClient http = sitting.Browser();
        await using Stream stream = await http.GetStreamAsync($"/maintenances/{sitting.Id}/live/stream", cancellation);
        using var reader = new StreamReader(stream);
        long last = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            Match match = Sequence().Match(line);
            if (!match.Success)
            {
                continue;
            }

            long now = Stopwatch.GetTimestamp();
            long sequence = long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);
            // The oldest event that is new to this viewer: the longest that anybody waited for it.
            if (last > 0 && sequence > last && recorded.TryGetValue(last + 1, out long at))
            {
                delays.Add(Stopwatch.GetElapsedTime(at, now).TotalMilliseconds);
            }

            last = Math.Max(last, sequence);
        }
    }

    private static async Task WeighAsync(int hosts)
    {
        await using Sitting sitting = await Sitting.BeginAsync(hosts);
        using HttpClient http = sitting.Browser();
        string path = $"/maintenances/{sitting.Id}/live";
        byte[] page = await http.GetByteArrayAsync(path);
        var times = new List<double>();
        for (int round = 0; round < 5; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(page);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {hosts:N0} | {page.Length >> 10:N0} | {packed.Length >> 10:N0} | {times.Order().ElementAt(2):F0} |"
            )
        );
    }

    [GeneratedRegex("\"sequence\":(?<n>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sequence();

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Token();

    /// <summary>A server with one maintenance, whose hosts wait a second twice each: nothing but Lull's own work is measured.</summary>
    private sealed class Sitting : IAsyncDisposable
    {
        private readonly DirectoryInfo _directory;
        private readonly CookieContainer _cookies = new();

        private Sitting(LullServer server, MaintenanceId id, DirectoryInfo directory)
        {
            Server = server;
            Id = id;
            _directory = directory;
        }

        internal LullServer Server { get; }

        internal MaintenanceId Id { get; }

        internal static async Task<Sitting> BeginAsync(int hosts)
        {
            DirectoryInfo directory = Directory.CreateTempSubdirectory("lull-bench-");
            LullServer server = await LullServer.StartAsync(
                new ServerOptions
                {
                    Store = new Store(directory.FullName),
                    Listen = new Uri("http://127.0.0.1:0"),
                    Clock = new RealClock(TimeProvider.System),
                },
                CancellationToken.None
            );
            string site = $"""
                site: bench
                hosts:
                  "web[1-{hosts}]": {"{"} address: 127.0.0.1 {"}"}
                groups:
                  web: "web[1-{hosts}]"
                pools:
                  web: {"{"} hosts: web, floor: 50% {"}"}
                people:
                  ana: {"{"} name: Ana, roles: [lead], zone: UTC {"}"}
                """;
            string plan = """
                maintenance: Look at every host
                impact: None.
                window: { start: 2026-12-03 14:00, length: 8h, zone: UTC }
                change:
                  - rolling: web
                    title: Wait for {host}
                    batches: 20
                    steps:
                      - title: Wait
                        wait: 1s
                      - title: Wait again
                        wait: 1s
                rollback: { none: Nothing is changed. }
                """;
            CheckedPlan read = CheckedPlan.Of(
                "bench.plan.yaml",
                plan,
                SiteReader.Read("bench.site.yaml", site, ConnectorKinds.Catalogue),
                _ => null,
                ConnectorKinds.Catalogue
            );
            Instant now = SystemClock.Instance.GetCurrentInstant();
            Procedure procedure =
                read.Compile(new Window(now - Duration.FromMinutes(1), now + Duration.FromHours(8), "UTC"))
                ?? throw new InvalidOperationException(
                    string.Join('\n', read.Findings.Select(finding => finding.Message))
                );
            MaintenanceId id = await server.Engine.PlanAsync(procedure, plan, site, CancellationToken.None);
            var sitting = new Sitting(server, id, directory);
            await sitting.SignInAsync();
            return sitting;
        }

        internal HttpClient Browser()
        {
            var http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false })
            {
                BaseAddress = Server.Address,
                Timeout = Timeout.InfiniteTimeSpan,
            };
            http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            return http;
        }

        internal async Task StartAsync()
        {
            foreach (Input command in (Input[])[new Input.Propose("ana"), new Input.Start("ana")])
            {
                if (await Server.Engine.SendAsync(Id, command, CancellationToken.None) is Decision.Refused refused)
                {
                    throw new InvalidOperationException(refused.Reason);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _directory.Delete(recursive: true);
        }

        private async Task SignInAsync()
        {
            await Server
                .Services.GetRequiredService<Accounts>()
                .AddAsync(new AccountDraft("ana", "Ana", "Etc/UTC", Rights.All) { Password = Password }, "bench");
            using HttpClient http = Browser();
            string page = await http.GetStringAsync("/sign-in");
            using var form = new FormUrlEncodedContent([
                KeyValuePair.Create("person", "ana"),
                KeyValuePair.Create("password", Password),
                KeyValuePair.Create(
                    "__RequestVerificationToken",
                    WebUtility.HtmlDecode(Token().Match(page).Groups["token"].Value)
                ),
            ]);
            using HttpResponseMessage answer = await http.PostAsync("/sign-in", form);
        }
    }
}
