using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Lull.Engine.Timers;
using Lull.Server.Catalogue;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Webhooks;

/// <summary>
/// Reads journals and writes what webhooks ask for into the outbox, at least once: the place in the journal is kept in the same
/// transaction as the messages, and a message that is written twice has the same id. Does nothing while there are no webhooks.
/// </summary>
internal sealed partial class WebhookRelay(
    WebhookTables tables,
    WebhookSender sender,
    MaintenanceEngine engine,
    MaintenanceCatalogue catalogue,
    IMaintenanceClock clock,
    ILogger<WebhookRelay> log
) : IHostedService, IAsyncDisposable
{
    /// <summary>Before what could not be read or written down is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<MaintenanceId, Task> _following = new();

    /// <summary>How far each journal was read; further than what is kept where nobody asked for the last events.</summary>
    private readonly ConcurrentDictionary<MaintenanceId, long> _read = new();

    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _end = new();
    private volatile IReadOnlyList<Webhook> _webhooks = [];
    private Task _sending = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        engine.Begun += Follow;
        _sending = Task.Run(() => sender.RunAsync(_end.Token), CancellationToken.None);
        await LoadAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        engine.Begun -= Follow;
        await _end.CancelAsync();
        await Task.WhenAll([_sending, .. _following.Values]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public ValueTask DisposeAsync()
    {
        _end.Dispose();
        _changing.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Adds, changes or removes webhooks. What was read before counts as told, also where nobody asked for it, so that a webhook
    /// never hears after a restart of what happened before it asked.
    /// </summary>
    internal async Task ChangeAsync(Func<Task> change)
    {
        await _changing.WaitAsync();
        try
        {
            await tables.ReadUpToAsync([.. _read]);
            await change();
            await LoadAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task LoadAsync()
    {
        _webhooks = await tables.AllAsync();
        if (_webhooks.Count > 0)
        {
            IReadOnlyDictionary<string, long> cursors = await tables.CursorsAsync();
            foreach (MaintenanceCard card in catalogue.All)
            {
                if (!card.IsOver || cursors.GetValueOrDefault(card.Id.Text) < card.Sequence)
                {
                    Follow(card.Id);
                }
            }
        }

        sender.Wake();
    }

    private void Follow(MaintenanceId id)
    {
        if (_webhooks.Count > 0 && !_end.IsCancellationRequested)
        {
            _ = _following.GetOrAdd(id, static (key, self) => Task.Run(() => self.FollowAsync(key)), this);
        }
    }

    private async Task FollowAsync(MaintenanceId id)
    {
        bool goesOn = true;
        while (goesOn)
        {
            try
            {
                goesOn = await ReadOnAsync(id);
            }
            catch (Exception broken) when (broken is SqliteException or StoreException)
            {
                LogNotWritten(log, id, Pause, broken);
                await Task.Delay(Pause, clock.Time, _end.Token);
            }
        }
    }

    /// <summary>True when the reading was cut off and may go on; false once the maintenance is over, or nobody conducts it.</summary>
    private async Task<bool> ReadOnAsync(MaintenanceId id)
    {
        long after = _read.TryGetValue(id, out long read) ? read : await tables.CursorAsync(id);
        bool isMore = false;
        await foreach (Published published in engine.SubscribeAsync(id, after, _end.Token))
        {
            if (published is not Published.Happened happened)
            {
                continue;
            }

            isMore = true;
            await TellAsync(id, happened);
            _read[id] = happened.Sequence;
            if (happened.Event is MaintenanceEvent.Ended)
            {
                await tables.ReadUpToAsync([KeyValuePair.Create(id, happened.Sequence)]);
                return false;
            }
        }

        return isMore;
    }

    /// <summary>What nobody asks for is not written down: reading it again after a crash does no harm.</summary>
    private async Task TellAsync(MaintenanceId id, Published.Happened happened)
    {
        JsonNode what = JsonSerializer.SerializeToNode(happened.Event, LullJson.Options)!;
        string kind = (string)
            what[
                LullJson
                    .Options.GetTypeInfo(typeof(MaintenanceEvent))
                    .PolymorphismOptions!.TypeDiscriminatorPropertyName
            ]!;
        string[] asking =
        [
            .. _webhooks
                .Where(webhook => webhook.IsActive && (webhook.Kinds.Count == 0 || webhook.Kinds.Contains(kind)))
                .Select(webhook => webhook.Id),
        ];
        if (asking.Length == 0)
        {
            return;
        }

        if (happened.Event is MaintenanceEvent.Planned begun)
        {
            // The whole procedure is too much for a message; whoever wants it asks the API.
            what = new JsonObject { ["revision"] = begun.Procedure.Revision };
        }

        MaintenanceCard? card = catalogue.Find(id);
        string body = JsonSerializer.Serialize(
            new WebhookMessage<WebhookHappening>(
                kind,
                clock.RealNow,
                new WebhookHappening(
                    id,
                    card?.Title ?? "",
                    card?.Site ?? "",
                    happened.Sequence,
                    happened.At,
                    happened.Actor,
                    what
                )
            ),
            LullJson.Options
        );
        await tables.PutAsync(
            id,
            happened.Sequence,
            FormattableString.Invariant($"msg_{id}_{happened.Sequence}"),
            asking,
            kind,
            body,
            clock.RealNow
        );
        sender.Wake();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Webhooks could not be told of {Maintenance} and are again in {Pause}; nothing is lost meanwhile"
    )]
    private static partial void LogNotWritten(ILogger log, MaintenanceId maintenance, TimeSpan pause, Exception fault);
}
