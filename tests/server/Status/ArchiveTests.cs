using System.Net;
using Lull.Core.Maintenances;
using Lull.Engine.Timers;
using Lull.Server.Status;
using Lull.Server.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using NodaTime.Text;

namespace Lull.Server.Tests.Status;

/// <summary>What is over is found again, however long ago it was.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task A_notice_of_long_ago_keeps_its_address_and_is_found_in_the_archive()
    {
        var time = new ShiftedTime();
        await using Running running = await Running.StartAsync(change: options =>
            options with
            {
                Clock = new RealClock(time),
            }
        );
        Instant start = SystemClock.Instance.GetCurrentInstant() - Duration.FromMinutes(1);
        MaintenanceId id = await running.PlanAsync(start, start + Duration.FromHours(2));
        MaintenanceId draft = await running.PlanAsync(start, start + Duration.FromHours(2));
        string revision = (await running.CardAsync(id, _ => true)).Revision;
        await running.SendAsync(
            id,
            new Input.Propose("ana"),
            new Input.Approve("bo", "cab", revision),
            new Input.Cancel("ana", "Moved to June.")
        );
        await running.SendAsync(draft, new Input.Cancel("ana", "Nobody knew of it."));
        await running.CardAsync(id, card => card.IsOver);
        await running.CardAsync(draft, card => card.IsOver);
        using HttpClient nobody = running.Browser();
        string month = LocalDatePattern
            .CreateWithInvariantCulture("uuuu-MM")
            .Format(start.InZone(DateTimeZoneProviders.Tzdb["America/Denver"]).Date);

        (await nobody.ReadAsync("/status")).ShouldContain($"/status/maintenances/{id}");
        time.By = TimeSpan.FromDays(17 * 365);

        running.Server.Services.GetRequiredService<StatusBoards>().Public.All.ShouldBeEmpty();
        string page = await nobody.ReadAsync($"/status/maintenances/{id}");
        page.ShouldContain("Replace the certificate");
        page.ShouldContain("It does not take place.");
        (await nobody.ReadAsync($"/status/maintenances/{id}.ics")).ShouldContain("STATUS:CANCELLED");
        (await nobody.ReadAsync("/status")).ShouldContain("href=\"/status/archive\"");
        (await nobody.ReadAsync("/status/archive")).ShouldContain($"href=\"/status/archive/{month}\"");
        string listed = await nobody.ReadAsync($"/status/archive/{month}");
        listed.ShouldContain($"/status/maintenances/{id}");
        listed.ShouldNotContain(draft.Text);
        using HttpResponseMessage other = await nobody.GetAsync(
            "/status/archive/2009-12",
            TestContext.Current.CancellationToken
        );
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void The_dates_of_a_year_are_in_the_calendar_as_soon_as_they_are_approved()
    {
        Life[] sundays =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(month =>
                {
                    var start = new LocalDate(2026, 1, 1).PlusMonths(month).Next(IsoDayOfWeek.Sunday).PlusWeeks(2);
                    Instant at = start
                        .AtMidnight()
                        .InZoneStrictly(DateTimeZoneProviders.Tzdb["America/New_York"])
                        .ToInstant();
                    return new Life(
                        $"m-sunday{(char)('a' + month)}a",
                        procedure =>
                            procedure with
                            {
                                Window = new Core.Windows.Window(at, at + Duration.FromHours(8), "America/New_York"),
                            }
                    ).Approved();
                }),
        ];

        string calendar = Shown.Calendar(
            Shown.Board(Instant.FromUtc(2025, 12, 20, 0, 0), sundays.Select(life => life.Card))
        );

        calendar
            .Split("\r\n")
            .Where(line => line.StartsWith("DTSTART;TZID=America/New_York:2026", StringComparison.Ordinal))
            .Count()
            .ShouldBe(12);
    }
}
