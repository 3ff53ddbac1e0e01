using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Lab.Hosts;

namespace Lull.Cli.Demo;

/// <summary>How the invented people of the demonstration answer questions: they look at the machine first.</summary>
internal sealed class DemoJudge(LabProcess lab, TimeSpan patience)
{
    /// <summary>A choice and its reason, after a look.</summary>
    internal async Task<(Choice Choice, string Reason)> JudgeAsync(
        Question question,
        State state,
        CancellationToken cancellation
    )
    {
        await Task.Delay(patience, cancellation);
        if (
            question.Kind == QuestionKind.StepInconclusive
            && state.Procedure.Nodes[question.Subject] is { Host: >= 0 } node
        )
        {
            string host = state.Procedure.Hosts[node.Host].Name;
            HostState? seen = await lab.HostAsync(host, cancellation);
            if (
                seen is { RestartNeeded: false, Busy: null }
                && IsRestart(node)
                && question.Choices.Contains(Choice.CountAsDone)
            )
            {
                return (Choice.CountAsDone, $"Looked at {host}: it has restarted.");
            }
        }

        Choice choice =
            question.Choices.Contains(Choice.Retry) ? Choice.Retry
            : question.Choices.Contains(Choice.StartAnyway) ? Choice.StartAnyway
            : question.Default;
        return (choice, "Looked at it, and it can be done.");
    }

    private static bool IsRestart(Node node) =>
        node.Call?.Arguments.TextOf("url")?.EndsWith("/restart", StringComparison.Ordinal) == true;
}
