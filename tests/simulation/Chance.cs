namespace Lull.Simulation.Tests;

/// <summary>All the luck of one simulation (SplitMix64). Same seed, same world, on every machine and .NET version.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    internal bool Hits(int percent) => percent > 0 && Below(100) < percent;

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    internal int Between(int least, int most) => least + Below(most - least + 1);

    internal T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    internal Duration Seconds(int least, int most) => Duration.FromMilliseconds(Between(least * 1000, most * 1000));

    /// <summary>Luck of its own for one part, so that what that part draws does not shift all others.</summary>
    internal Chance Apart(ulong salt) => new(unchecked(Next() ^ (salt * 0x9E3779B97F4A7C15)));

    internal ulong Next()
    {
        unchecked
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
