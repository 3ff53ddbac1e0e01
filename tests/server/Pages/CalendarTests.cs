using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Sites;
using Lull.Server.Catalogue;
using Lull.Server.Pages.Calendar;
using NodaTime.Text;

namespace Lull.Server.Tests.Pages;

public sealed class CalendarTests
{
    [Theory]
    [InlineData("America/Denver", "2026-12-03T21:00Z", "2026-12-04T01:00Z", "2026-12-03 14:00–18:00")]
    [InlineData(
        "Europe/Lisbon",
        "2026-12-03T21:00Z",
        "2026-12-04T01:00Z",
        "2026-12-03 21:00–24:00 … | 2026-12-04 … 00:00–01:00"
    )]
    [InlineData("Asia/Kolkata", "2026-12-03T21:00Z", "2026-12-04T01:00Z", "2026-12-04 02:30–06:30")]
    [InlineData("Australia/Lord_Howe", "2026-12-03T21:00Z", "2026-12-04T01:00Z", "2026-12-04 08:00–12:00")]
    [InlineData("UTC", "2026-12-03T21:00Z", "2026-12-04T00:00Z", "2026-12-03 21:00–24:00")]
    [InlineData(
        "America/New_York",
        "2026-03-08T05:30Z",
        "2026-03-08T07:30Z",
        "2026-03-08 00:30–03:30 (Clocks go forward 1h at 02:00)"
    )]
    [InlineData(
        "America/New_York",
        "2026-11-01T05:30Z",
        "2026-11-01T06:30Z",
        "2026-11-01 01:30–01:30 (Clocks go back 1h at 02:00)"
    )]
    [InlineData(
        "Europe/Lisbon",
        "2026-10-24T23:00Z",
        "2026-10-25T01:30Z",
        "2026-10-25 00:00–01:30 (Clocks go back 1h at 02:00)"
    )]
    [InlineData(
        "Australia/Lord_Howe",
        "2026-10-03T15:00Z",
        "2026-10-03T16:00Z",
        "2026-10-04 01:30–03:00 (Clocks go forward 30m at 02:00)"
    )]
    public void A_window_stands_on_the_days_of_the_viewers_zone(string zone, string start, string end, string days)
    {
        MaintenanceCard card = Card("m-aaaaaaaa", start, end);
        CalendarSpan span = Span("month", start[..7], zone) with
        {
            First = new LocalDate(2026, int.Parse(start[5..7], null), 1),
            Days = 31,
        };

        IEnumerable<string> shown = CalendarDays
            .Of(span, [card], [])
            .Where(day => day.Entries.Count > 0)
            .Select(day =>
                $"{LocalDatePattern.Iso.Format(day.Date)} {day.Entries.ShouldHaveSingleItem().Hours}"
                + (day.ClockChange.Length > 0 ? $" ({day.ClockChange})" : "")
            );

        string.Join(" | ", shown).ShouldBe(days);
    }

    [Theory]
    [InlineData("month", "2026-12", "2026-11-30", 35)]
    [InlineData("month", "2026-12-24", "2026-11-30", 35)]
    [InlineData("month", "2027-02", "2027-02-01", 28)]
    [InlineData("week", "2026-12-03", "2026-11-30", 7)]
    [InlineData("list", "2026-12-03", "2026-12-03", 90)]
    [InlineData("month", "no day at all", "2026-10-26", 42)]
    [InlineData("month", "9999-12", "2026-10-26", 42)]
    public void An_address_names_the_days_shown(string view, string at, string first, int days)
    {
        CalendarSpan span = Span(view, at, "UTC");

        LocalDatePattern.Iso.Format(span.First).ShouldBe(first);
        span.Days.ShouldBe(days);
    }

    [Fact]
    public void A_freeze_is_on_every_day_that_it_touches()
    {
        var freeze = new Freeze(
            "year-end",
            At("2026-12-18T23:00Z"),
            At("2026-12-20T00:00Z"),
            "Invoices.",
            SourceSpan.None
        );

        IEnumerable<LocalDate> frozen = CalendarDays
            .Of(Span("month", "2026-12", "UTC"), [], [new SiteFreeze("lab", freeze)])
            .Where(day => day.Freezes.Count > 0)
            .Select(day => day.Date);

        frozen.ShouldBe([new LocalDate(2026, 12, 18), new LocalDate(2026, 12, 19)]);
    }

    [Fact]
    public void Two_windows_at_the_same_time_on_the_same_hosts_collide()
    {
        MaintenanceCard one = Card("m-aaaaaaaa", "2026-12-03T10:00Z", "2026-12-03T12:00Z");
        MaintenanceCard other = Card("m-bbbbbbbb", "2026-12-03T11:00Z", "2026-12-03T13:00Z") with
        {
            Hosts = ["web2", "db1"],
        };

        IReadOnlyDictionary<MaintenanceId, IReadOnlyList<Collision>> found = Collisions.Among([other, one]);

        found[one.Id].ShouldHaveSingleItem().ShouldBe(new Collision(other, "both touch web2"));
        found[other.Id].ShouldHaveSingleItem().With.ShouldBe(one);
    }

    [Fact]
    public void Hosts_of_one_pool_collide_too()
    {
        MaintenanceCard one = Card("m-aaaaaaaa", "2026-12-03T10:00Z", "2026-12-03T12:00Z") with
        {
            Hosts = ["web1"],
            Pools = ["web"],
        };
        MaintenanceCard other = Card("m-bbbbbbbb", "2026-12-03T11:00Z", "2026-12-03T13:00Z") with
        {
            Hosts = ["web9"],
            Pools = ["web"],
        };

        Collisions.Among([one, other])[one.Id].ShouldHaveSingleItem().Over.ShouldBe("both take hosts out of pool web");
    }

    [Fact]
    public void Windows_that_touch_other_sites_and_those_that_are_over_do_not_collide()
    {
        MaintenanceCard one = Card("m-aaaaaaaa", "2026-12-03T10:00Z", "2026-12-03T12:00Z");

        Collisions
            .Among([
                one,
                Card("m-bbbbbbbb", "2026-12-03T12:00Z", "2026-12-03T13:00Z"),
                Card("m-cccccccc", "2026-12-03T10:00Z", "2026-12-03T12:00Z") with
                {
                    Site = "staging",
                },
                Card("m-dddddddd", "2026-12-03T10:00Z", "2026-12-03T12:00Z") with
                {
                    Ending = Ending.Cancelled,
                },
            ])
            .ShouldBeEmpty();
    }

    [Fact]
    public void Windows_that_overlap_stand_beside_each_other_in_a_week()
    {
        MaintenanceCard[] cards =
        [
            Card("m-aaaaaaaa", "2026-12-03T10:00Z", "2026-12-03T12:00Z"),
            Card("m-bbbbbbbb", "2026-12-03T11:10Z", "2026-12-03T13:00Z"),
            Card("m-cccccccc", "2026-12-03T12:00Z", "2026-12-03T12:10Z"),
        ];
        CalendarDay day = CalendarDays.Of(Span("week", "2026-12-03", "UTC"), cards, [])[3];

        Lanes
            .Of(day.Entries)
            .Select(placed => (placed.Lane, Lanes.FromOf(placed.Entry), Lanes.UntilOf(placed.Entry)))
            .ShouldBe([(1, 20, 24), (2, 22, 26), (1, 24, 25)]);
    }

    private static CalendarSpan Span(string view, string at, string zone) =>
        CalendarSpan.Of(view, at, new LocalDate(2026, 11, 21), DateTimeZoneProviders.Tzdb[zone]);

    private static Instant At(string text) =>
        InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'").Parse(text).Value;

    private static MaintenanceCard Card(string id, string start, string end) =>
        new()
        {
            Id = MaintenanceId.Of(id),
            Title = "Patch",
            Site = "lab",
            Revision = "",
            Author = "",
            Start = At(start),
            AnnouncedEnd = At(end),
            End = At(end),
            Zone = "UTC",
            Stage = Stage.Scheduled,
            IsPaused = false,
            InRecovery = false,
            Ending = null,
            NeedsRecovery = [],
            Impact = Impact.None,
            Pools = [],
            Hosts = ["web1", "web2"],
            PlannedAt = At(start),
            StartedAt = null,
            SoakingSince = null,
            EndedAt = null,
            ChangedAt = At(start),
            Edition = 0,
            Sequence = 1,
            Updates = [],
        };
}
