namespace Lull.Connectors.Jobs;

/// <summary><c>check</c>: a command that only looks; it holds when the exit code is expected. Leaves nothing behind.</summary>
internal sealed class CheckCommandAction(ICommandHost hosts, ISecrets secrets) : IAction
{
    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
        await ApplyAsync(request, cancellation) switch
        {
            Outcome.Done done => new Observation.Done("", done.Evidence),
            Outcome.Failed { Unreachable: false } failed => new Observation.NotDone("", failed.Evidence),
            Outcome.Failed failed => new Observation.Unknown(failed.Reason),
            Outcome.Unknown unknown => new Observation.Unknown(unknown.Reason),
        };

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        var command = CommandArguments.Of(request);
        string where = hosts.NameOf(request.Host);
        string script = await JobScript.CheckAsync(command, secrets, cancellation);
        await using ShellSession shell = await hosts.OpenAsync(request.Host, cancellation);
        return await shell.AskAsync(script, request.OnOutput, cancellation) switch
        {
            JobAnswer.Ended ended when command.Expect.Contains(ended.Code) => new Outcome.Done(
                Evidence.Of($"Exit code {ended.Code} on {where}", ended.Output)
            ),
            JobAnswer.Ended ended => new Outcome.Failed(
                $"The check ended on {where} with exit code {ended.Code}.",
                Evidence.Of($"Exit code {ended.Code} on {where}", ended.Output)
            ),
            JobAnswer.Refused refused => new Outcome.Failed($"On {where} {refused.Reason}.", Evidence.None),
            JobAnswer.Lost or JobAnswer.Running or JobAnswer.None or JobAnswer.Rebooted => new Outcome.Unknown(
                $"The check on {where} was cut off before it had an exit code."
            ),
        };
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request) =>
        $"Would look on {hosts.NameOf(request.Host)} with: {CommandArguments.Of(request).Shown}";
}
