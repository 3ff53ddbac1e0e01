using Lull.Cli.Plans;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Control;
using Lull.Engine.Journal;

namespace Lull.Cli.Following;

/// <summary>The engine that runs on a store, seen from a second terminal.</summary>
internal sealed class FarEngine : IDisposable
{
    private readonly ControlClient _client;
    private readonly Store _store;

    private FarEngine(ControlClient client, Store store)
    {
        _client = client;
        _store = store;
        Door = new FarDoor(client);
    }

    /// <summary>The way to it.</summary>
    internal IDoor Door { get; }

    /// <summary>The engine of a store; null when none is running.</summary>
    internal static FarEngine? Of(Store store) =>
        StoreOwner.Of(store) is { IsStale: false, Socket.Length: > 0 } owner && File.Exists(owner.Socket)
            ? new FarEngine(new ControlClient(owner.Socket), store)
            : null;

    /// <summary>The maintenance that a person means: the one named, or the only one that is not over.</summary>
    /// <exception cref="UsageException">There is none, or there are several.</exception>
    internal async Task<MaintenanceStatus> FindAsync(string? written, CancellationToken cancellation)
    {
        IReadOnlyList<MaintenanceStatus> all = await _client.ListAsync(cancellation);
        if (written is not null)
        {
            MaintenanceStatus[] fits =
            [
                .. all.Where(one =>
                    one.Id.Text == written || one.Id.Text.StartsWith(written, StringComparison.Ordinal)
                ),
            ];
            return fits is [var named]
                ? named
                : throw new UsageException(
                    $"'{written}' names {(fits.Length == 0 ? "no" : "more than one")} maintenance of {_store}. Name one with --maintenance. {List(all)}"
                );
        }

        MaintenanceStatus[] open = [.. all.Where(one => one.View is not { Stage: >= Stage.Closed })];
        return open switch
        {
            [var only] => only,
            [] => throw new UsageException(
                $"Nothing is under way in {_store}. "
                    + (
                        all.Count == 0
                            ? "Name another store with --store."
                            : $"Name one that is over with --maintenance: {List(all)}"
                    )
            ),
            _ => throw new UsageException(
                $"Several maintenances are under way; name one with --maintenance. {List(open)}"
            ),
        };
    }

    /// <summary>True when it stays and takes plans.</summary>
    internal Task<bool> IsServiceAsync(CancellationToken cancellation) => _client.IsServiceAsync(cancellation);

    /// <summary>All maintenances.</summary>
    internal Task<IReadOnlyList<MaintenanceStatus>> ListAsync(CancellationToken cancellation) =>
        _client.ListAsync(cancellation);

    /// <summary>One report for each journal, see <see cref="Chain"/>.</summary>
    internal Task<IReadOnlyList<ChainReport>> AuditAsync(
        IReadOnlyCollection<Anchor> witnesses,
        CancellationToken cancellation
    ) => _client.AuditAsync(witnesses, cancellation);

    /// <summary>Every event up to now.</summary>
    internal async Task<IReadOnlyList<Published.Happened>> EventsAsync(
        MaintenanceStatus status,
        CancellationToken cancellation
    )
    {
        var events = new List<Published.Happened>();
        if (status.Sequence == 0)
        {
            return events;
        }

        await foreach (Published published in _client.EventsAsync(status.Id, 0, cancellation))
        {
            if (published is Published.Happened happened)
            {
                events.Add(happened);
                if (happened.Sequence >= status.Sequence)
                {
                    break;
                }
            }
        }

        return events;
    }

    /// <summary>The whole story up to now.</summary>
    internal async Task<Story> StoryAsync(MaintenanceStatus status, CancellationToken cancellation)
    {
        var story = new Story();
        foreach (Published.Happened happened in await EventsAsync(status, cancellation))
        {
            story.Take(happened);
        }

        return story;
    }

    /// <summary>A journal as lines of JSON.</summary>
    internal IAsyncEnumerable<string> JournalAsync(MaintenanceId id, CancellationToken cancellation) =>
        _client.JournalAsync(id, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string List(IReadOnlyList<MaintenanceStatus> all) =>
        all.Count == 0 ? "It has none." : string.Join(", ", all.Select(Say));

    private static string Say(MaintenanceStatus one) =>
        one.View is { } view ? $"{one.Id} {view.Title} ({Names.OfStage(view.Stage)})" : $"{one.Id} ({one.Trouble})";
}
