using System.Security.Cryptography;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Timers;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Data;

namespace Lull.Server.Webhooks;

/// <summary>Who is told by HTTP what happens in maintenances, for those who administer the server.</summary>
public sealed class WebhookLibrary
{
    private const int Shown = 200;

    private readonly WebhookTables _tables;
    private readonly AddressGuard _guard;
    private readonly WebhookRelay _relay;
    private readonly MaintenanceCatalogue _catalogue;
    private readonly IMaintenanceClock _clock;

    internal WebhookLibrary(
        WebhookTables tables,
        AddressGuard guard,
        WebhookRelay relay,
        MaintenanceCatalogue catalogue,
        IMaintenanceClock clock
    )
    {
        _tables = tables;
        _guard = guard;
        _relay = relay;
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
        await _tables.AddAsync(webhook, secret, _catalogue.All.Select(card => (card.Id, card.Sequence)));
        await _relay.ChangedAsync();
        return new NewWebhook(webhook, secret);
    }

    /// <summary>Changes one; false when there is none of that id. Activating it again clears its trouble.</summary>
    public async Task<bool> ChangeAsync(string id, string url, IReadOnlyList<string> kinds, bool isActive)
    {
        bool isThere = await _tables.ChangeAsync(id, url, kinds, isActive);
        await _relay.ChangedAsync();
        return isThere;
    }

    /// <summary>Removes one with everything that waits for it; false when there is none of that id.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        bool isThere = await _tables.RemoveAsync(id);
        await _relay.ChangedAsync();
        return isThere;
    }

    /// <summary>The newest messages, newest first.</summary>
    public Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(string? webhook) =>
        _tables.DeliveriesAsync(webhook, Shown);

    /// <summary>Sends a message again at once; false when there is none.</summary>
    public async Task<bool> RetryAsync(string webhook, string message)
    {
        bool isThere = await _tables.RetryAsync(webhook, message, _clock.RealNow);
        _relay.Wake();
        return isThere;
    }

    /// <summary>Sends a test message; the delivery tells what came of it.</summary>
    public async Task TestAsync(string webhook)
    {
        string message = $"msg_test_{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        string body = JsonSerializer.Serialize(
            new WebhookMessage<WebhookTest>("test", _clock.RealNow, new WebhookTest("A test. Nothing happened.")),
            LullJson.Options
        );
        await _tables.PutAsync(null, 0, message, [webhook], "test", body, _clock.RealNow);
        _relay.Wake();
    }
}
