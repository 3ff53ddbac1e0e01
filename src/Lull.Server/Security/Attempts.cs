using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Lull.Server.Security;

/// <summary>
/// How often something may be tried: each key has a bucket that refills with time. Nothing locks for good, so nobody can lock
/// somebody else out for longer than they keep trying.
/// </summary>
internal sealed class Attempts(TimeProvider time)
{
    private const int MostKeys = 20_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one try out of a key's bucket.</summary>
    /// <returns>Null when there was one; else how long until there is.</returns>
    internal TimeSpan? Take(string key, Allowance allowance)
    {
        long now = time.GetTimestamp();
        if (_buckets.Count >= MostKeys)
        {
            Forget(now);
        }

        Bucket bucket = _buckets.GetOrAdd(key, _ => new Bucket(allowance, now));
        lock (bucket)
        {
            bucket.Refill(now, time);
            if (bucket.Tries < 1)
            {
                return (1 - bucket.Tries) * allowance.Every;
            }

            bucket.Tries--;
            return null;
        }
    }

    /// <summary>Puts a try back: it was a good one.</summary>
    internal void GiveBack(string key)
    {
        if (_buckets.TryGetValue(key, out Bucket? bucket))
        {
            lock (bucket)
            {
                bucket.Tries = Math.Min(bucket.Tries + 1, bucket.Allowance.AtOnce);
            }
        }
    }

    /// <summary>The network that an address stands for: itself, or its /64 in IPv6, where one person has them all.</summary>
    internal static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private void Forget(long now)
    {
        foreach ((string key, Bucket bucket) in _buckets)
        {
            lock (bucket)
            {
                bucket.Refill(now, time);
                if (bucket.Tries >= bucket.Allowance.AtOnce)
                {
                    _buckets.TryRemove(key, out _);
                }
            }
        }
    }

    /// <summary>How many tries at once, and how often one comes back.</summary>
    internal readonly record struct Allowance(int AtOnce, TimeSpan Every);

    private sealed class Bucket(Allowance allowance, long now)
    {
        private long _at = now;

        public Allowance Allowance => allowance;

        public double Tries { get; set; } = allowance.AtOnce;

        public void Refill(long now, TimeProvider time)
        {
            Tries = Math.Min(Tries + (time.GetElapsedTime(_at, now) / allowance.Every), allowance.AtOnce);
            _at = now;
        }
    }
}
