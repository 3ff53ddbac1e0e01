using Lull.Core.Maintenances;

namespace Lull.Simulation.Tests.Examples;

/// <summary>People of a story: they do what is asked of them, each thing in its time, and give the orders of the story.</summary>
internal sealed class Crew : IPeople
{
    private static readonly Duration Moment = Duration.FromSeconds(10);

    private readonly Simulation _simulation;
    private readonly Story _story;
    private readonly Willing _people;
    private readonly HashSet<Input> _doing = [];
    private readonly HashSet<Input> _done = [];

    internal Crew(Simulation simulation, Story story)
    {
        _simulation = simulation;
        _story = story;
        _people = new Willing(simulation.Procedure, Choose);
    }

    public void Arrive() => Notice();

    public void Notice()
    {
        State state = _simulation.Watched;
        foreach (Input input in _people.Asked(state, _simulation.Clock))
        {
            TakeOn(input);
        }

        if (_story.Order(state, _people.Lead) is { } order)
        {
            TakeOn(order);
        }
    }

    /// <summary>What was done already is only said once more, should it have been lost.</summary>
    private void TakeOn(Input input)
    {
        if (_doing.Add(input))
        {
            _simulation.After(_done.Contains(input) ? Moment : _story.TimeOf(input), () => Say(input));
        }
    }

    private void Say(Input input)
    {
        _done.Add(input);
        if (_simulation.Live is null)
        {
            _simulation.After(Moment, () => Say(input));
            return;
        }

        _doing.Remove(input);
        _simulation.Conduct(input);
    }

    /// <summary>Whether something happened that nobody can tell, people go and see; a host for which no time is left waits for next month.</summary>
    private Choice Choose(Question question) =>
        question.Kind switch
        {
            QuestionKind.StepInconclusive or QuestionKind.UndoFailed => _simulation.World.Done[question.Subject] > 0
                ? Choice.CountAsDone
                : Choice.Retry,
            QuestionKind.StepFailed => _simulation.World.Done[question.Subject] > 0 ? Choice.Skip : Choice.Retry,
            QuestionKind.DoesNotFit when question.Choices.Contains(Choice.GiveUpHost) => Choice.GiveUpHost,
            QuestionKind.ChangeFailed when _story.Course == Course.HostRolledBack => Choice.CarryOn,
            _ => question.Default,
        };
}
