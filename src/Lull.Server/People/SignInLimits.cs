using System.Collections.Concurrent;
using Lull.Server.Callers;
using Lull.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.People;

/// <summary>How often passwords, first links and tokens may be tried. Tries that were good cost nothing.</summary>
public sealed class SignInLimits(TimeProvider time)
{
    private static readonly Attempts.Allowance OnePersonFromOnePlace = new(5, TimeSpan.FromSeconds(30));
    private static readonly Attempts.Allowance OnePlace = new(30, TimeSpan.FromSeconds(10));
    private static readonly Attempts.Allowance OnePerson = new(50, TimeSpan.FromSeconds(30));

    private readonly Attempts _attempts = new(time);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Begins a try at a person's password. How long to wait instead; null to go on.</summary>
    /// <remarks>The bucket of the person alone stops guessing from many places; where they signed in before it does not hold, so that nobody can keep them out.</remarks>
    internal TimeSpan? Try(HttpContext http, string person)
    {
        string place = Place(http);
        return _attempts.Take($"at {place} {person}", OnePersonFromOnePlace)
            ?? _attempts.Take($"at {place}", OnePlace)
            ?? (_known.ContainsKey($"{place} {person}") ? null : _attempts.Take($"of {person}", OnePerson));
    }

    /// <summary>The try was good.</summary>
    internal void Good(HttpContext http, string person)
    {
        string place = Place(http);
        _attempts.GiveBack($"at {place} {person}");
        _attempts.GiveBack($"at {place}");
        _attempts.GiveBack($"of {person}");
        _known[$"{place} {person}"] = true;
    }

    /// <summary>A bad link or token came from somewhere. How long they should wait; null when it was one of few.</summary>
    internal TimeSpan? Bad(HttpContext http) => _attempts.Take($"keys at {Place(http)}", OnePlace);

    /// <summary>Says in the headers when to try again.</summary>
    internal static void SayWhen(HttpContext http, TimeSpan wait)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = Seconds(wait).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whole seconds, at least one.</summary>
    internal static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    private static string Place(HttpContext http) => Attempts.NetworkOf(http.Connection.RemoteIpAddress);
}
