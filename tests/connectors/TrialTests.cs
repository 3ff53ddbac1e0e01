using Lull.Core.Actions;
using Lull.Core.Sites;

namespace Lull.Connectors.Tests;

/// <summary>What a plan writes is read before the window as the connector will read it then.</summary>
public sealed class TrialTests
{
    [Theory]
    [InlineData("wait", "soon", "'soon' is not a length of time")]
    [InlineData("cut", "maybe", "'maybe' is neither true nor false")]
    [InlineData("backend", "a b", "is not a name that HAProxy allows")]
    [InlineData("wait", "2m", null)]
    public void A_wrong_argument_is_found_without_talking_to_anybody(string name, string value, string? said)
    {
        var edge = new Connection(
            "edge",
            "haproxy",
            Map(("address", "tcp://127.0.0.1:1"), ("backend", "web")),
            1,
            default
        );
        CallTrial trial = ConnectorKinds.Catalogue["haproxy"]!.Trial!(edge);

        string? fault = trial(new ActionCall("edge", "drain", Map((name, value))), new Host("web1", [], default));

        if (said is null)
        {
            fault.ShouldBeNull();
        }
        else
        {
            fault.ShouldNotBeNull().ShouldContain(said);
        }
    }

    private static Argument.Map Map(params (string Name, string Text)[] entries) =>
        new([.. entries.Select(entry => new NamedArgument(entry.Name, new Argument.Text(entry.Text)))]);
}
