namespace Lull.Connectors.Http;

/// <summary>How long to wait before trying again.</summary>
internal static class Pauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A random time up to 1 s · 2ⁿ⁻¹, at most a minute: many who wait for the same server do not come back at once.</summary>
    internal static TimeSpan Before(int attempt)
    {
        double most = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(attempt - 1, 10)));
        return TimeSpan.FromSeconds(Random.Shared.NextDouble() * most);
    }
}
