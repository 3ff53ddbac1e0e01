namespace Lull.Connectors.Guarding;

/// <summary>A connection made of its actions, every one of them guarded.</summary>
internal sealed class Connector(
    ISecrets secrets,
    Func<CancellationToken, ValueTask<Health>> health,
    IReadOnlyDictionary<string, IAction> actions,
    IAsyncDisposable? owned = null
) : IConnector
{
    private readonly Dictionary<string, IAction> _actions = actions.ToDictionary(
        pair => pair.Key,
        IAction (pair) => new GuardedAction(pair.Value, secrets),
        StringComparer.Ordinal
    );

    /// <inheritdoc/>
    public IAction this[string action] => _actions[action];

    /// <inheritdoc/>
    public async ValueTask<Health> CheckHealthAsync(CancellationToken cancellation)
    {
        try
        {
            Health seen = await health(cancellation);
            return seen with { Says = secrets.Redact(seen.Says) };
        }
        catch (OperationCanceledException)
        {
            return new Health(Good: false, "No answer in time; check the address and the network between.");
        }
        catch (Exception fault)
        {
            return new Health(Good: false, secrets.Redact(fault.Message));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
