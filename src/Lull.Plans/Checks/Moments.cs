using System.Globalization;
using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Shapes;
using Lull.Plans.Times;

namespace Lull.Plans.Checks;

/// <summary>Resolves every moment of a plan once, to find what is wrong with any of them.</summary>
internal static class Moments
{
    internal static void Check(Plan plan, Reading reading)
    {
        TimeResolution resolution = TimeResolution.Of(plan);
        List<string> known = [.. plan.Milestones.Select(milestone => milestone.Name), "window.start", "window.end"];
        foreach (TimeUse use in reading.Times)
        {
            Instant? instant = Resolve(use, resolution, known, reading);
            if (instant is not { } moment)
            {
                continue;
            }

            DateTimeZone zone = ZoneOf(use.Time) ?? plan.Window.Zone;
            CheckDay(use, moment, zone, reading);
            if (use.Same is { } same)
            {
                CheckPair(use, same, moment, zone, plan.Window.Zone, reading);
            }
        }
    }

    private static Instant? Resolve(TimeUse use, TimeResolution resolution, List<string> known, Reading reading)
    {
        var said = new List<Finding>();
        Instant? instant = resolution.Resolve(use.Time, use.Where, said);
        foreach (Finding finding in said)
        {
            // A plan may leave its date open, and then only what does not depend on it can be checked.
            if (finding.Code is TimeResolution.Undecided)
            {
                continue;
            }

            reading.Findings.Add(
                finding.Code is TimeResolution.UnknownMilestone && use.Time is TimeExpression.Relative relative
                    ? finding with
                    {
                        Where = finding.Where with
                        {
                            Length = Math.Min(finding.Where.Length, relative.Milestone.Length),
                        },
                        Hint = Nearest.Hint(relative.Milestone, known, finding.Hint),
                    }
                    : finding
            );
        }

        return instant;
    }

    private static void CheckDay(TimeUse use, Instant moment, DateTimeZone zone, Reading reading)
    {
        if (use.Day is { } day && moment.InZone(zone).DayOfWeek is var actual && actual != day)
        {
            reading.Say(
                TimeText.WrongDay,
                use.Where,
                $"This time falls on {Written(moment, zone)}, which is a {actual}, not a {day}",
                "correct the day, or write the date"
            );
        }
    }

    private static void CheckPair(
        TimeUse use,
        TimeUse same,
        Instant moment,
        DateTimeZone zone,
        DateTimeZone windowZone,
        Reading reading
    )
    {
        DateTimeZone other = ZoneOf(same.Time) ?? windowZone;
        LocalDateTime there = moment.InZone(other).LocalDateTime;
        bool agrees = same.Time switch
        {
            TimeExpression.Wall wall => wall.Local == there,
            TimeExpression.TimeOfDay day => day.Local == there.TimeOfDay
                && (same.Day is null || same.Day == there.DayOfWeek),
            TimeExpression.Relative or TimeExpression.ToBeDecided => false,
        };
        if (!agrees)
        {
            reading.Say(
                TimeText.WrongPair,
                same.Where,
                $"{Written(moment, zone)} in {zone.Id} is {Written(moment, other)} in {other.Id}, and this says otherwise",
                "correct one of the two; a summer time that is read as standard time is one hour off"
            );
        }
    }

    private static string Written(Instant moment, DateTimeZone zone) =>
        moment.InZone(zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeZone? ZoneOf(TimeExpression time) =>
        time switch
        {
            TimeExpression.Wall wall => wall.Zone,
            TimeExpression.TimeOfDay day => day.Zone,
            TimeExpression.Relative or TimeExpression.ToBeDecided => null,
        };
}
