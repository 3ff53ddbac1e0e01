using System.Security.Cryptography;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Data;
using Lull.Server.People;

namespace Lull.Server.Webhooks;

/// <summary>Who is told by HTTP what happens in maintenances, for those who administer the server.</summary>
public sealed class WebhookLibrary
{
    /// <summary>So many of the newest messages are shown.</summary>
    public const int Shown = 200;

    private readonly WebhookTables _tables;
    private readonly AddressGuard _guard;
    private readonly WebhookRelay _relay;
    private readonly WebhookSender _sender;
    private readonly AuditTrail _audit;
    private readonly MaintenanceCatalogue _catalogue;
    private readonly IMaintenanceClock _clock;

    internal WebhookLibrary(
        WebhookTables tables,
        AddressGuard guard,
        WebhookRelay relay,
        WebhookSender sender,
        AuditTrail audit,
        MaintenanceCatalogue catalogue,
        IMaintenanceClock clock
    )
    {
        _tables = tables;
        _guard = guard;
        _relay = relay;
        _sender = sender;
        _audit = audit;
        _catalogue = catalogue;
        _clock = clock;
    }

    /// <summary>Its tables.</summary>
    public static SchemaPart Schema => WebhookTables.Schema;

    /// <summary>Every kind of event that can be asked for, as the journal names it.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. LullJson
            .Options.GetTypeInfo(typeof(MaintenanceEvent))
            .PolymorphismOptions!.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every webhook, oldest first.</summary>
    public Task<IReadOnlyList<Webhook>> AllAsync() => _tables.AllAsync();

    /// <summary>A webhook; null when there is none of that id.</summary>
    public async Task<Webhook?> FindAsync(string id) => (await AllAsync()).FirstOrDefault(one => one.Id == id);

    /// <summary>What is wrong with an address and kinds; empty when nothing is.</summary>
    public string Complaint(string url, IEnumerable<string> kinds) =>
        kinds.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown
            ? $"'{unknown}' is no kind of event. Kinds are: {string.Join(", ", Kinds)}."
            : _guard.Complaint(url);

    /// <summary>A new webhook, told what happens from now on.</summary>
    /// <param name="caller">Who makes it.</param>
    /// <param name="url">Where to; without <see cref="Complaint"/>.</param>
    /// <param name="kinds">Kinds of events; empty for all.</param>
    public async Task<NewWebhook> AddAsync(Caller caller, string url, IReadOnlyList<string> kinds)
    {
        var webhook = new Webhook(
            $"wh-{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            url,
            [.. kinds],
            IsActive: true,
            "",
            caller.Person,
            _clock.RealNow
        );
        string secret = WebhookSignature.NewSecret();
        await _relay.ChangeAsync(() =>
            _tables.AddAsync(webhook, secret, _catalogue.All.Select(card => (card.Id, card.Sequence)))
        );
        await _audit.AppendAsync(
            caller.Person,
            "webhook-made",
            webhook.Id,
            Said(url, kinds, isActive: true),
            caller.Address
        );
        return new NewWebhook(webhook, secret);
    }

    /// <summary>Changes one; false when there is none of that id. Activating it again clears its trouble.</summary>
    public Task<bool> ChangeAsync(Caller caller, string id, string url, IReadOnlyList<string> kinds, bool isActive) =>
        ChangeAsync(
            caller,
            "webhook-changed",
            id,
            Said(url, kinds, isActive),
            () => _tables.ChangeAsync(id, url, kinds, isActive)
        );

    /// <summary>Removes one with everything that waits for it; false when there is none of that id.</summary>
    public Task<bool> RemoveAsync(Caller caller, string id) =>
        ChangeAsync(caller, "webhook-removed", id, "", () => _tables.RemoveAsync(id));

    /// <summary>The newest messages, newest first.</summary>
    public Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(string webhook) =>
        _tables.DeliveriesAsync(webhook, Shown);

    /// <summary>Sends a message again at once; false when there is none.</summary>
    public async Task<bool> RetryAsync(Caller caller, string webhook, string message)
    {
        bool isThere = await _tables.RetryAsync(webhook, message, _clock.RealNow);
        if (isThere)
        {
            await _audit.AppendAsync(caller.Person, "webhook-retried", webhook, message, caller.Address);
        }

        _sender.Wake();
        return isThere;
    }

    /// <summary>Sends a test message; the delivery tells what came of it. Gives the message's id.</summary>
    public async Task<string> TestAsync(Caller caller, string webhook)
    {
        string message = $"msg_test_{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        string body = JsonSerializer.Serialize(
            new WebhookMessage<WebhookTest>("test", _clock.RealNow, new WebhookTest("A test. Nothing happened.")),
            LullJson.Options
        );
        await _tables.PutAsync(null, 0, message, [webhook], "test", body, _clock.RealNow);
        await _audit.AppendAsync(caller.Person, "webhook-tested", webhook, message, caller.Address);
        _sender.Wake();
        return message;
    }

    /// <summary>Waits until a message was tried, at most so long; whoever asked for it then sees what came of it.</summary>
    /// <param name="webhook">To whom.</param>
    /// <param name="message">Which.</param>
    /// <param name="attempts">Tries before.</param>
    /// <param name="patience">How long at the most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task TriedAsync(
        string webhook,
        string message,
        int attempts,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            while (true)
            {
                Task next = _sender.NextTry;
                if ((await DeliveriesAsync(webhook)).Any(one => one.Id == message && one.Attempts > attempts))
                {
                    return;
                }

                await next.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The receiver takes its time; the delivery will tell.
        }
    }

    private async Task<bool> ChangeAsync(Caller caller, string kind, string id, string detail, Func<Task<bool>> change)
    {
        bool isThere = false;
        await _relay.ChangeAsync(async () => isThere = await change());
        if (isThere)
        {
            await _audit.AppendAsync(caller.Person, kind, id, detail, caller.Address);
        }

        return isThere;
    }

    private static string Said(string url, IReadOnlyList<string> kinds, bool isActive) =>
        $"{url}; {(kinds.Count == 0 ? "all kinds" : string.Join(", ", kinds))}{(isActive ? "" : "; paused")}";
}
