using System.CommandLine;
using Lull.Cli.Commands;
using Lull.Cli.Following;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;

namespace Lull.Cli.Orders;

/// <summary>Orders about the whole maintenance: <c>propose</c>, <c>start</c>, <c>pause</c>, <c>resume</c>, <c>extend</c>, <c>abort</c>, <c>cancel</c>, <c>roll-back</c>.</summary>
internal static class LifeOrders
{
    internal static IEnumerable<Command> CreateAll(Screen screen) =>
        [
            OrderCommand.Create(
                screen,
                "propose",
                "Hand a draft in for approval.",
                [],
                (_, _, by) => new Input.Propose(by)
            ),
            OrderCommand.Create(
                screen,
                "start",
                "Let the steps of an approved maintenance start, once its window is open.",
                [],
                (_, _, by) => new Input.Start(by)
            ),
            Reasoned(
                screen,
                "pause",
                "Start nothing new; closings go on.",
                (by, reason) => new Input.Pause(by, reason)
            ),
            OrderCommand.Create(screen, "resume", "Go on after a pause.", [], (_, _, by) => new Input.Resume(by)),
            Extend(screen),
            Reasoned(
                screen,
                "abort",
                "Stop: nothing new starts, everything that is open is closed, what was done stays.",
                (by, reason) => new Input.Abort(by, reason)
            ),
            Reasoned(
                screen,
                "cancel",
                "Call a maintenance off before it starts.",
                (by, reason) => new Input.Cancel(by, reason)
            ),
            RollBack(screen),
            Reasoned(
                screen,
                "go-on",
                "Go on past the point of no return, with a reason.",
                (by, reason) => new Input.WaivePointOfNoReturn(by, reason)
            ),
        ];

    private static Command Reasoned(Screen screen, string name, string description, Func<string, string, Input> input)
    {
        Option<string> reason = Parameters.Reason("Why; it will stand in the report.");
        return OrderCommand.Create(
            screen,
            name,
            description,
            [reason],
            (parsed, _, by) => input(by, parsed.GetRequiredValue(reason))
        );
    }

    private static Command Extend(Screen screen)
    {
        var length = new Argument<string>("length")
        {
            HelpName = "LENGTH",
            Description = "How much longer, such as 30m or 1h30m.",
        };
        Option<string> reason = Parameters.Reason("Why; it is told to those who were told the window.");
        return OrderCommand.Create(
            screen,
            "extend",
            "Make the window longer.",
            [length, reason],
            (parsed, _, by) =>
                new Input.Extend(by, Lengths.Parse(parsed.GetRequiredValue(length)), parsed.GetRequiredValue(reason))
        );
    }

    private static Command RollBack(Screen screen)
    {
        var what = new Argument<string?>("what")
        {
            HelpName = "WHAT",
            Description = "A host, a rolling block, or everything unless given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> reason = Parameters.Reason("Why; it will stand in the report.");
        return OrderCommand.Create(
            screen,
            "roll-back",
            "Undo what was done: everything, a rolling block, or one host of it.",
            [what, reason],
            (parsed, story, by) =>
                new Input.RollBack(
                    by,
                    parsed.GetValue(what) is { } written ? Target(story.State, written) : 0,
                    parsed.GetRequiredValue(reason)
                )
        );
    }

    /// <summary>A host's name means its newest track.</summary>
    private static int Target(State state, string written)
    {
        Node? track = state.Procedure.Nodes.LastOrDefault(node =>
            node.Kind == NodeKind.HostTrack
            && node.Host >= 0
            && state.Procedure.Hosts[node.Host].Name == written
            && state.StatusOf(node.Number) != NodeStatus.Pending
        );
        return (track ?? Named.Step(state.Procedure, written)).Number;
    }
}
