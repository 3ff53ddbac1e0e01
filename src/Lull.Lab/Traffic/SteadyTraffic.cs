using System.Diagnostics;
using System.Net.Sockets;
using Lull.Lab.Balancer;
using Lull.Lab.Hosts;

namespace Lull.Lab.Traffic;

/// <summary>Users who ask for a page at a steady rate, whatever becomes of their requests.</summary>
/// <remarks>
/// The rate does not fall when answers are slow, for then failures would hide themselves. What bounds it is the number of
/// requests under way; those above it are held back and counted.
/// </remarks>
internal sealed class SteadyTraffic : IDisposable
{
    private const int MostInFlight = 512;
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly int perSecond;
    private readonly TimeProvider clock;
    private readonly HttpClient client;
    private readonly List<FailedRequest> failures = [];
    private readonly SortedDictionary<string, long> byServer = new(StringComparer.Ordinal);
    private long requests;
    private long failed;
    private long maintenancePages;
    private long heldBack;
    private int inFlight;

    public SteadyTraffic(int perSecond, TimeSpan requestTimeout, TimeProvider clock)
    {
        this.perSecond = perSecond;
        this.clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
        client = new HttpClient(handler) { Timeout = requestTimeout };
    }

    public TrafficCounts Counts
    {
        get
        {
            lock (gate)
            {
                return new TrafficCounts(
                    requests,
                    failed,
                    maintenancePages,
                    inFlight,
                    heldBack,
                    [.. failures],
                    byServer.ToDictionary(StringComparer.Ordinal)
                );
            }
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Sends requests to a site until cancelled.</summary>
    public async Task RunAsync(Uri site, CancellationToken cancellation)
    {
        if (perSecond == 0)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        TimeSpan tick = TimeSpan.FromSeconds(1.0 / perSecond);
        using var timer = new PeriodicTimer(tick < ShortestTick ? ShortestTick : tick);
        long began = Stopwatch.GetTimestamp();
        long sent = 0;
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            // After a stall at most a tenth of a second is made up for: a burst would be a test of something else.
            long due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond);
            sent = Math.Max(sent, due - perSecond / 10 - 1);
            for (; sent < due; sent++)
            {
                Begin(site, cancellation);
            }
        }
    }

    private void Begin(Uri site, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (inFlight == MostInFlight)
            {
                heldBack++;
                return;
            }

            inFlight++;
        }

        _ = AskAsync(site, cancellation);
    }

    private async Task AskAsync(Uri site, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(site, cancellation);
            string? server = answer.Headers.TryGetValues(HostPages.ServedBy, out IEnumerable<string>? names)
                ? names.First()
                : null;
            Count(answer, server);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The lab is stopping: nobody lost anything.
        }
        catch (OperationCanceledException)
        {
            CountFailure($"no answer within {client.Timeout.TotalSeconds} s", server: null);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            CountFailure(fault.Message, server: null);
        }
        finally
        {
            lock (gate)
            {
                inFlight--;
            }
        }
    }

    private void Count(HttpResponseMessage answer, string? server)
    {
        if (!answer.IsSuccessStatusCode && !answer.Headers.Contains(MaintenancePage.Header))
        {
            CountFailure($"status {(int)answer.StatusCode}", server);
            return;
        }

        lock (gate)
        {
            requests++;
            maintenancePages += answer.IsSuccessStatusCode ? 0 : 1;
            if (server is not null)
            {
                byServer[server] = byServer.GetValueOrDefault(server) + 1;
            }
        }
    }

    private void CountFailure(string cause, string? server)
    {
        lock (gate)
        {
            requests++;
            failed++;
            if (failures.Count < TrafficCounts.MostFailures)
            {
                failures.Add(new FailedRequest(clock.GetUtcNow(), cause, server));
            }
        }
    }
}
