using System.Diagnostics;
using Lull.Server.Catalogue;
using Lull.Server.Status;

namespace Lull.Server.Tests.Status;

public sealed class CostTests
{
    [Fact]
    public async Task Ten_thousand_maintenances_are_rendered_once_and_then_handed_out()
    {
        MaintenanceCard card = new Life().Approved().Card;
        StatusBoard board = Shown.Board(
            Life.Start - Duration.FromDays(1),
            Enumerable
                .Range(0, 10_000)
                .Select(number => card with { Id = Id(number), Start = card.Start + Duration.FromMinutes(number) })
        );
        StatusPages pages = Shown.Pages();
        var answers = new StatusAnswers(TimeProvider.System);
        int rendered = 0;
        Task<StatusAnswer> AskAsync() =>
            answers.GetAsync(
                board,
                "page",
                "text/html",
                () =>
                {
                    Interlocked.Increment(ref rendered);
                    return pages.BoardAsync(board, null);
                }
            );

        StatusAnswer first = await AskAsync();
        long start = Stopwatch.GetTimestamp();
        StatusAnswer[] later = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => AskAsync()));

        later.ShouldAllBe(answer => ReferenceEquals(answer, first));
        rendered.ShouldBe(1);
        // A thousand readers together take less than one may.
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
    }

    private static MaintenanceId Id(int number)
    {
        const string letters = "abcdefghij";
        return MaintenanceId.Of("m-aaaa" + string.Concat($"{number:0000}".Select(digit => letters[digit - '0'])));
    }
}
