using Lull.Core.Maintenances;
using static Lull.Core.Tests.Procedures.Written;

namespace Lull.Core.Tests.Maintenances;

/// <summary>What people send with a command is kept for ever and shown everywhere: it has a length.</summary>
public sealed class CommandTextTests
{
    [Fact]
    public void A_note_that_nobody_would_read_to_its_end_is_refused_with_the_limit() =>
        Refused(new Input.Note("ana", new string('x', 1_000_000), -1))
            .ShouldBe(
                "This note has 1,000,000 characters; at most 10,000 are taken. Keep what people need to read, and give the address of the rest."
            );

    [Fact]
    public void A_note_of_the_greatest_length_is_taken() =>
        Decided(new Input.Note("ana", new string('x', 10_000), -1)).ShouldBeNull();

    [Fact]
    public void Reasons_evidence_and_incidents_have_the_same_limit()
    {
        string pasted = new('x', 10_001);
        Refused(new Input.Pause("ana", pasted)).ShouldStartWith("This reason has 10,001 characters");
        Refused(new Input.Tick("ana", 1, Succeeded: true, pasted))
            .ShouldStartWith("This evidence has 10,001 characters");
        Refused(new Input.ReportIncident("ana", 1, pasted))
            .ShouldStartWith("This incident's text has 10,001 characters");
    }

    [Theory]
    [InlineData("Look\nagain", "This title has a line break. Write it in one short line.")]
    [InlineData("Look\u001b[31m", "This title has a control character (U+001B). Write it in one short line.")]
    [InlineData(
        "Look \u202Eagain",
        "This title has a mark that turns the direction of writing (U+202E). Write it in one short line."
    )]
    public void The_title_of_an_added_step_is_one_line(string title, string reason) =>
        Refused(new Input.AddStep("ana", title, "")).ShouldBe(reason);

    [Fact]
    public void Letters_from_right_to_left_are_letters() =>
        Decided(new Input.AddStep("ana", "בדיקה", "")).ShouldBeNull();

    [Fact]
    public void Nobody_is_called_by_two_lines_or_by_a_whole_page()
    {
        Refused(new Input.Pause("ana\nbo", ""))
            .ShouldBe("The name of who asks has a line break. Write it in one short line.");
        Refused(new Input.Pause(new string('x', 201), ""))
            .ShouldBe(
                "The name of who asks has 201 characters, and at most 200 are taken. Write it in one short line."
            );
    }

    private static string? Decided(Input input) => Told.Started(Manual("Look")).Refusal(input);

    private static string Refused(Input input) => Decided(input).ShouldNotBeNull();
}
