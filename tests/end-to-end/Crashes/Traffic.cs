namespace Lull.EndToEnd.Tests.Crashes;

/// <summary>Steady requests through the balancer; every one that does not answer 200 counts.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<string> _failures = [];
    private readonly Task _running;
    private int _requests;

    internal Traffic(int port) => _running = RunAsync(new Uri($"http://127.0.0.1:{port}/page"));

    internal int Requests => Volatile.Read(ref _requests);

    internal IReadOnlyList<string> Failures
    {
        get
        {
            lock (_failures)
            {
                return [.. _failures];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Uri page)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
            {
                await AskAsync(page);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task AskAsync(Uri page)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(page, _stop.Token);
            if (!answer.IsSuccessStatusCode)
            {
                Fail($"{(int)answer.StatusCode}");
            }
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException && !_stop.IsCancellationRequested)
        {
            Fail(fault.Message);
        }
    }

    private void Fail(string how)
    {
        lock (_failures)
        {
            _failures.Add($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {how}");
        }
    }
}
