using Lull.Cli.Live;
using Lull.Core.Maintenances;

namespace Lull.Cli.Tests;

public sealed class DialogueTests
{
    private static readonly ConsoleKeyInfo Enter = new(
        '\r',
        ConsoleKey.Enter,
        shift: false,
        alt: false,
        control: false
    );
    private static readonly ConsoleKeyInfo Space = new(
        ' ',
        ConsoleKey.Spacebar,
        shift: false,
        alt: false,
        control: false
    );
    private static readonly ConsoleKeyInfo Letter = new('w', ConsoleKey.W, shift: false, alt: false, control: false);

    [Fact]
    public void What_cannot_be_taken_back_is_not_done_by_two_keys()
    {
        var dialogue = new Dialogue(["Why"], answers => new Input.RollBack("ana", 0, answers[0]), isGrave: true);

        dialogue.Press(Enter).ShouldBeNull();
        dialogue.Press(Space).ShouldBeNull();
        dialogue.Press(Enter).ShouldBeNull();
        dialogue.Press(Letter).ShouldBeNull();
        dialogue.Press(Enter).ShouldBe(new Input.RollBack("ana", 0, "w"));
    }

    [Fact]
    public void A_confirmation_is_Enter_alone() =>
        new Dialogue(["Go on? Enter"], _ => new Input.Resume("ana")).Press(Enter).ShouldBe(new Input.Resume("ana"));
}
