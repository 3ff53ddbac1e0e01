using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lull.Core.Windows;
using Lull.Server.Catalogue;
using Lull.Server.Status;
using Lull.Server.Status.News;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Lull.Server.Tests.Status;

/// <summary>What programs that others wrote understand: python3-icalendar, python3-vobject, python3-feedparser.</summary>
public sealed class ReaderTests
{
    private static readonly JsonSerializerOptions Lower = new(JsonSerializerDefaults.Web);

    [Theory]
    [InlineData("America/Denver")]
    [InlineData("Europe/Lisbon")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Sydney")]
    [InlineData("Africa/Cairo")]
    [InlineData("Etc/UTC")]
    public async Task Calendar_programs_read_the_same_instants_across_every_clock_change(string zone)
    {
        Life[] lives = [.. Windows(zone).Select((window, index) => Planned(window, index))];
        StatusBoard board = Shown.Board(Instant.FromUtc(2026, 1, 2, 0, 0), lives.Select(life => life.Card));
        string calendar = Shown.Calendar(board);
        calendar.Contains("TZID=", StringComparison.Ordinal).ShouldBe(zone != "Etc/UTC");
        using var folder = new Folder();
        await folder.WriteAsync("own.ics", calendar);
        // Under a name that no reader knows, the rules in the file itself are all it has.
        await folder.WriteAsync(
            "rules.ics",
            calendar
                .Replace("TZID=" + zone, "TZID=Elsewhere", StringComparison.Ordinal)
                .Replace("TZID:" + zone, "TZID:Elsewhere", StringComparison.Ordinal)
        );
        foreach (PublicMaintenance one in board.All.Take(5))
        {
            await folder.WriteAsync($"notice-{one.Id}.ics", Shown.Notice(one));
        }

        Read[] read = await folder.ReadAsync();

        var expected = board.All.ToDictionary(one => one.Uid, one => (General(one.Start), General(one.End)));
        foreach (Read entry in read)
        {
            (entry.Start, entry.End).ShouldBe(expected[entry.Uid], $"{entry.Reader} in {entry.File}");
        }

        foreach (string file in (string[])["own.ics", "rules.ics"])
        {
            foreach (string reader in (string[])["icalendar", "vobject"])
            {
                read.Count(entry => entry.File == file && entry.Reader == reader).ShouldBe(lives.Length);
            }
        }

        read.Count(entry => entry.File.StartsWith("notice", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public async Task Texts_come_through_calendars_and_news_as_they_were_written()
    {
        const string title =
            "Bücher, Café; \"Straße\" \\ 한국어 <b> & more, long enough that its line must be folded at least twice";
        Life life = new Life(change: procedure => procedure with { Title = title }).Started();
        StatusBoard board = Shown.Board(Life.Start, life.Card);
        using var folder = new Folder();
        await folder.WriteAsync("calendar.ics", Shown.Calendar(board));
        await folder.WriteAsync("notice.ics", Shown.Notice(board.All.Single()));
        await folder.WriteAsync(
            "atom.xml",
            Encoding.UTF8.GetString(
                AtomFeed.Of(board, Shown.Name, Shown.Links.Page + "/atom.xml", Shown.Links.Page, Shown.Links)
            )
        );

        Read[] read = await folder.ReadAsync();

        read.Where(entry => entry.Reader != "feedparser")
            .Select(entry => entry.Summary)
            .ShouldAllBe(summary => summary == title);
        read.Count(entry => entry.Reader != "feedparser").ShouldBe(4);
        Read[] news = [.. read.Where(entry => entry.Reader == "feedparser")];
        news.Select(entry => entry.Uid).ShouldBe(NewsItem.Of(board).Select(item => item.Id));
        news[0].Start.ShouldBe(General(Life.Start + Duration.FromMinutes(1)));
    }

    [Fact]
    public void A_notice_keeps_the_twelve_rules_of_its_strictest_reader()
    {
        foreach ((string name, Life life, Instant now) in Lives.All)
        {
            if (Shown.Board(now, life.Card).All.SingleOrDefault() is not { } one)
            {
                continue;
            }

            string[] lines = Shown.Notice(one).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
            string Value(string property) =>
                lines
                    .Single(line =>
                        line.StartsWith(property + ":", StringComparison.Ordinal)
                        || line.StartsWith(property + ";", StringComparison.Ordinal)
                    )
                    .Split(':', 2)[1];

            lines.Count(line => line == "BEGIN:VEVENT").ShouldBe(1, name);
            lines.ShouldNotContain(line =>
                line.StartsWith("METHOD", StringComparison.Ordinal)
                || line.StartsWith("RRULE", StringComparison.Ordinal)
                || line.StartsWith("DURATION", StringComparison.Ordinal)
            );
            Value("DTSTART").ShouldEndWith("Z");
            string.CompareOrdinal(Value("DTEND"), Value("DTSTART")).ShouldBePositive(name);
            Value("X-MAINTNOTE-MAINTENANCE-ID").ShouldBe(one.Id);
            Value("X-MAINTNOTE-OBJECT-ID").ShouldBe("order-desk");
            Value("X-MAINTNOTE-PROVIDER").ShouldBe("status.example.org");
            Value("X-MAINTNOTE-ACCOUNT").ShouldNotBeEmpty();
            Value("ORGANIZER").ShouldBe("mailto:maintenance@status.example.org");
            Value("X-MAINTNOTE-IMPACT").ShouldBeOneOf("NO-IMPACT", "REDUCED-REDUNDANCY", "DEGRADED", "OUTAGE");
            Value("X-MAINTNOTE-STATUS")
                .ShouldBeOneOf("TENTATIVE", "CONFIRMED", "CANCELLED", "IN-PROCESS", "COMPLETED", "RE-SCHEDULED");
            int.Parse(Value("SEQUENCE"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
            Value("DTSTAMP").ShouldEndWith("Z");
        }
    }

    /// <summary>Windows around every clock change of two years: before it, inside the missing or the double hour, at both of its times, and after.</summary>
    private static IEnumerable<Window> Windows(string zone)
    {
        DateTimeZone known = DateTimeZoneProviders.Tzdb[zone];
        var years = new Interval(Instant.FromUtc(2026, 1, 10, 0, 0), Instant.FromUtc(2027, 12, 20, 0, 0));
        IEnumerable<Instant> changes = known
            .GetZoneIntervals(years)
            .Skip(1)
            .Select(interval => interval.Start)
            .Append(Instant.FromUtc(2026, 12, 3, 21, 0));
        foreach (Instant change in changes)
        {
            foreach (int minutes in (int[])[-180, -90, -60, -30, 0, 30, 59, 60, 90, 180])
            {
                Instant start = change + Duration.FromMinutes(minutes);
                yield return new Window(start, start + Duration.FromMinutes(45), zone);
                yield return new Window(start, start + Duration.FromHours(3), zone);
            }
        }

        foreach (
            LocalDateTime local in changes.Select(change =>
                change.InZone(known).LocalDateTime.Date.At(new LocalTime(2, 30))
            )
        )
        {
            // As a person wrote it: 02:30 on the night of the change, missing or double.
            Instant start = known.ResolveLocal(local, Resolvers.LenientResolver).ToInstant();
            yield return new Window(start, start + Duration.FromHours(1), zone);
        }
    }

    private static Life Planned(Window window, int index)
    {
        const string letters = "abcdefghijklmnop";
        string id = "m-aaaaaa" + letters[index / 16 % 16] + letters[index % 16];
        return new Life(id, procedure => procedure with { Window = window }).Approved();
    }

    private static string General(Instant at) => InstantPattern.General.Format(at);

    /// <summary>An entry as a reader understood it.</summary>
    private sealed record Read(string Reader, string File, string Uid, string Start, string End, string Summary);

    /// <summary>Files for the readers, gone afterwards.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("lull-feeds-");

        internal Task WriteAsync(string name, string text) =>
            File.WriteAllTextAsync(Path.Combine(_place.FullName, name), text);

        internal async Task<Read[]> ReadAsync()
        {
            Assert.SkipUnless(
                Directory.Exists("/usr/lib/python3/dist-packages/icalendar")
                    && Directory.Exists("/usr/lib/python3/dist-packages/vobject")
                    && Directory.Exists("/usr/lib/python3/dist-packages/feedparser"),
                "The readers are missing: apt-get install python3-icalendar python3-vobject python3-feedparser"
            );
            var start = new ProcessStartInfo(
                "/usr/bin/python3",
                [Path.Combine(Golden.Here, "readers.py"), _place.FullName]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process python = Process.Start(start).ShouldNotBeNull();
            Task<string> errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string said = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
            python.ExitCode.ShouldBe(0, await errors);
            return
            [
                .. said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonSerializer.Deserialize<Read>(line, Lower)!),
            ];
        }

        public void Dispose() => _place.Delete(recursive: true);
    }
}
