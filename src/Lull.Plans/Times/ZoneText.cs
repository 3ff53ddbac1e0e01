using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Plans.Shapes;

namespace Lull.Plans.Times;

/// <summary>Names of time zones. Abbreviations are refused: EST on a summer day is wrong by an hour, and IST is three places.</summary>
internal static partial class ZoneText
{
    internal const string Abbreviation = "LULL0110";
    internal const string Unknown = "LULL0113";

    /// <summary>What people mean by an abbreviation, which TZDB often takes for something else.</summary>
    private static readonly Dictionary<string, string> Meant = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EST"] = "America/New_York",
        ["EDT"] = "America/New_York",
        ["ET"] = "America/New_York",
        ["Eastern"] = "America/New_York",
        ["EST5EDT"] = "America/New_York",
        ["CST"] = "America/Chicago",
        ["CDT"] = "America/Chicago",
        ["CT"] = "America/Chicago",
        ["Central"] = "America/Chicago",
        ["CST6CDT"] = "America/Chicago",
        ["MST"] = "America/Denver",
        ["MDT"] = "America/Denver",
        ["MT"] = "America/Denver",
        ["Mountain"] = "America/Denver",
        ["MST7MDT"] = "America/Denver",
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["PT"] = "America/Los_Angeles",
        ["Pacific"] = "America/Los_Angeles",
        ["PST8PDT"] = "America/Los_Angeles",
        ["AKST"] = "America/Anchorage",
        ["AKDT"] = "America/Anchorage",
        ["HST"] = "Pacific/Honolulu",
        ["AST"] = "America/Halifax",
        ["NST"] = "America/St_Johns",
        ["BRT"] = "America/Sao_Paulo",
        ["GMT"] = "Europe/London",
        ["BST"] = "Europe/London",
        ["WET"] = "Europe/Lisbon",
        ["WEST"] = "Europe/Lisbon",
        ["CET"] = "Europe/Berlin",
        ["CEST"] = "Europe/Berlin",
        ["MET"] = "Europe/Berlin",
        ["MEZ"] = "Europe/Berlin",
        ["EET"] = "Europe/Helsinki",
        ["EEST"] = "Europe/Helsinki",
        ["MSK"] = "Europe/Moscow",
        ["IST"] = "Asia/Kolkata",
        ["India"] = "Asia/Kolkata",
        ["PKT"] = "Asia/Karachi",
        ["SGT"] = "Asia/Singapore",
        ["HKT"] = "Asia/Hong_Kong",
        ["JST"] = "Asia/Tokyo",
        ["KST"] = "Asia/Seoul",
        ["AEST"] = "Australia/Sydney",
        ["AEDT"] = "Australia/Sydney",
        ["ACST"] = "Australia/Adelaide",
        ["AWST"] = "Australia/Perth",
        ["NZST"] = "Pacific/Auckland",
        ["NZDT"] = "Pacific/Auckland",
    };

    /// <summary>The zone of a name; nothing, after saying why, when it is none.</summary>
    internal static Maybe<DateTimeZone> Read(string name, SourceSpan where, Reading reading)
    {
        if (name is "UTC" or "Z")
        {
            return DateTimeZone.Utc;
        }

        if (Meant.TryGetValue(name, out string? meant))
        {
            reading.Say(
                Abbreviation,
                where,
                $"'{name}' is an abbreviation and not a time zone: it does not say what holds in summer and winter, or where",
                $"write {meant} if you mean the clocks there, or UTC"
            );
            return default;
        }

        if (Offset().Match(name) is { Success: true } offset)
        {
            int hours = int.Parse(offset.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            int minutes = offset.Groups[3].Success
                ? int.Parse(offset.Groups[3].ValueSpan, CultureInfo.InvariantCulture)
                : 0;
            int sign = offset.Groups[1].Value == "-" ? -1 : 1;
            return DateTimeZone.ForOffset(NodaTime.Offset.FromHoursAndMinutes(sign * hours, sign * minutes));
        }

        if (name.Contains('/', StringComparison.Ordinal) && DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is { } zone)
        {
            return zone;
        }

        reading.Say(Unknown, where, $"'{name}' is not a time zone", Hint(name));
        return default;
    }

    private static string Hint(string name)
    {
        string otherwise = "write an IANA name such as Europe/Berlin or America/New_York";
        IReadOnlyCollection<string> ids = DateTimeZoneProviders.Tzdb.Ids;
        string city = name.Replace(' ', '_');
        string? exact = ids.FirstOrDefault(id =>
            id.Equals(city, StringComparison.OrdinalIgnoreCase)
            || id.EndsWith("/" + city, StringComparison.OrdinalIgnoreCase)
        );
        return exact is null
            ? Nearest.Hint(city, ids.Where(id => id.Contains('/', StringComparison.Ordinal)), otherwise)
            : $"did you mean '{exact}'?";
    }

    [GeneratedRegex(
        @"^(?:UTC)?(?<sign>[+-])(?<hours>0\d|1[0-4])(?::(?<minutes>[0-5]\d))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Offset();
}
