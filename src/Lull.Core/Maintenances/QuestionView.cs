namespace Lull.Core.Maintenances;

/// <summary>A question on a screen.</summary>
/// <param name="Question">As asked.</param>
/// <param name="About">The step, bracket or channel it is about; empty when it is the whole maintenance.</param>
/// <param name="Choices">What can be chosen and what then happens, the safest first.</param>
/// <param name="DecidedAt">When the default is taken: its own deadline, or the point of no return; null when it waits on.</param>
public sealed record QuestionView(Question Question, string About, ValueList<ChoiceView> Choices, Instant? DecidedAt)
{
    internal static QuestionView Of(State state, Question question) =>
        new(
            question,
            AboutOf(state, question),
            [.. question.Choices.Select(choice => new ChoiceView(choice, Consequences.Of(state, question, choice)))],
            question.Deadline ?? (state.PointOfNoReturnWaived ? null : state.PointOfNoReturn)
        );

    private static string AboutOf(State state, Question question) =>
        question switch
        {
            { Subject: < 0 } => "",
            { Kind: QuestionKind.NotOpened or QuestionKind.NotClosed or QuestionKind.PoolFloor } => state
                .Procedure
                .Brackets[question.Subject]
                .Title,
            { Kind: QuestionKind.NotDelivered } => state.Procedure.Deliveries[question.Subject].Audience,
            { Kind: QuestionKind.SoakRule } => state.Procedure.Soak!.Watches[question.Subject].Title,
            _ when question.Subject < state.Procedure.Nodes.Count => state.Procedure.Nodes[question.Subject].Path,
            _ => "",
        };
}

/// <summary>One thing that can be chosen.</summary>
/// <param name="Choice">Which.</param>
/// <param name="Consequence">What then happens, as a sentence.</param>
public sealed record ChoiceView(Choice Choice, string Consequence);
