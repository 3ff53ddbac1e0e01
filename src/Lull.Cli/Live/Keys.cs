using System.Globalization;
using Lull.Cli.Following;
using Lull.Cli.Orders;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Cli.Live;

/// <summary>What keys do: each begins a dialogue that ends in an order.</summary>
internal sealed class Keys(Story story, string by)
{
    /// <summary>For the foot of the screen.</summary>
    internal const string Short = "d done  a answer  p pause  e extend  n note  b roll back  x abort  ? help  q leave";

    /// <summary>Every key with its meaning.</summary>
    internal static IReadOnlyList<(string Key, string Meaning)> All { get; } =
    [
        ("d", "tick a manual step off"),
        ("f", "say that a manual step failed"),
        ("c", "claim a manual step: you are at it"),
        ("s", "leave a step out, with a reason"),
        ("a", "answer a question"),
        ("v", "approve: the maintenance, or an approval step that waits"),
        ("p", "pause, or go on"),
        ("e", "make the window longer"),
        ("n", "write a note into the journal"),
        ("b", "roll back everything"),
        ("x", "abort: close everything that is open, leave what was done"),
        ("q", "leave; the maintenance goes on when you come back with the same command"),
        ("Esc", "out of a question, out of this help"),
    ];

    private State State => story.State;

    /// <summary>The dialogue that a key begins; null when it begins none.</summary>
    /// <exception cref="UsageException">There is nothing that the key could be about.</exception>
    internal Dialogue? Begin(char key) =>
        key switch
        {
            'd' => Tick(succeeded: true),
            'f' => Tick(succeeded: false),
            'c' => WithStep([], (node, _) => new Input.Claim(by, node)),
            's' => new Dialogue(
                ["Leave out which step (number or path)", "Why"],
                answers => new Input.Skip(by, Named.Step(State.Procedure, answers[0]).Number, answers[1])
            ),
            'a' => Answer(),
            'v' => Approve(),
            'p' when State.IsPaused => new Dialogue(["Go on? Enter"], _ => new Input.Resume(by)),
            'p' => new Dialogue(["Pause, why"], answers => new Input.Pause(by, answers[0])),
            'e' => new Dialogue(
                ["How much longer, such as 30m", "Why"],
                answers => new Input.Extend(by, Lengths.Parse(answers[0]), answers[1])
            ),
            'n' => new Dialogue(["Note"], answers => new Input.Note(by, answers[0], -1)),
            'b' => new Dialogue(
                ["Roll back EVERYTHING; write why, then Enter (Esc for no)"],
                answers => new Input.RollBack(by, 0, answers[0]),
                isGrave: true
            ),
            'x' => new Dialogue(
                ["Abort and close everything; write why, then Enter (Esc for no)"],
                answers => new Input.Abort(by, answers[0]),
                isGrave: true
            ),
            _ => null,
        };

    private Dialogue Tick(bool succeeded) =>
        WithStep(
            [succeeded ? "What did you see" : "What went wrong"],
            (node, answers) => new Input.Tick(by, node, succeeded, answers[0])
        );

    private Dialogue WithStep(IReadOnlyList<string> labels, Func<int, IReadOnlyList<string>, Input> make)
    {
        Node[] open = Open(NodeKind.Manual);
        return open switch
        {
            [] => throw new UsageException("No manual step waits for anybody."),
            [var only] => new Dialogue(
                labels.Count == 0
                    ? [$"'{only.Title}': Enter"]
                    : [.. labels.Select(label => $"'{only.Title}': {label}")],
                answers => make(only.Number, answers)
            ),
            _ => new Dialogue(
                [$"Which step ({string.Join(", ", open.Select(node => node.Number))})", .. labels],
                answers => make(Named.Step(State.Procedure, answers[0]).Number, [.. answers.Skip(1)])
            ),
        };
    }

    /// <summary>Which question, when there are several; then which choice, each with what would happen; then why.</summary>
    private Dialogue Answer()
    {
        ValueList<QuestionView> open = Questions();
        return open.Count switch
        {
            0 => throw new UsageException("No question is open."),
            1 => new Dialogue([_ => Choose(open[0]), Why], answers => Answer(open[0].Question, answers[0], answers[1])),
            _ => new Dialogue(
                [
                    _ => new Prompt(
                        "Which question",
                        [.. open.Select(one => new Offer($"{one.Question.Number}", "", one.Question.Text))]
                    ),
                    answers => Choose(Named(answers[0])),
                    Why,
                ],
                answers => Answer(Named(answers[0]).Question, answers[1], answers[2])
            ),
        };

        static Prompt Why(IReadOnlyList<string> answers) => Prompt.Of("Why");
        QuestionView Named(string written) =>
            Questions().FirstOrDefault(one => Number(written) == one.Question.Number)
            ?? throw new UsageException($"'{written}' is not an open question.");
    }

    private ValueList<QuestionView> Questions() => MaintenanceView.Of(State, State.LastAt).Questions;

    private static Prompt Choose(QuestionView asked) =>
        new(
            $"Question {asked.Question.Number}, your choice",
            [
                .. asked.Choices.Select(
                    (one, place) => new Offer($"{place + 1}", Names.OfChoice(one.Choice), one.Consequence)
                ),
            ]
        );

    private Input.Answer Answer(Question question, string written, string reason) =>
        new(by, question.Number, Chosen(question, written), reason);

    /// <summary>By its place in the list or by its name.</summary>
    private static Choice Chosen(Question question, string written)
    {
        if (Number(written) is { } place && place >= 1 && place <= question.Choices.Count)
        {
            return question.Choices[place - 1];
        }

        foreach (Choice choice in question.Choices)
        {
            if (Names.OfChoice(choice) == written)
            {
                return choice;
            }
        }

        throw new UsageException($"'{written}' cannot be chosen here.");
    }

    private Dialogue Approve()
    {
        if (Open(NodeKind.Approval) is [var step, ..])
        {
            return new Dialogue([$"Approve '{step.Title}'? Enter"], _ => new Input.ApproveStep(by, step.Number));
        }

        ProcedureApproval[] missing =
        [
            .. State.Procedure.Approvals.Where(rule =>
                State.Approvals.Count(one => one.Role == rule.Role) < rule.Quorum
            ),
        ];
        return State.Stage < Stage.Scheduled && missing.Length > 0
            ? new Dialogue(
                [$"Approve as {missing[0].Role}? Enter"],
                _ => new Input.Approve(by, missing[0].Role, State.Procedure.Revision)
            )
            : throw new UsageException("No approval is missing.");
    }

    private Node[] Open(NodeKind kind) =>
        [
            .. State.Procedure.Nodes.Where(node =>
                node.Kind == kind && State.StatusOf(node.Number) == NodeStatus.Running
            ),
        ];

    private static int? Number(string written) =>
        int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
