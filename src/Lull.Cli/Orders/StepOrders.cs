using System.CommandLine;
using System.Globalization;
using Lull.Cli.Commands;
using Lull.Cli.Following;
using Lull.Cli.Plans;
using Lull.Core.Maintenances;

namespace Lull.Cli.Orders;

/// <summary>Orders about one step: <c>claim</c>, <c>done</c>, <c>fail</c>, <c>skip</c>, <c>retry</c>, <c>approve</c>.</summary>
internal static class StepOrders
{
    internal static IEnumerable<Command> CreateAll(Screen screen) =>
        [
            Claim(screen),
            Tick(screen, succeeded: true),
            Tick(screen, succeeded: false),
            Skip(screen),
            Retry(screen),
            Approve(screen),
        ];

    private static Command Claim(Screen screen)
    {
        Argument<string> step = Step();
        return OrderCommand.Create(
            screen,
            "claim",
            "Say that you do a manual step.",
            [step],
            (parsed, story, by) => new Input.Claim(by, NumberOf(story, parsed.GetRequiredValue(step)))
        );
    }

    private static Command Tick(Screen screen, bool succeeded)
    {
        Argument<string> step = Step();
        var evidence = new Option<string>("--evidence", "-e")
        {
            HelpName = "TEXT",
            Description = succeeded ? "What you saw." : "What went wrong.",
            DefaultValueFactory = _ => "",
        };
        return OrderCommand.Create(
            screen,
            succeeded ? "done" : "fail",
            succeeded
                ? "Tick a manual step off; a1 is the first one that was added."
                : "Say that a manual step failed.",
            [step, evidence],
            (parsed, story, by) =>
                succeeded && AddedOf(parsed.GetRequiredValue(step)) is { } added
                    ? new Input.FinishAddedStep(by, added, parsed.GetRequiredValue(evidence))
                    : new Input.Tick(
                        by,
                        NumberOf(story, parsed.GetRequiredValue(step)),
                        succeeded,
                        parsed.GetRequiredValue(evidence)
                    )
        );
    }

    private static Command Skip(Screen screen)
    {
        Argument<string> step = Step();
        Option<string> reason = Parameters.Reason("Why; it will stand in the report.");
        return OrderCommand.Create(
            screen,
            "skip",
            "Leave a step or block out, with a reason.",
            [step, reason],
            (parsed, story, by) =>
                new Input.Skip(by, NumberOf(story, parsed.GetRequiredValue(step)), parsed.GetRequiredValue(reason))
        );
    }

    private static Command Retry(Screen screen)
    {
        Argument<string> step = Step();
        Option<string> reason = Parameters.Reason("What has changed since.");
        return OrderCommand.Create(
            screen,
            "retry",
            "Try a failed step once more.",
            [step, reason],
            (parsed, story, by) =>
                new Input.Retry(by, NumberOf(story, parsed.GetRequiredValue(step)), parsed.GetRequiredValue(reason))
        );
    }

    private static Command Approve(Screen screen)
    {
        var step = new Argument<string?>("step")
        {
            HelpName = "STEP",
            Description = "An approval step; the maintenance itself unless given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var role = new Option<string?>("--role")
        {
            HelpName = "ROLE",
            Description = "The role you approve in; the one that is missing unless given.",
        };
        return OrderCommand.Create(
            screen,
            "approve",
            "Approve the maintenance before it starts, or at an approval step.",
            [step, role],
            (parsed, story, by) =>
                parsed.GetValue(step) is { } written
                    ? new Input.ApproveStep(by, Named.ApprovalStep(story.State.Procedure, written).Number)
                    : new Input.Approve(
                        by,
                        parsed.GetValue(role) ?? MissingRole(story.State, by),
                        story.State.Procedure.Revision
                    )
        );
    }

    /// <summary>The first role whose approvals are not complete and that this person holds, else the first such role.</summary>
    private static string MissingRole(State state, string by)
    {
        string[] missing =
        [
            .. state
                .Procedure.Approvals.Where(rule => state.Approvals.Count(one => one.Role == rule.Role) < rule.Quorum)
                .Select(rule => rule.Role),
        ];
        return missing.FirstOrDefault(role =>
                state.Procedure.Roles.Any(one => one.Name == role && one.Holders.Contains(by))
            )
            ?? missing.FirstOrDefault()
            ?? throw new UsageException("No approval is missing.");
    }

    private static Argument<string> Step() =>
        new("step") { HelpName = "STEP", Description = "Its number, its path, or the end of its path." };

    /// <summary>1 for <c>a1</c>, the first step that was added live; null for any other name.</summary>
    private static int? AddedOf(string written) =>
        written is ['a', .. var digits]
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    private static int NumberOf(Story story, string written) => Named.Step(story.State.Procedure, written).Number;
}
