using Lull.Server.Live;

namespace Lull.Server.Tests.Live;

public sealed class OutputLogTests
{
    private const int More = 5_000;

    [Fact]
    public void Lines_are_found_at_their_places_among_all_and_among_those_of_their_step()
    {
        OutputLog log = Said(lines: 10, steps: 2);

        log.Extent().ShouldBe((0, 10));
        log.Extent(node: 1).ShouldBe((0, 5));
        log.Slice(node: -1, from: 8, count: 5).Select(one => one.Line.Text).ShouldBe(["line 8", "line 9"]);
        log.Slice(node: 1, from: 3, count: 5)
            .Select(one => (one.Place, one.Line.Text))
            .ShouldBe([(3, "line 7"), (4, "line 9")]);
        log.Slice(node: 7, from: 0, count: 5).ShouldBeEmpty();
    }

    [Fact]
    public void The_oldest_lines_are_let_go_and_the_others_keep_their_places()
    {
        OutputLog log = Said(lines: OutputLog.Kept + More, steps: 2);

        (long first, long end) = log.Extent();
        end.ShouldBe(OutputLog.Kept + More);
        (end - first).ShouldBeInRange(OutputLog.Kept, OutputLog.Kept + 1_000);
        log.Slice(node: -1, from: 0, count: 1).ShouldHaveSingleItem().Place.ShouldBe(first);
        log.Extent(node: 1).ShouldBe((first / 2, end / 2));
        PlacedLine newest = log.Slice(node: 1, from: (end / 2) - 1, count: 5).ShouldHaveSingleItem();
        newest.Line.Text.ShouldBe($"line {end - 1}");
    }

    [Fact]
    public void A_search_counts_all_that_fit_and_gives_the_newest()
    {
        OutputLog log = Said(lines: 1_000, steps: 1);

        (int count, IReadOnlyList<PlacedLine> newest) = log.Search(node: 0, "LINE 9", most: 3);

        count.ShouldBe(111);
        newest.Select(one => one.Place).ShouldBe([997, 998, 999]);
        log.Search(node: 0, "nothing like it", most: 3).Count.ShouldBe(0);
    }

    private static OutputLog Said(int lines, int steps)
    {
        var log = new OutputLog();
        for (int number = 0; number < lines; number++)
        {
            log.Add(new OutputLine(0, Instant.MinValue, number % steps, "", "Read", $"line {number}"));
        }

        return log;
    }
}
