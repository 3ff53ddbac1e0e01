using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;

namespace Lull.Cli.Following;

/// <summary>The way to an engine, in this process or another one.</summary>
internal interface IDoor
{
    /// <summary>Every maintenance of the store.</summary>
    Task<IReadOnlyList<MaintenanceStatus>> ListAsync(CancellationToken cancellation);

    /// <summary>A new maintenance, as a draft.</summary>
    Task<MaintenanceId> PlanAsync(MaintenanceEvent.Planned planned, CancellationToken cancellation);

    /// <summary>Asks for something; the decision comes once it is on disk.</summary>
    Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation);

    /// <summary>Events after a sequence, then live ones.</summary>
    IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation);
}

/// <summary>An engine in this process.</summary>
internal sealed class NearDoor(MaintenanceEngine engine) : IDoor
{
    public async Task<IReadOnlyList<MaintenanceStatus>> ListAsync(CancellationToken cancellation)
    {
        var all = new List<MaintenanceStatus>();
        foreach (MaintenanceId id in await engine.ListAsync(cancellation))
        {
            if (await engine.StatusAsync(id, cancellation) is { } status)
            {
                all.Add(status);
            }
        }

        return all;
    }

    public Task<MaintenanceId> PlanAsync(MaintenanceEvent.Planned planned, CancellationToken cancellation) =>
        engine.PlanAsync(planned.Procedure, planned.PlanText, planned.SiteText, cancellation);

    public Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation) =>
        engine.SendAsync(id, command, cancellation);

    public IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation) =>
        engine.SubscribeAsync(id, after, cancellation);
}

/// <summary>An engine in another process, through its control socket.</summary>
internal sealed class FarDoor(ControlClient client) : IDoor
{
    public Task<IReadOnlyList<MaintenanceStatus>> ListAsync(CancellationToken cancellation) =>
        client.ListAsync(cancellation);

    public Task<MaintenanceId> PlanAsync(MaintenanceEvent.Planned planned, CancellationToken cancellation) =>
        client.PlanAsync(planned, cancellation);

    public Task<Decision> SendAsync(MaintenanceId id, Input command, CancellationToken cancellation) =>
        client.SendAsync(id, command, cancellation);

    public IAsyncEnumerable<Published> EventsAsync(MaintenanceId id, long after, CancellationToken cancellation) =>
        client.EventsAsync(id, after, cancellation);
}
