using System.Collections.Concurrent;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Core.Notices;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Connectors;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Journal;
using Lull.Engine.Timers;

namespace Lull.Engine.Tests.Kit;

/// <summary>A store, a world and a clock of one test; engines come and go on it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _reading = [];

    public World World { get; } = new();

    /// <summary>Ten minutes into the window.</summary>
    public FakeTime Time { get; } = new(Written.Afternoon.Start.ToDateTimeOffset().AddMinutes(10));

    public Store Store => _folder.Store;

    /// <summary>What was published since the last opening.</summary>
    public ConcurrentQueue<Published> Seen { get; } = new();

    public EngineOptions Options =>
        new()
        {
            Connect = _ => World.Connect(),
            Render = static (_, state, delivery, journal) => Notice.Text(state, delivery, new NoticeFacts(journal, "")),
            Secrets = new Hushed(),
            Clock = new RealClock(Time),
        };

    public Task<MaintenanceEngine> OpenAsync() =>
        MaintenanceEngine.OpenAsync(Store, Options, socket: "", CancellationToken.None);

    /// <summary>What somebody with a SQLite shell might do to the closed store.</summary>
    public void Tamper(string sql) => _folder.Tamper(sql);

    /// <summary>An engine whose commits go through a test's hands, which may put them on disk or refuse them.</summary>
    public async Task<MaintenanceEngine> OpenAsync(Action<Action> commit) =>
        await MaintenanceEngine.OpenAsync(
            await SqliteJournal.OpenAsync(
                Store,
                SystemClock.Instance,
                socket: "",
                static _ => { },
                tables => commit(tables.Commit)
            ),
            Options,
            CancellationToken.None
        );

    /// <summary>Plans, hands in and starts; everything it publishes is seen.</summary>
    public async Task<MaintenanceId> BeginAsync(MaintenanceEngine engine, Procedure procedure)
    {
        MaintenanceId id = await PlanAsync(engine, procedure);
        (
            await engine.SendAsync(id, new Input.Start("sam"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();
        return id;
    }

    /// <summary>Plans and hands in; everything it publishes is seen.</summary>
    public async Task<MaintenanceId> PlanAsync(MaintenanceEngine engine, Procedure procedure)
    {
        MaintenanceId id = await engine.PlanAsync(procedure, "plan", "site", CancellationToken.None);
        Follow(engine, id);
        (
            await engine.SendAsync(id, new Input.Propose("sam"), CancellationToken.None)
        ).ShouldBeOfType<Decision.Accepted>();
        return id;
    }

    public void Follow(MaintenanceEngine engine, MaintenanceId id)
    {
        Seen.Clear();
        _reading.Add(ReadAsync());

        async Task ReadAsync()
        {
            try
            {
                await foreach (Published what in engine.SubscribeAsync(id, after: 0, _end.Token))
                {
                    Seen.Enqueue(what);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
            {
                // The test, or its engine, is over.
            }
        }
    }

    /// <summary>Lets time pass, a second at a time unless told otherwise, until it holds.</summary>
    public Task PassUntilAsync(Func<bool> condition, string what, int seconds = 1) =>
        Until.HoldsAsync(
            () =>
            {
                if (condition())
                {
                    return true;
                }

                Time.Advance(TimeSpan.FromSeconds(seconds));
                return false;
            },
            what
        );

    /// <summary>Lets time pass until the maintenance is over.</summary>
    public async Task<MaintenanceStatus> FinishAsync(MaintenanceEngine engine, MaintenanceId id, int seconds = 1)
    {
        await PassUntilAsync(() => engine.CompletionOf(id).IsCompleted, $"{id} is over", seconds);
        await Task.WhenAll(_reading);
        return (await engine.StatusAsync(id, CancellationToken.None))!;
    }

    public IEnumerable<T> Events<T>()
        where T : MaintenanceEvent => Seen.OfType<Published.Happened>().Select(happened => happened.Event).OfType<T>();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reading);
        _end.Dispose();
        _folder.Dispose();
    }

    private sealed class Hushed : ISecrets
    {
        public ValueTask<string> ReadAsync(string reference, CancellationToken cancellation) => new("hunter2");

        public string Redact(string text) => text.Replace("hunter2", "[secret]", StringComparison.Ordinal);
    }
}
