using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;

namespace Lull.Cli.Following;

/// <summary>The way to an engine, in this process or another one.</summary>
internal interface IDoor
{
    /// <summary>Asks for something; the decision comes once it is on disk.</summary>
    Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation);

    /// <summary>Events after a sequence, then live ones.</summary>
    IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation);
}

/// <summary>An engine in this process.</summary>
internal sealed class NearDoor(MaintenanceEngine engine) : IDoor
{
    public Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation) =>
        engine.SendAsync(id, command, cancellation);

    public IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation) =>
        engine.SubscribeAsync(id, after, cancellation);
}

/// <summary>An engine in another process, through its control socket.</summary>
internal sealed class FarDoor(ControlClient client) : IDoor
{
    public Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation) =>
        client.SendAsync(id, command, cancellation);

    public IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation) =>
        client.EventsAsync(id, after, cancellation);
}
