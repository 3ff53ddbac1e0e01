using Lull.Cli.Live;
using Lull.Cli.Plans;
using Lull.Connectors;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Plans;
using Lull.Reports;
using NodaTime;
using Spectre.Console;

namespace Lull.Cli.Tests;

public sealed class DialogueTests
{
    private const string Plan = """
        maintenance: Read the meters
        author: ana
        impact: None.
        window: { start: 2026-12-03 14:00, length: 1h, zone: Europe/Lisbon }
        change:
          - parallel:
              - title: Read the first meter
                manual: Write down what it shows.
              - title: Read the second meter
                manual: Write down what it shows.
        rollback: { none: nothing is changed }
        """;

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

    [Fact]
    public void Of_several_questions_one_is_chosen_and_then_a_choice_whose_consequence_is_shown()
    {
        Dialogue dialogue = new Keys(WithTwoQuestions(), "ana").Begin('a').ShouldNotBeNull();

        Shown(dialogue).ShouldContain("1  'Read the first meter': it failed");
        Shown(dialogue).ShouldContain("2  'Read the second meter': it failed");

        Type(dialogue, "2").ShouldBeNull();
        string choices = Shown(dialogue);
        choices.ShouldContain("Question 2, your choice");
        choices.ShouldContain("1 retry");
        choices.ShouldContain("2 skip");
        choices.ShouldContain("It is left out; what waits for it goes on.");

        Type(dialogue, "2").ShouldBeNull();
        Shown(dialogue).ShouldContain("Why");
        Type(dialogue, "w").ShouldBe(new Input.Answer("ana", 2, Choice.Skip, "w"));
    }

    [Fact]
    public void A_question_that_is_not_open_is_refused_before_its_choice_is_asked()
    {
        Dialogue dialogue = new Keys(WithTwoQuestions(), "ana").Begin('a').ShouldNotBeNull();

        Should.Throw<UsageException>(() => Type(dialogue, "7")).Message.ShouldBe("'7' is not an open question.");
    }

    private static Input? Type(Dialogue dialogue, string text)
    {
        foreach (char letter in text)
        {
            dialogue.Press(new ConsoleKeyInfo(letter, ConsoleKey.None, shift: false, alt: false, control: false));
        }

        return dialogue.Press(Enter);
    }

    private static string Shown(Dialogue dialogue) =>
        Markup.Remove(string.Join('\n', dialogue.Offers(80).Append(dialogue.Line).Select(line => line.ToMarkup(80))));

    /// <summary>Two manual steps beside each other have failed.</summary>
    private static Story WithTwoQuestions()
    {
        CheckedPlan files = CheckedPlan.Of(
            "meters.plan.yaml",
            Plan,
            SiteReader.Read("hall.site.yaml", "site: hall", ConnectorKinds.Catalogue),
            _ => null,
            ConnectorKinds.Catalogue
        );
        Procedure procedure = files.Compile(files.AnnouncedWindow().ShouldNotBeNull()).ShouldNotBeNull();
        Instant now = procedure.Window.Start;
        var planned = new MaintenanceEvent.Planned(Machine.Rules, procedure, "", "");
        State state = Machine.Begin(planned, now);
        var story = new Story();
        Take(planned);
        Says(new Input.TakeOver(1));
        Says(new Input.Propose("ana"));
        Says(new Input.Start("ana"));
        foreach (Node step in procedure.Nodes.Where(node => node.Kind == NodeKind.Manual))
        {
            Says(new Input.Tick("ana", step.Number, false, "It is broken."));
        }

        return story;

        void Take(MaintenanceEvent happened) =>
            story.Take(new Published.Happened(story.Sequence + 1, now, "ana", happened));

        void Says(Input input)
        {
            foreach (
                MaintenanceEvent happened in Machine.Turn(state, input, now).ShouldBeOfType<Decision.Accepted>().Events
            )
            {
                Take(happened);
            }
        }
    }
}
