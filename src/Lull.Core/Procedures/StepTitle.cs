using System.Globalization;
using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>What a step is called when its author gave it no title.</summary>
internal static class StepTitle
{
    private const int Longest = 80;

    /// <summary>The title with its templates, never empty.</summary>
    /// <param name="step">The step.</param>
    /// <param name="mainArgument">The name of the argument that tells most about a call; empty when unknown.</param>
    internal static string Of(Step step, Func<ActionCall, SourceSpan, string> mainArgument)
    {
        if (step.Title.Length > 0)
        {
            return step.Title;
        }

        string title = step switch
        {
            Step.Manual manual => FirstLine(manual.Instruction),
            Step.Action action => Of(action.Call, mainArgument(action.Call, step.Where)),
            Step.Check check => Of(check.Call, mainArgument(check.Call, step.Where)),
            Step.Approval approval => $"Approval by {approval.ApproverRole}",
            Step.Announce announce => $"Tell {string.Join(", ", announce.To)}",
            Step.Wait => "Wait",
            Step.Sequence => "One after the other",
            Step.Parallel => "Beside each other",
            Step.Rolling rolling => $"Roll over {SiteLookup.Text(rolling.Over)}",
        };
        return title.Length > 0 ? title : "Step";
    }

    /// <summary>An undo without a title: people know the step by its title, and not the command that takes it back.</summary>
    /// <param name="undone">The title of the step that is undone.</param>
    internal static string OfUndo(string undone) => $"undo of {undone}";

    /// <summary>One of the steps of an undo, or of a block in it.</summary>
    /// <param name="whole">What the undo or block is called.</param>
    /// <param name="number">Which step of it, from 1.</param>
    /// <param name="count">How many steps it has.</param>
    internal static string OfPart(string whole, int number, int count) =>
        count == 1 ? whole : string.Create(CultureInfo.InvariantCulture, $"{whole}, {number} of {count}");

    /// <summary>A call in one line: <c>edge.drain web3</c>.</summary>
    internal static string Of(ActionCall call, string mainArgument)
    {
        string? main =
            call.Arguments.TextOf(mainArgument)
            ?? call.Arguments.Entries.Select(entry => entry.Value).OfType<Argument.Text>().FirstOrDefault()?.Value;
        return main is null ? call.ToString() : FirstLine($"{call} {main}");
    }

    private static string FirstLine(string text)
    {
        string line = text.AsSpan().Trim().ToString().Split('\n')[0].TrimEnd();
        return line.Length > Longest ? line[..(Longest - 1)] + "…" : line;
    }
}
