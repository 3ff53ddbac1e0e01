using Lull.Core.Common;

namespace Lull.Engine.Tests.Journal;

public sealed class MaintenanceIdTests
{
    [Theory]
    [InlineData("m-abcdefgh")]
    [InlineData("m-3f2akq7d")]
    [InlineData("m-abcdefghijklmnopqrstuvwxyz")]
    public void Ids_are_given_back_as_they_were_written(string text) =>
        MaintenanceId.Of(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m-")]
    [InlineData("m-abcdefg")]
    [InlineData("m-abcdefghijklmnopqrstuvwxyz2")]
    [InlineData("m-ABCDEFGH")]
    [InlineData("m-abcdefg1")]
    [InlineData("x-abcdefgh")]
    [InlineData("m-abcdefgh\n")]
    public void Anything_else_is_refused(string? text) =>
        MaintenanceId.TryParse(text, provider: null, out _).ShouldBeFalse();

    [Fact]
    public void The_refusal_shows_the_shape() =>
        Should.Throw<FormatException>(() => MaintenanceId.Of("spring")).Message.ShouldContain("m-3f2akq7d");
}
