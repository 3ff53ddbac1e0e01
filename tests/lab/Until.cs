namespace Lull.Lab.Tests;

/// <summary>Waits for what must come true within a bounded time.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>Returns as soon as the condition holds; fails the test with <paramref name="what"/> if it does not.</summary>
    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        using var end = new CancellationTokenSource(Longest);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (!await condition())
            {
                await timer.WaitForNextTickAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Assert.Fail($"It did not come true within {Longest.TotalSeconds} s that {what}.");
        }
    }

    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);
}
