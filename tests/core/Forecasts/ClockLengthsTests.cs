using Lull.Core.Forecasts;

namespace Lull.Core.Tests.Forecasts;

public sealed class ClockLengthsTests
{
    [Fact]
    public void They_ascend_and_the_shortest_that_suits_is_taken()
    {
        ClockLengths.All.ShouldBe(ClockLengths.All.Order());
        ClockLengths.Shortest(one => one > Duration.FromMinutes(2)).ShouldBe(Duration.FromMinutes(5));
        ClockLengths.Shortest(_ => false).ShouldBe(Duration.FromDays(7));
    }
}
