namespace Lull.Connectors.HaProxy;

/// <summary><c>up</c>: HAProxy sees the server UP on every node.</summary>
internal sealed class UpAction(HaProxyOptions options, HaProxyNodes nodes) : IAction
{
    /// <inheritdoc/>
    public async ValueTask<Observation> ObserveAsync(ActionRequest request, CancellationToken cancellation) =>
        await ApplyAsync(request, cancellation) switch
        {
            Outcome.Done done => new Observation.Done("", done.Evidence),
            Outcome.Failed failed => new Observation.NotDone("", failed.Evidence),
            Outcome.Unknown unknown => new Observation.Unknown(unknown.Reason),
        };

    /// <inheritdoc/>
    public async ValueTask<Outcome> ApplyAsync(ActionRequest request, CancellationToken cancellation)
    {
        ServerName server = HoldArguments.ServerOf(request, options);
        try
        {
            ValueList<NodeState> states = await nodes.ReadAsync(server, cancellation);
            Evidence evidence = new(
                string.Join("; ", states.Select(state => $"{server} at {state.Node}: {state.Shown}"))
            );
            return states.FirstOrDefault(state => !state.IsUp) is { } down
                ? new Outcome.Failed(
                    $"HAProxy at {down.Node} sees {server} as {down.Status} {down.Check}".TrimEnd() + ".",
                    evidence
                )
                : new Outcome.Done(evidence);
        }
        catch (RefusedException fault)
        {
            return new Outcome.Failed(fault.Message, Evidence.None);
        }
    }

    /// <inheritdoc/>
    public string Describe(ActionRequest request) =>
        $"Would look whether HAProxy sees {HoldArguments.ServerOf(request, options)} as UP";
}
