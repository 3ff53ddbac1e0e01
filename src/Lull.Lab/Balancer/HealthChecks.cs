using System.Diagnostics;
using System.Net.Sockets;

namespace Lull.Lab.Balancer;

/// <summary>Asks each member for its health page, again and again. Members in maintenance are left alone.</summary>
internal sealed class HealthChecks(Pool pool, TimeSpan interval) : IDisposable
{
    /// <summary>A machine that is busy with other things must not make every member look dead.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => client.Dispose();

    /// <summary>Checks until cancelled, each member by itself: one that is slow to answer does not delay the others.</summary>
    public IReadOnlyList<Task> Run(CancellationToken cancellation) =>
        pool.Look((members, _) => members.Select(member => RunAsync(member, cancellation)).ToArray());

    /// <summary>Checks every member once.</summary>
    public Task CheckAllAsync(CancellationToken cancellation) =>
        Task.WhenAll(pool.Look((members, _) => members.Select(member => CheckAsync(member, cancellation)).ToArray()));

    private async Task RunAsync(Member member, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (pool.Look((_, _) => member.Admin is not AdminState.Maint))
            {
                await CheckAsync(member, cancellation);
            }
        }
    }

    private async Task CheckAsync(Member member, CancellationToken cancellation)
    {
        CheckResult result = await AskAsync(member, cancellation);
        pool.Change(member, (it, now) => it.Record(result, now));
    }

    private async Task<CheckResult> AskAsync(Member member, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        within.CancelAfter(interval > LeastPatience ? interval : LeastPatience);
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(member.Address, "/health"), within.Token);
            int code = (int)answer.StatusCode;
            CheckStatus status = code is >= 200 and < 400 ? CheckStatus.L7OK : CheckStatus.L7STS;
            return new CheckResult(status, code, Stopwatch.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CheckResult(CheckStatus.L7TOUT, null, Stopwatch.GetElapsedTime(began));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return new CheckResult(CheckStatus.L4CON, null, Stopwatch.GetElapsedTime(began));
        }
    }
}
