using System.CommandLine;
using System.Globalization;
using Lull.Cli.Commands;
using Lull.Cli.Following;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Core.Plans;

namespace Lull.Cli.Orders;

/// <summary>The other orders: <c>answer</c>, <c>note</c>, <c>item</c>, <c>add-step</c>, <c>incident</c>, <c>disown</c>.</summary>
internal static class OtherOrders
{
    internal static IEnumerable<Command> CreateAll(Screen screen) =>
        [Answer(screen), Note(screen), Item(screen), AddStep(screen), Incident(screen), Disown(screen)];

    private static Command Answer(Screen screen)
    {
        var question = new Argument<string>("question") { HelpName = "QUESTION", Description = "Its number." };
        var choice = new Argument<string>("choice")
        {
            HelpName = "CHOICE",
            Description = "One of its choices, such as retry or skip.",
        };
        Option<string> reason = Parameters.Reason("Why; some choices need one.");
        return OrderCommand.Create(
            screen,
            "answer",
            "Answer a question.",
            [question, choice, reason],
            (parsed, story, by) =>
            {
                Question asked = Find(story.State, parsed.GetRequiredValue(question));
                return new Input.Answer(
                    by,
                    asked.Number,
                    ChoiceOf(asked, parsed.GetRequiredValue(choice)),
                    parsed.GetRequiredValue(reason)
                );
            }
        );
    }

    private static Command Note(Screen screen)
    {
        var text = new Argument<string>("text") { HelpName = "TEXT", Description = "What to write down." };
        var step = new Option<string?>("--step") { HelpName = "STEP", Description = "The step it is about." };
        return OrderCommand.Create(
            screen,
            "note",
            "Write something down in the journal.",
            [text, step],
            (parsed, story, by) =>
                new Input.Note(
                    by,
                    parsed.GetRequiredValue(text),
                    parsed.GetValue(step) is { } written ? Named.Step(story.State.Procedure, written).Number : -1
                )
        );
    }

    private static Command Item(Screen screen)
    {
        var item = new Argument<string>("item") { HelpName = "ITEM", Description = "Its id." };
        var state = new Argument<string>("state")
        {
            HelpName = "STATE",
            Description = "open, doing, done or not-doing.",
        };
        state.AcceptOnlyFromAmong("open", "doing", "done", "not-doing");
        Option<string> reason = Parameters.Reason("Why; not doing an item needs one.");
        return OrderCommand.Create(
            screen,
            "item",
            "Set the state of an item.",
            [item, state, reason],
            (parsed, story, by) =>
                new Input.ChangeItem(
                    by,
                    Named.Item(story.State.Procedure, parsed.GetRequiredValue(item)),
                    Enum.GetValues<ItemState>().Single(one => Names.Kebab(one.ToString()) == parsed.GetValue(state)),
                    parsed.GetRequiredValue(reason)
                )
        );
    }

    private static Command AddStep(Screen screen)
    {
        var title = new Argument<string>("title") { HelpName = "TITLE", Description = "What has to be done." };
        var role = new Option<string>("--role")
        {
            HelpName = "ROLE",
            Description = "Who does it; anyone unless given.",
            DefaultValueFactory = _ => "",
        };
        return OrderCommand.Create(
            screen,
            "add-step",
            "Add a manual step that must be done before the end; 'lull done a1' ticks the first one off.",
            [title, role],
            (parsed, _, by) => new Input.AddStep(by, parsed.GetRequiredValue(title), parsed.GetRequiredValue(role))
        );
    }

    private static Command Incident(Screen screen)
    {
        var text = new Argument<string>("text") { HelpName = "TEXT", Description = "What happened." };
        var severity = new Option<int>("--severity", "-s")
        {
            HelpName = "1-5",
            Description = "1 is the worst; the rules of the soak may roll back for it.",
            Required = true,
        };
        severity.Validators.Add(written =>
        {
            if (written.Tokens is [{ Value: not ("1" or "2" or "3" or "4" or "5") } token])
            {
                written.AddError($"'{token.Value}' is not a severity. Write 1, the worst, to 5.");
            }
        });
        return OrderCommand.Create(
            screen,
            "incident",
            "Report an incident.",
            [text, severity],
            (parsed, _, by) =>
                new Input.ReportIncident(by, parsed.GetRequiredValue(severity), parsed.GetRequiredValue(text))
        );
    }

    private static Command Disown(Screen screen)
    {
        var bracket = new Argument<string>("bracket")
        {
            HelpName = "BRACKET",
            Description = "Its number such as b3, or a part of its title.",
        };
        Option<string> reason = Parameters.Reason("Why, and how it will be closed.");
        return OrderCommand.Create(
            screen,
            "disown",
            "Take over the duty to close a bracket that Lull cannot close.",
            [bracket, reason],
            (parsed, story, by) =>
                new Input.Disown(
                    by,
                    Named.Bracket(story.State, parsed.GetRequiredValue(bracket)),
                    parsed.GetRequiredValue(reason)
                )
        );
    }

    private static Question Find(State state, string written)
    {
        string digits = written.TrimStart('q', 'Q', '#');
        return
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && state.Questions.FirstOrDefault(question => question.Number == number) is { } found
            ? found
            : throw new UsageException(
                state.Questions.Count == 0
                    ? "No question is open."
                    : $"'{written}' is not an open question. Open are: {string.Join(", ", state.Questions.Select(question => $"{question.Number} {question.Text}"))}"
            );
    }

    private static Choice ChoiceOf(Question question, string written)
    {
        foreach (Choice choice in question.Choices)
        {
            if (Names.OfChoice(choice) == written)
            {
                return choice;
            }
        }

        throw new UsageException(
            $"'{written}' cannot be chosen here. Choose one of: {string.Join(", ", question.Choices.Select(Names.OfChoice))}."
        );
    }
}
