using Lull.Core.Plans;

namespace Lull.Core.Forecasts;

/// <summary>Pseudo-random numbers that are the same everywhere and for ever: SplitMix64.</summary>
/// <remarks>Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.</remarks>
internal struct Chance
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>The numbers of one run: they depend on the seed and the run alone, so that runs can be sampled in any order.</summary>
    internal Chance(ulong seed, int run)
    {
        _state = Mix(unchecked(seed + (Golden * ((ulong)run + 1))));
    }

    /// <summary>From 0, included, to 1, excluded.</summary>
    internal double Next()
    {
        _state = unchecked(_state + Golden);
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A duration of a triangular distribution: never below the low value nor above the high one.</summary>
    internal Duration Of(Estimate estimate)
    {
        double low = estimate.Low.TotalNanoseconds;
        double likely = estimate.Likely.TotalNanoseconds;
        double width = estimate.High.TotalNanoseconds - low;
        double share = Next();
        if (width <= 0)
        {
            return estimate.Likely;
        }

        double turn = (likely - low) / width;
        double nanoseconds =
            share < turn
                ? low + Math.Sqrt(share * width * (likely - low))
                : low + width - Math.Sqrt((1 - share) * width * (low + width - likely));
        return Duration.FromNanoseconds((long)nanoseconds);
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
