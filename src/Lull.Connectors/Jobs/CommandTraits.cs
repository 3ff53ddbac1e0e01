namespace Lull.Connectors.Jobs;

/// <summary>The actions that every place where commands run offers.</summary>
internal static class CommandTraits
{
    /// <summary><c>run</c>, <c>set</c> and <c>check</c>.</summary>
    /// <param name="where">In the summaries: <c>on this machine</c>.</param>
    /// <param name="needsHost">True when there is nowhere to run without a host.</param>
    internal static Dictionary<string, ActionTraits> Of(string where, bool needsHost) =>
        new(StringComparer.Ordinal)
        {
            ["run"] = new ActionTraits
            {
                Use = ActionUse.Change,
                // The job's record carries the marker, so that a command which was started is always found again.
                Repeat = RepeatClass.Keyed,
                NeedsHost = needsHost,
                MainArgument = "command",
                Arguments = CommandArguments.Known,
                Summary = $"Runs a command {where}, never twice for one effect.",
            },
            ["set"] = new ActionTraits
            {
                Use = ActionUse.Change,
                Repeat = RepeatClass.Convergent,
                NeedsHost = needsHost,
                MainArgument = "command",
                Arguments = CommandArguments.Known,
                Summary = $"Runs a command {where} that its author vouches may be repeated.",
            },
            ["check"] = new ActionTraits
            {
                Use = ActionUse.Check,
                Repeat = RepeatClass.Convergent,
                NeedsHost = needsHost,
                MainArgument = "command",
                Arguments = [.. CommandArguments.Known.Where(argument => argument.Name is not "artefact")],
                Timeout = Duration.FromSeconds(30),
                Summary = $"Runs a command {where} that only looks; holds when it ends with an expected code.",
            },
        };
}
