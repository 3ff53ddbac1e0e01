using System.Globalization;
using Lull.Plans.Shapes;
using Lull.Plans.Yaml;

namespace Lull.Plans.Times;

/// <summary>Checks recurrence rules against RFC 5545, section 3.3.10, before anybody computes with them.</summary>
internal static class RecurrenceText
{
    internal const string NotARule = "LULL0122";

    private static readonly string[] Frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>Least and most of the numbers in a part; those that count from the end may be negative too.</summary>
    private static readonly Dictionary<string, (int Least, int Most, bool FromEnd)> Numbers = new(
        StringComparer.Ordinal
    )
    {
        ["INTERVAL"] = (1, 1_000, false),
        ["COUNT"] = (1, 10_000, false),
        ["BYHOUR"] = (0, 23, false),
        ["BYMINUTE"] = (0, 59, false),
        ["BYSECOND"] = (0, 59, false),
        ["BYMONTHDAY"] = (1, 31, true),
        ["BYYEARDAY"] = (1, 366, true),
        ["BYWEEKNO"] = (1, 53, true),
        ["BYMONTH"] = (1, 12, false),
        ["BYSETPOS"] = (1, 366, true),
    };

    private static readonly string[] Parts = ["FREQ", "UNTIL", "BYDAY", "WKST", .. Numbers.Keys];

    /// <summary>The rule as written; nothing, after saying why, when it is none.</summary>
    internal static Maybe<string> Read(Node.Scalar text, Reading reading)
    {
        string rule = text.Value.StartsWith("RRULE:", StringComparison.Ordinal) ? text.Value[6..] : text.Value;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        int at = text.Value.Length - rule.Length;
        int before = reading.Findings.Count;
        foreach (string part in rule.Split(';'))
        {
            SourceSpan where = text.Part(at, part.Length);
            at += part.Length + 1;
            string[] sides = part.Split('=', 2);
            if (sides.Length != 2)
            {
                reading.Say(
                    NotARule,
                    where,
                    $"'{part}' is not a part of a recurrence rule",
                    "write FREQ=MONTHLY;BYDAY=3SU for every third Sunday"
                );
            }
            else if (!seen.TryAdd(sides[0], sides[1]))
            {
                reading.Say(NotARule, where, $"'{sides[0]}' is written twice in this rule", "keep one of them");
            }
            else if (WhatIsWrong(sides[0], sides[1]) is { } wrong)
            {
                reading.Say(NotARule, where, wrong.Message, wrong.Hint);
            }
        }

        if (before == reading.Findings.Count && Together(seen) is { } together)
        {
            reading.Say(NotARule, text.Where, together.Message, together.Hint);
        }

        return before == reading.Findings.Count ? rule : default(Maybe<string>);
    }

    private static (string Message, string Hint)? WhatIsWrong(string name, string value)
    {
        if (name == "FREQ")
        {
            return Frequencies.Contains(value)
                ? null
                : (
                    $"'{value}' is not how often a maintenance recurs",
                    Nearest.Hint(value, Frequencies, "it is DAILY, WEEKLY, MONTHLY or YEARLY")
                );
        }

        if (name == "WKST")
        {
            return Days.Contains(value) ? null : ($"'{value}' is not a day", "days are MO, TU, WE, TH, FR, SA, SU");
        }

        if (name == "BYDAY")
        {
            return Array.Find(value.Split(','), each => !IsDay(each)) is { } day
                ? (
                    $"'{day}' is not a day of a recurrence rule",
                    "write SU, or 3SU for the third Sunday, or -1SU for the last"
                )
                : null;
        }

        if (name == "UNTIL")
        {
            return
                NodaTime
                    .Text.LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd")
                    .Parse(value.Length >= 8 ? value[..8] : value)
                    .Success && (value.Length == 8 || (value is [.., 'Z'] && value.Length == 16 && value[8] == 'T'))
                ? null
                : ($"'{value}' is not a date of a recurrence rule", "write 20261231 or 20261231T000000Z");
        }

        if (!Numbers.TryGetValue(name, out (int Least, int Most, bool FromEnd) range))
        {
            return (
                $"'{name}' is not a part of a recurrence rule",
                Nearest.Hint(name, Parts, "see RFC 5545, section 3.3.10")
            );
        }

        return Array.Find(value.Split(','), each => !IsIn(each, range)) is { } number
            ? ($"{name} takes no '{number}'", $"its numbers go from {range.Least} to {range.Most}")
            : null;
    }

    /// <summary>Parts that RFC 5545 forbids together, and which engines silently ignore.</summary>
    private static (string Message, string Hint)? Together(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("FREQ", out string? frequency))
        {
            return ("This rule does not say how often", "begin with FREQ=MONTHLY");
        }

        if (parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL"))
        {
            return ("COUNT and UNTIL both end this rule", "keep one of them");
        }

        if (parts.ContainsKey("BYWEEKNO") && frequency != "YEARLY")
        {
            return ($"BYWEEKNO means nothing with FREQ={frequency}", "it goes with FREQ=YEARLY");
        }

        if (parts.ContainsKey("BYYEARDAY") && frequency != "YEARLY")
        {
            return ($"BYYEARDAY means nothing with FREQ={frequency}", "it goes with FREQ=YEARLY");
        }

        if (parts.ContainsKey("BYMONTHDAY") && frequency == "WEEKLY")
        {
            return ("BYMONTHDAY means nothing with FREQ=WEEKLY", "use FREQ=MONTHLY");
        }

        bool counted = parts.TryGetValue("BYDAY", out string? days) && days.Any(char.IsAsciiDigit);
        if (counted && (frequency is not ("MONTHLY" or "YEARLY") || parts.ContainsKey("BYWEEKNO")))
        {
            return ($"A counted day such as 3SU means nothing with FREQ={frequency}", "use FREQ=MONTHLY");
        }

        return
            parts.ContainsKey("BYSETPOS")
            && !parts.Keys.Any(each => each.StartsWith("BY", StringComparison.Ordinal) && each != "BYSETPOS")
            ? ("BYSETPOS chooses from another BY part, and there is none", "add BYDAY")
            : null;
    }

    private static bool IsDay(string text) =>
        text.Length >= 2 && Days.Contains(text[^2..]) && (text.Length == 2 || IsIn(text[..^2], (1, 53, true)));

    private static bool IsIn(string text, (int Least, int Most, bool FromEnd) range) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        && (
            (number >= range.Least && number <= range.Most)
            || (range.FromEnd && number <= -range.Least && number >= -range.Most)
        );
}
