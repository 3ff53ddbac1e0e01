using Lull.Core.Plans;
using Lull.Core.Windows;
using Lull.Server.Pages.Plans;

namespace Lull.Server.Tests.Pages;

/// <summary>The window that somebody writes into a form.</summary>
public sealed class ChosenWindowTests
{
    private static readonly Plan Hour = new()
    {
        Title = "Read the meters",
        Revision = "",
        Window = new WindowSpec
        {
            Start = new TimeExpression.ToBeDecided(),
            Length = Duration.FromHours(1),
            Zone = DateTimeZoneProviders.Tzdb["Europe/Lisbon"],
        },
        Phases = [],
    };

    [Theory]
    [InlineData("2026-12-03T14:00", "")]
    [InlineData("soon", "'soon' is no start. Write it as 2026-12-03T14:00.")]
    [InlineData("9999-12-31T23:59", "'9999-12-31T23:59' is centuries away. Check the year.")]
    [InlineData("0001-01-01T00:00", "'0001-01-01T00:00' is centuries away. Check the year.")]
    public void A_start_that_cannot_be_meant_is_refused_with_what_to_write(string start, string problem)
    {
        ChosenWindow.TryRead(start, "", Hour, announced: null, out _, out string said).ShouldBe(problem.Length == 0);
        said.ShouldBe(problem);
    }
}
