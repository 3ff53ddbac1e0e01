using FsCheck;
using FsCheck.Fluent;
using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Plans.Hosts;
using Lull.Plans.Shapes;
using Lull.Plans.Times;
using Lull.Plans.Yaml;

namespace Lull.Plans.Tests;

/// <summary>What is printed reads back as the same, and every spelling means what it says.</summary>
public class TextProperties
{
    [Fact]
    public void A_printed_duration_reads_back() =>
        Any.Holds(
            Gen.Choose(0, 2_000_000_000).Select(milliseconds => Duration.FromMilliseconds(milliseconds)).ToArbitrary(),
            duration =>
            {
                DurationText.TryParse(DurationText.Print(duration), out Duration read).ShouldBeTrue();
                read.ShouldBe(duration);
            }
        );

    [Theory]
    [InlineData("90m", 90 * 60)]
    [InlineData("1h30m", 90 * 60)]
    [InlineData("2d", 2 * 24 * 3600)]
    [InlineData("1w", 7 * 24 * 3600)]
    [InlineData("PT1H30M", 90 * 60)]
    [InlineData("P1DT12H", 36 * 3600)]
    [InlineData("00:01:30", 90 * 60)]
    [InlineData("01:00:00", 24 * 3600)]
    [InlineData("0s", 0)]
    public void A_duration_is_written_in_many_ways(string text, int seconds)
    {
        DurationText.TryParse(text, out Duration duration).ShouldBeTrue();
        duration.ShouldBe(Duration.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("m")]
    [InlineData("5")]
    [InlineData("5 m")]
    [InlineData("-5m")]
    [InlineData("30m1h")]
    [InlineData("00:25:00")]
    [InlineData("99999d")]
    [InlineData("99999999999999999999h")]
    public void What_is_no_duration_is_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("web[1-5]")]
    [InlineData("web[1 - 5]")]
    [InlineData("web[1..5]")]
    [InlineData("web[1 thru 5]")]
    [InlineData("web1 - 5")]
    [InlineData("web1 thru 5")]
    [InlineData("web1 through 5")]
    [InlineData("web 1 - 5")]
    [InlineData("every web[1-5]")]
    public void Every_spelling_of_a_range_is_the_same_range(string text) =>
        HostText.Print(Hosts(text)!).ShouldBe("web[1-5]");

    [Fact]
    public void Printed_hosts_read_back()
    {
        Gen<HostTerm> plain = Gen.OneOf(
            Gen.Elements("web", "shop-web3", "db_1", "sftp")
                .Select(name => (HostTerm)new HostTerm.Named(name, SourceSpan.None)),
            from prefix in Gen.Elements("web", "shop-web", "k8s-node-")
            from @from in Gen.Choose(0, 50)
            from more in Gen.Choose(0, 50)
            from digits in Gen.Choose(1, 4)
            from suffix in Gen.Elements("", "-prd", ".example.org")
            select (HostTerm)
                new HostTerm.Range(
                    prefix,
                    @from,
                    @from + more,
                    HostText.Padded(@from, digits).StartsWith('0')
                        ? Math.Max(digits, HostText.Padded(@from, digits).Length)
                        : 1,
                    suffix,
                    SourceSpan.None
                )
        );
        Arbitrary<HostTerm[]> selections = Any.ListOf(plain);
        Any.Holds(
            selections,
            terms =>
            {
                if (terms.Length == 0)
                {
                    return;
                }

                // The second half is taken away, as after the word "except".
                int kept = (terms.Length + 1) / 2;
                var selection = new HostSelection(
                    [.. terms.Select((term, index) => index < kept ? term : new HostTerm.Except(term))],
                    SourceSpan.None
                );
                string printed = HostText.Print(selection);
                HostText.Print(Hosts(printed).ShouldNotBeNull(printed)).ShouldBe(printed);
                Hosts(printed)!.Terms.Select(Bare).ShouldBe(selection.Terms.Select(Bare));
            }
        );
    }

    [Fact]
    public void Printed_times_read_back()
    {
        Gen<DateTimeZone?> zones = Gen.Elements("", "UTC", "America/New_York", "Asia/Kolkata", "-05", "+05:30")
            .Select(name => name.Length == 0 ? null : Zone(name));
        Gen<LocalTime> times =
            from hour in Gen.Choose(0, 23)
            from minute in Gen.Choose(0, 59)
            from second in Gen.Elements(0, 0, 59)
            select new LocalTime(hour, minute, second);
        Gen<TimeExpression> any = Gen.OneOf(
            Gen.Constant((TimeExpression)new TimeExpression.ToBeDecided()),
            from time in times
            from zone in zones
            select (TimeExpression)new TimeExpression.TimeOfDay(time, zone),
            from days in Gen.Choose(0, 80_000)
            from time in times
            from zone in zones
            select (TimeExpression)new TimeExpression.Wall(new LocalDate(1970, 1, 1).PlusDays(days) + time, zone),
            from milestone in Gen.Elements("window.start", "window.end", "code-freeze")
            from days in Gen.Choose(-3_000, 3_000)
            from minutes in Gen.Choose(-10_000, 10_000)
            select (TimeExpression)
                new TimeExpression.Relative(
                    milestone,
                    // Whole days of elapsed time are written in hours, so that they stay elapsed time.
                    days,
                    Duration.FromMinutes(minutes % 1_440)
                )
        );
        Any.Holds(any.ToArbitrary(), time => Time(TimeText.Print(time)).ShouldBe(time));
    }

    private static HostTerm Bare(HostTerm term) =>
        term switch
        {
            HostTerm.Named named => named with { Where = SourceSpan.None },
            HostTerm.Range range => range with { Where = SourceSpan.None },
            HostTerm.Except except => new HostTerm.Except(Bare(except.What)),
        };

    private static Node.Scalar Text(string text) =>
        new(text, 0, Plain: true, new SourceSpan("t", 1, 1, Math.Max(1, text.Length)));

    private static HostSelection? Hosts(string text) =>
        HostText.Read(Text(text), new Reading(ActionCatalogue.Empty)).Value;

    private static TimeExpression? Time(string text) =>
        TimeText.Read(Text(text), new Reading(ActionCatalogue.Empty)).Value;

    private static DateTimeZone Zone(string name) =>
        ZoneText.Read(name, SourceSpan.None, new Reading(ActionCatalogue.Empty)).Value;
}
