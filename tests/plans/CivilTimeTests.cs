using System.Globalization;
using Lull.Core.Common;
using Lull.Core.Findings;
using Lull.Core.Plans;
using Lull.Core.Windows;
using NodaTime.Text;

namespace Lull.Plans.Tests;

public class CivilTimeTests
{
    private static readonly SourceSpan Here = new("plan.yaml", 1, 1, 1);

    [Theory]
    [InlineData("2025-05-18T00:00", "America/New_York", "once 2025-05-18T04:00:00Z")]
    [InlineData("2025-03-09T02:30", "America/New_York", "skipped, read as 2025-03-09T07:30:00Z")]
    [InlineData("2025-11-02T01:30", "America/New_York", "twice 2025-11-02T05:30:00Z and 2025-11-02T06:30:00Z")]
    [InlineData("2026-10-04T02:15", "Australia/Lord_Howe", "skipped, read as 2026-10-03T15:45:00Z")]
    [InlineData("2011-12-30T12:00", "Pacific/Apia", "skipped, read as 2011-12-30T22:00:00Z")]
    public void Local_time_means_an_instant(string local, string zone, string meaning) =>
        Describe(CivilTime.Resolve(Local(local), DateTimeZoneProviders.Tzdb[zone])).ShouldBe(meaning);

    [Theory]
    [InlineData("window.start", 0, 0, "2026-03-22T06:30:00Z", "")]
    [InlineData("window.start", 0, -336, "2026-03-08T06:30:00Z", "")]
    [InlineData("window.start", -7, 0, "2026-03-15T06:30:00Z", "")]
    [InlineData("window.start", -21, 0, "2026-03-01T07:30:00Z", "")]
    [InlineData("window.start", -14, 0, "2026-03-08T07:30:00Z", "LULL0111")]
    [InlineData("window.end", 0, 1, "2026-03-22T10:30:00Z", "")]
    [InlineData("freeze", -1, 0, "2026-03-09T16:00:00Z", "")]
    [InlineData("open", 0, 0, "none", "LULL0120")]
    [InlineData("circle", 0, 0, "none", "LULL0119")]
    [InlineData("nowhere", 0, 0, "none", "LULL0118")]
    public void Days_are_calendar_days_and_hours_are_elapsed(
        string from,
        int days,
        int hours,
        string instant,
        string code
    )
    {
        var spec = new WindowSpec
        {
            Start = new TimeExpression.Wall(Local("2026-03-22T02:30"), null),
            Length = Duration.FromHours(3),
            Zone = DateTimeZoneProviders.Tzdb["America/New_York"],
        };
        ValueList<Milestone> milestones =
        [
            new("freeze", new TimeExpression.Wall(Local("2026-03-10T12:00"), null), Here),
            new("open", new TimeExpression.ToBeDecided(), Here),
            new("circle", new TimeExpression.Relative("circle", 1, Duration.Zero), Here),
        ];
        var findings = new List<Finding>();
        var time = new TimeExpression.Relative(from, days, Duration.FromHours(hours));
        Instant? resolved = new TimeResolution(spec, milestones).Resolve(time, Here, findings);
        (resolved is { } found ? InstantPattern.General.Format(found) : "none").ShouldBe(instant);
        string.Join(' ', findings.Select(finding => finding.Code)).ShouldBe(code);
    }

    [Theory]
    [InlineData("04:30", "2026-05-17T08:30:00Z")]
    [InlineData("23:00", "2026-05-17T03:00:00Z")]
    [InlineData("22:00", "2026-05-17T02:00:00Z")]
    public void A_time_of_day_is_on_the_day_of_the_start_or_the_next(string time, string instant)
    {
        var spec = new WindowSpec
        {
            Start = new TimeExpression.Wall(Local("2026-05-16T22:00"), null),
            Length = null,
            Zone = DateTimeZoneProviders.Tzdb["America/New_York"],
        };
        var findings = new List<Finding>();
        LocalTime local = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time).Value;
        Instant? resolved = new TimeResolution(spec, []).Resolve(
            new TimeExpression.TimeOfDay(local, null),
            Here,
            findings
        );
        resolved!.Value.ToString("g", CultureInfo.InvariantCulture).ShouldBe(instant);
        findings.ShouldBeEmpty();
    }

    private static LocalDateTime Local(string text) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value;

    private static string Describe(Resolution resolution) =>
        resolution switch
        {
            Resolution.Once once => $"once {once.At}",
            Resolution.Skipped skipped => $"skipped, read as {skipped.ReadAs}",
            Resolution.Twice twice => $"twice {twice.Earlier} and {twice.Later}",
        };
}
