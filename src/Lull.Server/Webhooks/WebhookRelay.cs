using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Engine.Timers;
using Lull.Server.Catalogue;
using Microsoft.Extensions.Hosting;

namespace Lull.Server.Webhooks;

/// <summary>
/// Reads journals and writes what webhooks ask for into the outbox, at least once: the place in the journal is kept in the same
/// transaction as the messages, and a message that is written twice has the same id. Does nothing while there are no webhooks.
/// </summary>
internal sealed class WebhookRelay(
    WebhookTables tables,
    WebhookSender sender,
    MaintenanceEngine engine,
    MaintenanceCatalogue catalogue,
    IMaintenanceClock clock
) : IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<MaintenanceId, Task> _following = new();
    private readonly CancellationTokenSource _end = new();
    private volatile IReadOnlyList<Webhook> _webhooks = [];
    private Task _sending = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        engine.Begun += Follow;
        _sending = Task.Run(() => sender.RunAsync(_end.Token), CancellationToken.None);
        await ChangedAsync();
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
        return ValueTask.CompletedTask;
    }

    /// <summary>Something waits to be sent.</summary>
    internal void Wake() => sender.Wake();

    /// <summary>Webhooks were added, changed or removed.</summary>
    internal async Task ChangedAsync()
    {
        _webhooks = await tables.AllAsync();
        if (_webhooks.Count > 0)
        {
            foreach (MaintenanceCard card in catalogue.All)
            {
                Follow(card.Id);
            }
        }

        Wake();
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
        long after = await tables.CursorAsync(id);
        MaintenanceEvent.Planned? planned = null;
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            await foreach (Published published in engine.SubscribeAsync(id, after, _end.Token))
            {
                if (published is not Published.Happened happened)
                {
                    continue;
                }

                goesOn = true;
                after = happened.Sequence;
                planned = happened.Event as MaintenanceEvent.Planned ?? planned;
                await TellAsync(id, happened);
                if (happened.Event is MaintenanceEvent.Ended)
                {
                    return;
                }
            }
        }
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
        Wake();
    }
}
