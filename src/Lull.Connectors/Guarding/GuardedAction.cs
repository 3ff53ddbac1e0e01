using Lull.Connectors.Reading;

namespace Lull.Connectors.Guarding;

/// <summary>
/// What every action promises, in one place: wrong arguments and missing secrets fail before anything is sent, anything
/// unexpected is unknown, and no secret leaves in a text.
/// </summary>
internal sealed class GuardedAction(IAction action, ISecrets secrets) : IAction
{
    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation)
    {
        try
        {
            return await action.ObserveAsync(Quiet(request), cancellation) switch
            {
                Observation.Done done => done with { Evidence = Clean(done.Evidence) },
                Observation.NotDone not => not with { Evidence = Clean(not.Evidence) },
                Observation.Running running => new Observation.Running(Clean(running.Evidence)),
                Observation.Unknown unknown => new Observation.Unknown(secrets.Redact(unknown.Reason)),
            };
        }
        catch (OperationCanceledException)
        {
            return new Observation.Unknown("The look was cut off before it was over; look again.");
        }
        catch (Exception fault) when (fault is not NotSupportedException)
        {
            return new Observation.Unknown(secrets.Redact(fault.Message));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation) =>
        GuardAsync(action.ApplyAsync, request, cancellation);

    /// <inheritdoc/>
    public ValueTask<Outcome> CloseAsync(ActionRequest request, CancellationToken cancellation) =>
        GuardAsync(action.CloseAsync, request, cancellation);

    /// <inheritdoc/>
    public string Describe(ActionRequest request) =>
        FaultOf(request) is { } fault ? $"Would fail at once: {fault}" : secrets.Redact(action.Describe(request));

    /// <summary>What is wrong with the arguments, found without talking to anybody; null when nothing is.</summary>
    internal string? FaultOf(ActionRequest request)
    {
        try
        {
            action.Describe(request);
            return null;
        }
        catch (ArgumentsException fault)
        {
            return secrets.Redact(fault.Message);
        }
    }

    private async ValueTask<Outcome> GuardAsync(
        Func<ActionRequest, CancellationToken, ValueTask<Outcome>> act,
        ActionRequest request,
        CancellationToken cancellation
    )
    {
        try
        {
            return await act(Quiet(request), cancellation) switch
            {
                Outcome.Done done => new Outcome.Done(Clean(done.Evidence), secrets.Redact(done.Artefact)),
                Outcome.Failed failed => failed with
                {
                    Reason = secrets.Redact(failed.Reason),
                    Evidence = Clean(failed.Evidence),
                },
                Outcome.Unknown unknown => new Outcome.Unknown(secrets.Redact(unknown.Reason)),
            };
        }
        catch (Exception fault) when (fault is ArgumentsException or SecretException)
        {
            return new Outcome.Failed(secrets.Redact(fault.Message), Evidence.None);
        }
        catch (NotReachedException fault)
        {
            return new Outcome.Failed(secrets.Redact(fault.Message), Evidence.None, Unreachable: true);
        }
        catch (OperationCanceledException)
        {
            return new Outcome.Unknown(
                "The time for this try was over before an answer came; it may or may not have happened."
            );
        }
        catch (Exception fault) when (fault is not NotSupportedException)
        {
            return new Outcome.Unknown(secrets.Redact($"No certain answer: {fault.Message}"));
        }
    }

    private ActionRequest Quiet(ActionRequest request)
    {
        Action<string> say = request.OnOutput;
        return request with { OnOutput = line => say(secrets.Redact(line)) };
    }

    private Evidence Clean(Evidence evidence) => new(secrets.Redact(evidence.Summary), secrets.Redact(evidence.Output));
}

/// <summary>The target could not be talked to, and certainly nothing that matters was sent.</summary>
internal sealed class NotReachedException(string message, Exception? cause = null) : Exception(message, cause);
