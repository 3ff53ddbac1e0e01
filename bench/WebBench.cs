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
/// What looking on costs: 200 viewers of a run of 1,000 hosts, from the event on disk to the bytes at each viewer. Server and
/// viewers share one machine and one process.
/// </summary>
internal static partial class WebBench
{
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
        await WarRoomBench.RunAsync();
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

    [GeneratedRegex("\"sequence\":(?<n>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sequence();
}
