using System.Text.Json.Nodes;

namespace Lull.Server.Webhooks;

/// <summary>Who is told by HTTP what happens.</summary>
/// <param name="Id">Which.</param>
/// <param name="Url">Where to.</param>
/// <param name="Kinds">Kinds of events, as the journal names them; empty for all.</param>
/// <param name="IsActive">True when it is told.</param>
/// <param name="Trouble">Why the server stopped telling it; empty when it did not.</param>
/// <param name="By">Who made it.</param>
/// <param name="At">When.</param>
public sealed record Webhook(
    string Id,
    string Url,
    ValueList<string> Kinds,
    bool IsActive,
    string Trouble,
    string By,
    Instant At
);

/// <summary>A webhook that was just made, with its secret, which is shown this once.</summary>
public sealed record NewWebhook(Webhook Webhook, string Secret);

/// <summary>One message to one webhook.</summary>
/// <param name="Id">The message; receivers know repeats by it.</param>
/// <param name="Webhook">To whom.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="At">When it was written down.</param>
/// <param name="Due">When it is tried next.</param>
/// <param name="Answer">What the last try gave; empty before.</param>
public sealed record WebhookDelivery(
    string Id,
    string Webhook,
    string Kind,
    WebhookDeliveryState State,
    int Attempts,
    Instant At,
    Instant Due,
    string Answer
);

/// <summary>What is sent.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="Timestamp">When it was written down.</param>
/// <param name="Data">What happened.</param>
internal sealed record WebhookMessage<T>(string Type, Instant Timestamp, T Data);

/// <summary>An event of a maintenance, as it is sent.</summary>
internal sealed record WebhookHappening(
    MaintenanceId Maintenance,
    string Title,
    string Site,
    long Sequence,
    Instant At,
    string Actor,
    JsonNode Event
);

/// <summary>A test, as it is sent.</summary>
internal sealed record WebhookTest(string Text);

/// <summary>How far a message is.</summary>
public enum WebhookDeliveryState
{
    /// <summary>It is tried, now or later.</summary>
    Waiting,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,
}
