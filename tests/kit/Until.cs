namespace Lull.Server.Tests.Kit;

/// <summary>Waits for what comes from elsewhere, for a bounded time.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until it holds.</summary>
    internal static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            (await timer.WaitForNextTickAsync(limit.Token)).ShouldBeTrue();
        }
    }
}
