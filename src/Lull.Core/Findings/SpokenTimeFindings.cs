using System.Globalization;
using System.Text.RegularExpressions;
using Lull.Core.Plans;
using Lull.Core.Windows;

namespace Lull.Core.Findings;

/// <summary>Times that people wrote into titles and instructions, held against the plan's own.</summary>
internal static partial class SpokenTimeFindings
{
    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1011",
            Name = "ambiguous-midnight",
            Severity = Severity.Warning,
            Title = "A midnight with a weekday can be read as two nights",
            Why =
                "\"Saturday at midnight\" is Saturday 00:00 to some and Sunday 00:00 to others. Half of the team comes a day late, or "
                + "servers leave the pool a day early.",
            WhatToDo =
                "Give the step `not-before:` with a date, and write the day on which the clock shows 00:00 into the title, or "
                + "leave the weekday out.",
            Example = """
                change:
                  - title: "Wave 1: Saturday evening at midnight"
                    manual: Patch the first five web servers.
                """,
            WhenToWaive = "When everybody who takes part has confirmed the date.",
            Look = Midnights,
        },
        new()
        {
            Code = "LULL1012",
            Name = "zone-label-contradicts",
            Severity = Severity.Warning,
            Title = "A zone abbreviation or a paired time is wrong on that date",
            Why =
                "EST is not what clocks in New York show in May. Whoever takes the label at its word comes an hour late, and a paired "
                + "time for another team shows that one of the two is wrong.",
            WhatToDo =
                "Leave zone abbreviations out of texts. Give the step `not-before:` and the window a zone: every screen then shows "
                + "the reader's own time beside it.",
            Example = """
                window: { start: 2026-05-17 00:00, length: 9h, zone: America/New_York }
                change:
                  - title: 4:30 AM EST (2 PM IST), wave 2
                    manual: Patch the other five web servers.
                """,
            WhenToWaive = "When the text quotes somebody else's notice word for word.",
            Look = Labels,
        },
        new()
        {
            Code = "LULL1013",
            Name = "weekday-contradicts-date",
            Severity = Severity.Warning,
            Title = "A weekday in a text is not the weekday of its date",
            Why = "One of the two is wrong, and nobody knows which one people will go by.",
            WhatToDo = "Correct the weekday or the date.",
            Example = """
                impact: The shop is closed on Saturday 2026-05-17.
                """,
            WhenToWaive = "When the text quotes somebody else's notice word for word.",
            Look = Weekdays,
        },
        new()
        {
            Code = "LULL1014",
            Name = "lead-time-too-short",
            Severity = Severity.Warning,
            Title = "Something is due later than its own text asks for",
            Why = "The text promises people a lead time, and the plan's own date breaks that promise.",
            WhatToDo = "Move `due:` or `at:` so far ahead of the window as the text says, or change the text.",
            Example = """
                prepare:
                  - title: Tell customers about the window (2 weeks before)
                    manual: Use the template of the portal.
                    due: window.start - 10d
                """,
            WhenToWaive = "When those who were promised the lead time have agreed to less.",
            Look = LeadTimes,
        },
        new()
        {
            Code = "LULL1015",
            Name = "lead-time-already-over",
            Severity = Severity.Warning,
            Title = "An announcement should have gone out already",
            Why = "The window was chosen so near that its announcement cannot be given in time any more.",
            WhatToDo = "Choose a later window, or agree on a shorter notice and write that date into `at:`.",
            Example = """
                # on 2026-05-10
                window: { start: 2026-05-17 00:00, length: 9h, zone: America/New_York }
                announcements:
                  - { at: window.start - 14d, to: customers, message: planned }
                """,
            WhenToWaive = "When the audience was told some other way, or has agreed to be told late.",
            Look = LateAnnouncements,
        },
    ];

    /// <summary>What is wrong with a weekday that stands beside a date.</summary>
    /// <param name="weekday">In English, such as <c>Sat</c> or <c>Saturday</c>.</param>
    /// <param name="date">The date.</param>
    /// <returns>A sentence without a full stop; null when the two fit.</returns>
    internal static string? WeekdayContradiction(string weekday, LocalDate date) =>
        Words.DayOf(weekday) == date.DayOfWeek
            ? null
            : $"{date:uuuu-MM-dd} is a {date.DayOfWeek}, not a {Words.DayOf(weekday)}";

    private static IEnumerable<Remark> Midnights(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            string text = place.Step.Text();
            Match day = Day.Match(text);
            Instant? gate = reading.InstantOf(place.Step.NotBefore);
            bool gateIsMidnight =
                place.Step.NotBefore is TimeExpression.Wall { Local.TimeOfDay: var wall } && wall == LocalTime.Midnight
                || place.Step.NotBefore is TimeExpression.TimeOfDay { Local: var local } && local == LocalTime.Midnight;
            if (!day.Success || !(Midnight.IsMatch(text) || gateIsMidnight))
            {
                continue;
            }

            IsoDayOfWeek said = Words.DayOf(day.Value);
            DateTimeZone zone = reading.Plan.Window.Zone;
            if (
                gate is { } known
                && known.InZone(zone).DayOfWeek == said
                && text.Contains("00:00", StringComparison.Ordinal)
            )
            {
                continue;
            }

            string next = said is IsoDayOfWeek.Sunday ? nameof(IsoDayOfWeek.Monday) : (said + 1).ToString();
            yield return new Remark(
                place.Step.Where,
                $"'{place.Step.Name()}' can mean {said} 00:00 or {next} 00:00",
                gate is { } meant
                    ? $"the plan means {Words.Clock(meant, zone)}: write that into the title"
                    : "give the step 'not-before:' with the date that is meant"
            );
        }
    }

    private static IEnumerable<Remark> Labels(PlanReading reading)
    {
        if (reading.InstantOf(reading.Plan.Window.Start) is not { } start)
        {
            yield break;
        }

        DateTimeZone zone = reading.Plan.Window.Zone;
        foreach ((SourceSpan where, string name, string text, Instant? moment) in Texts(reading))
        {
            LocalDate date = (moment ?? start).InZone(zone).Date;
            string? wrong = ZoneLabels
                .In(text)
                .Select(label => ZoneLabels.Contradiction(label, date, zone))
                .FirstOrDefault(said => said is not null);
            string? apart = ZoneLabels.PairContradiction(text);
            if ((wrong ?? apart) is { } contradiction)
            {
                string and = wrong is not null && apart is not null ? $"; {apart}" : "";
                yield return new Remark(
                    where,
                    $"'{name}': {contradiction}{and}",
                    $"leave the abbreviation out: the window's zone, {zone.Id}, says it, and every reader sees their own time beside it"
                );
            }
        }
    }

    private static IEnumerable<Remark> Weekdays(PlanReading reading)
    {
        foreach ((SourceSpan where, string name, string text, _) in Texts(reading))
        {
            foreach (Match match in DayAndDate.Matches(text))
            {
                if (
                    NodaTime.Text.LocalDatePattern.Iso.Parse(match.Groups["date"].Value)
                        is { Success: true, Value: var date }
                    && WeekdayContradiction(match.Groups["day"].Value, date) is { } wrong
                )
                {
                    yield return new Remark(where, $"'{name}': {wrong}", "correct the weekday or the date");
                }
            }
        }
    }

    private static IEnumerable<Remark> LeadTimes(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            if (
                Asked($"{place.Step.Text()}\n{place.Step.Notes}") is { } asked
                && Given(place.Step.Due ?? place.Step.NotBefore) is { } given
                && given < asked
            )
            {
                yield return Short(
                    place.Step.Where,
                    $"'{place.Step.Name()}'",
                    asked,
                    given,
                    place.Step.Due is null ? "not-before" : "due"
                );
            }
        }

        foreach (Announcement announcement in reading.Plan.Announcements)
        {
            MessageText? message = reading.Plan.Messages.FirstOrDefault(message =>
                message.Name == announcement.Message
            );
            if (
                announcement.Trigger is AnnouncementTrigger.At at
                && Asked(message?.Text ?? announcement.Message) is { } asked
                && Given(at.Time) is { } given
                && given < asked
            )
            {
                yield return Short(
                    announcement.Where,
                    $"The announcement to {Words.Quoted(announcement.To)}",
                    asked,
                    given,
                    "at"
                );
            }
        }
    }

    private static Remark Short(SourceSpan where, string what, int asked, int given, string key) =>
        new(
            where,
            $"{what} asks for {asked} days, but is set for {given} days before the window",
            $"write '{key}: window.start - {asked}d'"
        );

    private static int? Asked(string text)
    {
        if (LeadTime.Match(text) is not { Success: true } match)
        {
            return null;
        }

        int count = match.Groups["count"].Value.ToUpperInvariant() switch
        {
            "ONE" or "A" => 1,
            "TWO" => 2,
            "THREE" => 3,
            "FOUR" => 4,
            var digits => int.Parse(digits, CultureInfo.InvariantCulture),
        };
        return count
            * match.Groups["unit"].Value.ToUpperInvariant() switch
            {
                "DAY" => 1,
                "WEEK" => 7,
                _ => 30,
            };
    }

    /// <summary>Whole days before the window's start; null when the moment is counted from something else.</summary>
    private static int? Given(TimeExpression? time) =>
        time is TimeExpression.Relative { Milestone: "window.start" } relative
            ? -relative.Days - (int)Math.Ceiling(relative.Elapsed.TotalDays)
            : null;

    private static IEnumerable<Remark> LateAnnouncements(PlanReading reading)
    {
        foreach (Announcement announcement in reading.Plan.Announcements)
        {
            if (
                announcement.Trigger is AnnouncementTrigger.At at
                && reading.InstantOf(at.Time) is { } moment
                && reading.Now is { } now
                && moment < now
                && reading.InstantOf(reading.Plan.Window.Start) > now
            )
            {
                yield return new Remark(
                    announcement.Where,
                    $"The announcement to {Words.Quoted(announcement.To)} should have gone out on "
                        + $"{Words.Clock(moment, reading.Plan.Window.Zone)}",
                    "choose a later window, or agree on a shorter notice"
                );
            }
        }
    }

    private static IEnumerable<(SourceSpan Where, string Name, string Text, Instant? Moment)> Texts(
        PlanReading reading
    ) =>
        reading
            .Steps.Select(place =>
                (
                    place.Step.Where,
                    place.Step.Name(),
                    $"{place.Step.Text()}\n{place.Step.Notes}",
                    reading.InstantOf(place.Step.NotBefore)
                )
            )
            .Prepend((reading.Plan.Where, "impact", reading.Plan.Impact.Statement, null))
            .Prepend((reading.Plan.Where, reading.Plan.Title, reading.Plan.Title, null));

    [GeneratedRegex(@"\bmidnight\b|\b0?0:00\b|\b12(:00)?\s?am\b", Words.English)]
    private static partial Regex Midnight { get; }

    [GeneratedRegex(Words.Weekday, Words.English)]
    private static partial Regex Day { get; }

    [GeneratedRegex(Words.Weekday + @",?\s+(the\s+)?(?<date>\d{4}-\d{2}-\d{2})\b", Words.English)]
    private static partial Regex DayAndDate { get; }

    [GeneratedRegex(
        @"\b(?<count>\d{1,3}|one|two|three|four|a)[\s-](?<unit>day|week|month)s?['’]?\s(before|ahead|in advance|prior|notice)\b",
        Words.English
    )]
    private static partial Regex LeadTime { get; }
}
