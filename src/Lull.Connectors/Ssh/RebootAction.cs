using Lull.Connectors.Guarding;
using Lull.Connectors.Jobs;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Ssh;

/// <summary><c>reboot</c>: restarts a host and waits until it is back in another boot.</summary>
internal sealed class RebootAction(SshHosts hosts, ISecrets secrets, TimeProvider time) : IAction
{
    private const string Usual =
        "if command -v systemctl >/dev/null 2>&1; then exec systemctl reboot; else exec shutdown -r now; fi";
    private static readonly TimeSpan TimeToTry = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan[] Pauses =
    [
        .. new[] { 1, 2, 4, 8, 12 }.Select(seconds => TimeSpan.FromSeconds(seconds)),
    ];

    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        await CommandOf(request).KnowSecretsAsync(secrets, cancellation);
        await using ShellSession shell = await hosts.OpenAsync(request.Host, shared: false, cancellation);
        return await shell.AskAsync(
            JobScript.Rebooted(hosts.Jobs, request.Marker),
            static _ => { },
            cancellation
        ) switch
        {
            JobAnswer.Rebooted back => new Observation.Done("", new Evidence(Shown(request, back))),
            JobAnswer.None => new Observation.NotDone(
                "",
                new Evidence($"{hosts.NameOf(request.Host)} was not asked to restart")
            ),
            JobAnswer.Ended { Code: not 0 } ended => new Observation.NotDone(
                "",
                Evidence.Of($"The command to restart ended with exit code {ended.Code}", ended.Output)
            ),
            JobAnswer.Ended or JobAnswer.Running or JobAnswer.Lost => new Observation.Running(
                new Evidence($"{hosts.NameOf(request.Host)} was asked to restart and has not yet")
            ),
            JobAnswer.Refused refused => new Observation.Unknown(refused.Reason),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        string name = hosts.NameOf(request.Host);
        string script = await JobScript.RebootAsync(
            hosts.Jobs,
            request.Marker,
            CommandOf(request),
            secrets,
            cancellation
        );
        await using (ShellSession shell = await hosts.OpenAsync(request.Host, shared: false, cancellation))
        {
            try
            {
                switch (await shell.AskAsync(script, request.OnOutput, cancellation))
                {
                    case JobAnswer.Refused refused:
                        return new Outcome.Failed($"On {name} {refused.Reason}; it was not restarted.", Evidence.None);
                    case JobAnswer.Ended { Code: not 0 } ended:
                        return new Outcome.Failed(
                            $"The command that restarts {name} ended with exit code {ended.Code}; it was not restarted.",
                            Evidence.Of($"Exit code {ended.Code} on {name}", ended.Output)
                        );
                    case JobAnswer.Rebooted back:
                        return new Outcome.Done(new Evidence(Shown(request, back)));
                    case JobAnswer.Ended or JobAnswer.Running or JobAnswer.Lost or JobAnswer.None:
                        break;
                }
            }
            catch (IOException)
            {
                // The connection drops when the machine goes down, which is what was asked for.
            }
        }

        request.OnOutput($"{name} was asked to restart; waiting until it is back");
        await hosts.LeaveAsync(request.Host!);
        return await WaitAsync(request, name, cancellation);
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request)
    {
        _ = CommandOf(request);
        return $"Would restart {hosts.NameOf(request.Host)} and wait until it is back";
    }

    private async ValueTask<Outcome> WaitAsync(ActionRequest request, string name, CancellationToken cancellation)
    {
        // The pause after the last look ends the loop when the time is over.
        string last = "";
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(TimeToTry);
                await using ShellSession shell = await hosts.OpenAsync(request.Host, shared: false, limit.Token);
                JobAnswer answer = await shell.AskAsync(
                    JobScript.Rebooted(hosts.Jobs, request.Marker),
                    static _ => { },
                    limit.Token
                );
                if (answer is JobAnswer.Rebooted back)
                {
                    return new Outcome.Done(new Evidence(Shown(request, back)));
                }

                if (answer is JobAnswer.Ended { Code: not 0 } ended)
                {
                    return new Outcome.Failed(
                        $"The command that restarts {name} ended with exit code {ended.Code}; it was not restarted.",
                        Evidence.Of($"Exit code {ended.Code} on {name}", ended.Output)
                    );
                }

                last = "it answers, but is still in the boot it was asked in";
            }
            catch (Exception fault) when (fault is NotReachedException or IOException)
            {
                last = fault.Message;
            }
            catch (OperationCanceledException)
            {
                last = last.Length > 0 ? last : "it does not answer";
            }

            try
            {
                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return new Outcome.Unknown(
                    $"{name} was asked to restart and was not back in time: {last}. Look at its console."
                );
            }
        }
    }

    private static CommandArguments CommandOf(ActionRequest request) =>
        request.Arguments["command"] is null
            ? CommandArguments.Of(
                request with
                {
                    Arguments = new([
                        .. request.Arguments.Entries,
                        new NamedArgument("command", new Argument.Text(Usual)),
                    ]),
                }
            )
            : CommandArguments.Of(request);

    private string Shown(ActionRequest request, JobAnswer.Rebooted back) =>
        $"{hosts.NameOf(request.Host)} is back in another boot{(back.State.Length > 0 ? $", its services are '{back.State}'" : "")}";
}
