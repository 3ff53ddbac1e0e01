using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Cli.Plans;

namespace Lull.Cli.Orders;

/// <summary>Lengths of time as people type them.</summary>
internal static partial class Lengths
{
    /// <summary><c>90m</c>, <c>1h30m</c>, <c>2d</c>, <c>45s</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static Duration Parse(string written)
    {
        Match match = Shape().Match(written);
        Duration length =
            match.Success && written.Length > 0
                ? Duration.FromDays(Part(match, "d"))
                    + Duration.FromHours(Part(match, "h"))
                    + Duration.FromMinutes(Part(match, "m"))
                    + Duration.FromSeconds(Part(match, "s"))
                : Duration.Zero;
        return length > Duration.Zero
            ? length
            : throw new UsageException($"'{written}' is not a length of time. Write for example 30m or 1h30m.");
    }

    private static int Part(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"\A((?<d>\d{1,4})d)?((?<h>\d{1,5})h)?((?<m>\d{1,6})m)?((?<s>\d{1,7})s)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Shape();
}
