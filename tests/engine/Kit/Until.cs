using System.Diagnostics;

namespace Lull.Engine.Tests.Kit;

/// <summary>Waits for what other tasks bring about.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Returns once it holds; fails the test when it does not for 20 real seconds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) =>
        HoldsAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!await condition())
        {
            (waited.Elapsed < Patience).ShouldBeTrue($"Waited in vain: {what}");
            await look.WaitForNextTickAsync();
        }
    }
}
