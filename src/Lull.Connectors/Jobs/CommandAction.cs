namespace Lull.Connectors.Jobs;

/// <summary><c>run</c> and <c>set</c>: a command as a durable job, found again by its marker after any crash.</summary>
/// <remarks>
/// <c>again</c> is true for <c>set</c>: its author vouches that it may be repeated, so that one that did not end well is
/// started once more. A <c>run</c> that ended with a wrong code is observed as not done; applying it again starts nothing
/// and reports that code, so that a failure stays a failure after a crash.
/// </remarks>
internal sealed class CommandAction(ICommandHost hosts, ISecrets secrets, bool again) : IAction
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        var command = CommandArguments.Of(request);
        await command.KnowSecretsAsync(secrets, cancellation);
        return ObservationOf(
            request.AwaitsEnd ? await AttendAsync(request, cancellation) : await LookAsync(request, cancellation),
            command,
            hosts.NameOf(request.Host)
        );
    }

    private async ValueTask<JobAnswer> LookAsync(ActionRequest request, CancellationToken cancellation)
    {
        await using ShellSession shell = await hosts.OpenAsync(request.Host, cancellation);
        return await shell.AskAsync(JobScript.Look(hosts.Jobs, request.Marker), static _ => { }, cancellation);
    }

    private async ValueTask<JobAnswer> AttendAsync(ActionRequest request, CancellationToken cancellation)
    {
        await using ShellSession shell = await hosts.OpenAsync(request.Host, cancellation);
        try
        {
            return await shell.AskAsync(JobScript.Attend(hosts.Jobs, request.Marker), request.OnOutput, cancellation);
        }
        catch (OperationCanceledException)
        {
            return new JobAnswer.Running("");
        }
    }

    private Observation ObservationOf(JobAnswer answer, CommandArguments command, string where) =>
        answer switch
        {
            JobAnswer.Ended ended when command.Expect.Contains(ended.Code) => new Observation.Done(
                "",
                EvidenceOf(ended, where)
            ),
            JobAnswer.Ended ended => new Observation.NotDone("", EvidenceOf(ended, where)),
            JobAnswer.Running running => new Observation.Running(
                Evidence.Of($"Still running on {where}", running.Output)
            ),
            JobAnswer.None => new Observation.NotDone("", new Evidence($"Never started on {where}")),
            JobAnswer.Refused refused => new Observation.Unknown($"On {where}: {refused.Reason}."),
            JobAnswer.Lost lost when again => new Observation.NotDone(
                "",
                Evidence.Of($"Not finished on {where}: {lost.Reason}", lost.Output)
            ),
            JobAnswer.Lost lost => new Observation.Unknown(LostText(lost, where)),
            JobAnswer.Rebooted => new Observation.Unknown(
                $"{where} gave an answer about the command that does not fit."
            ),
        };

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        var command = CommandArguments.Of(request);
        string script = await JobScript.RunAsync(hosts.Jobs, request.Marker, command, again, secrets, cancellation);
        try
        {
            await using ShellSession shell = await hosts.OpenAsync(request.Host, cancellation);
            return OutcomeOf(
                await shell.AskAsync(script, request.OnOutput, cancellation),
                command,
                hosts.NameOf(request.Host)
            );
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(request, command);
        }
        catch (IOException fault)
        {
            return new Outcome.Unknown(
                $"{hosts.NameOf(request.Host)}: {fault.Message}. The command goes on there by itself; looking again finds out how it ends."
            );
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        var command = CommandArguments.Of(request);
        string where = command.Directory.Length > 0 ? $" in {command.Directory}" : "";
        return $"Would run on {hosts.NameOf(request.Host)}{where}: {command.Shown}";
    }

    /// <summary>The time is over: ends the whole process group, so that nothing goes on behind anybody's back.</summary>
    private async ValueTask<Outcome> EndAsync(ActionRequest request, CommandArguments command)
    {
        string where = hosts.NameOf(request.Host);
        using var limit = new CancellationTokenSource(TimeToEnd);
        try
        {
            await using ShellSession shell = await hosts.OpenAsync(request.Host, limit.Token);
            return await shell.AskAsync(JobScript.End(hosts.Jobs, request.Marker), static _ => { }, limit.Token) switch
            {
                JobAnswer.Ended ended => OutcomeOf(ended, command, where),
                JobAnswer.None => new Outcome.Failed(
                    $"The time was over before the command was started on {where}.",
                    Evidence.None
                ),
                JobAnswer.Refused or JobAnswer.Running or JobAnswer.Lost or JobAnswer.Rebooted => new Outcome.Unknown(
                    $"The command did not end on {where} in its time and was ended with all its processes; what it did until then stays."
                ),
            };
        }
        catch (Exception fault)
            when (fault is OperationCanceledException or IOException or Guarding.NotReachedException)
        {
            return new Outcome.Unknown(
                $"The command did not end in its time, and {where} cannot be reached to end it: {fault.Message} It may still run there."
            );
        }
    }

    private static Outcome OutcomeOf(JobAnswer answer, CommandArguments command, string where) =>
        answer switch
        {
            JobAnswer.Ended ended when command.Expect.Contains(ended.Code) => new Outcome.Done(
                EvidenceOf(ended, where),
                command.LastLineIsArtefact ? Last(ended.Output) : ""
            ),
            JobAnswer.Ended ended => new Outcome.Failed(
                $"The command ended on {where} with exit code {ended.Code}{Meaning(ended.Code)}; expected was {string.Join(" or ", command.Expect)}.",
                EvidenceOf(ended, where)
            ),
            JobAnswer.Refused refused => new Outcome.Failed(
                $"On {where} {refused.Reason}; the command was not started.",
                Evidence.None
            ),
            JobAnswer.Lost lost => new Outcome.Unknown(LostText(lost, where)),
            JobAnswer.Running or JobAnswer.None or JobAnswer.Rebooted => new Outcome.Unknown(
                $"{where} gave an answer about the command that does not fit."
            ),
        };

    private static Evidence EvidenceOf(JobAnswer.Ended ended, string where) =>
        Evidence.Of($"Exit code {ended.Code} on {where}", ended.Output);

    private static string LostText(JobAnswer.Lost lost, string where) =>
        $"The command was started on {where}, but {lost.Reason}. Look at what it did there and decide.";

    private static string Meaning(int code) =>
        code switch
        {
            126 => " (found, but it may not be executed)",
            127 => " (the program was not found)",
            > 128 and < 160 => $" (ended by signal {code - 128})",
            _ => "",
        };

    private static string Last(string output) => output.AsSpan().TrimEnd().ToString().Split('\n')[^1].Trim();
}
