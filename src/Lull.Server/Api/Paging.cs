using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lull.Server.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Next">Give this as <c>cursor</c> to get what follows; null at the end.</param>
public sealed record Page<T>(ValueList<T> Items, string? Next);

/// <summary>Cursors: texts that only the server reads.</summary>
internal static class Paging
{
    internal const int Usual = 50;
    internal const int Most = 500;

    internal static int Limit(int? asked) => Math.Clamp(asked ?? Usual, 1, Most);

    /// <summary>A page of what was found, of which one more than the limit was asked for.</summary>
    /// <param name="found">In order.</param>
    /// <param name="limit">The greatest number of items.</param>
    /// <param name="placeOf">Where an item stands; what follows it is asked for by that.</param>
    internal static Page<T> Of<T>(IReadOnlyList<T> found, int limit, Func<T, string> placeOf) =>
        found.Count > limit
            ? new Page<T>([.. found.Take(limit)], Write(placeOf(found[limit - 1])))
            : new Page<T>([.. found], null);

    /// <summary>A page of what is numbered within something, newest first.</summary>
    /// <param name="limit">As asked.</param>
    /// <param name="cursor">As given; null for the newest.</param>
    /// <param name="missing">The refusal when there is no such thing; null when there is.</param>
    /// <param name="before">So many at most whose number is lower, newest first.</param>
    /// <param name="numberOf">The number of one of them.</param>
    internal static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> BackwardAsync<T>(
        int? limit,
        string? cursor,
        Func<Task<ProblemHttpResult?>> missing,
        Func<long, int, Task<IReadOnlyList<T>>> before,
        Func<T, long> numberOf
    )
    {
        if (!TryNumber(cursor, out long below))
        {
            return Refusal();
        }

        if (await missing() is { } refusal)
        {
            return refusal;
        }

        int most = Limit(limit);
        return TypedResults.Ok(
            Of(await before(below, most + 1), most, one => numberOf(one).ToString(CultureInfo.InvariantCulture))
        );
    }

    /// <summary>The number in a cursor, or the greatest one where there is no cursor; false when it is none of ours.</summary>
    private static bool TryNumber(string? cursor, out long number)
    {
        number = long.MaxValue;
        return cursor is null
            || long.TryParse(Read(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The refusal of a cursor that nobody gave out.</summary>
    internal static ProblemHttpResult Refusal() =>
        Problems.Of("malformed", "The cursor is none of ours. Begin without one.");

    internal static string Write(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>The place that a cursor names; null when it is none of ours.</summary>
    internal static string? Read(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
