using Lull.Core.Windows;
using Lull.Plans.Shapes;
using Lull.Plans.Times;
using Lull.Plans.Yaml;

namespace Lull.Plans.Language;

/// <summary>Reads the window: a start and a length, or two clock times that become one.</summary>
internal static class WindowReader
{
    internal const string WrongEnd = "LULL0116";

    internal static Maybe<WindowSpec> Read(Fields fields, Reading reading)
    {
        int before = reading.Times.Count;
        Maybe<TimeExpression> start = fields.Get(PlanKeys.Start);
        Maybe<DateTimeZone> zone = fields.Get(PlanKeys.Zone);
        ValueList<DateTimeZone> also = fields.Or(PlanKeys.AlsoShow, []);
        Duration? length = fields.Value(PlanKeys.Length);
        Maybe<Node> end = fields.Get(PlanKeys.End);
        if (fields.Has(PlanKeys.End) && fields.Has(PlanKeys.Length))
        {
            reading.Say(
                WrongEnd,
                fields.KeyPlace(PlanKeys.Length),
                "The window has both 'end:' and 'length:'",
                "keep one of them"
            );
        }
        else if (length == Duration.Zero)
        {
            reading.Say(
                WrongEnd,
                fields.Place(PlanKeys.Length),
                "A window of no length is never open",
                "write how long it stays open, such as 2h"
            );
        }
        else if (end.Is)
        {
            length = LengthUntil(end.Value, start, zone, reading);
        }

        if (start is { Is: true, Value: TimeExpression.TimeOfDay } && reading.Times.Count > before)
        {
            reading.Say(
                TimeText.NotADate,
                fields.Place(PlanKeys.Start),
                "A window starts on a date",
                "write 2026-12-03 14:00, or tbd"
            );
            return default;
        }

        return start.Is && zone.Is
            ? new WindowSpec
            {
                Start = start.Value,
                Length = length,
                Zone = zone.Value,
                AlsoShow = also,
                Where = fields.Place(PlanKeys.Start),
            }
            : default(Maybe<WindowSpec>);
    }

    private static Duration? LengthUntil(
        Node end,
        Maybe<TimeExpression> start,
        Maybe<DateTimeZone> zone,
        Reading reading
    )
    {
        if (Shape.Time.Read(end, reading) is not { Is: true } until)
        {
            return null;
        }

        if (until.Value is TimeExpression.ToBeDecided)
        {
            return null;
        }

        if (!start.Is || !zone.Is)
        {
            return null;
        }

        if (start.Value is not TimeExpression.Wall opening || until.Value is TimeExpression.Relative)
        {
            reading.Say(
                WrongEnd,
                end.Where,
                "Without a date of the start this end says nothing",
                "write 'length:' and a duration, such as 'length: 1h'"
            );
            return null;
        }

        // Gaps and overlaps are said once every moment of the plan is resolved; here only the length counts.
        DateTimeZone own = opening.Zone ?? zone.Value;
        Instant from = CivilTime.Resolve(opening.Local, own).Instant;
        Instant to = until.Value switch
        {
            TimeExpression.Wall wall => CivilTime.Resolve(wall.Local, wall.Zone ?? zone.Value).Instant,
            TimeExpression.TimeOfDay day => FirstAfter(from, day, zone.Value),
            TimeExpression.ToBeDecided or TimeExpression.Relative => from,
        };
        if (to <= from)
        {
            reading.Say(
                WrongEnd,
                end.Where,
                "The window ends before it starts",
                "check the dates, or write 'length:' and a duration"
            );
            return null;
        }

        if (to - from > DurationText.Longest)
        {
            reading.Say(WrongEnd, end.Where, "The window stays open for years", "check the dates");
            return null;
        }

        return to - from;
    }

    private static Instant FirstAfter(Instant from, TimeExpression.TimeOfDay day, DateTimeZone zone)
    {
        DateTimeZone own = day.Zone ?? zone;
        LocalDate date = from.InZone(own).Date;
        Instant sameDay = CivilTime.Resolve(date + day.Local, own).Instant;
        return sameDay > from ? sameDay : CivilTime.Resolve(date.PlusDays(1) + day.Local, own).Instant;
    }
}
