using Lull.Server.Pages.Shared;
using Lull.Server.Webhooks;

namespace Lull.Server.Pages.Webhooks;

/// <summary>How webhooks and their messages look.</summary>
internal static class WebhookLooks
{
    internal static Look Of(Webhook webhook) =>
        webhook switch
        {
            { IsActive: true } => new("ok", '✓', "told"),
            { Trouble.Length: > 0 } => new("bad", '!', "given up"),
            _ => new("quiet", '–', "paused"),
        };

    internal static Look Of(Webhook webhook, WebhookDelivery message) =>
        message.State switch
        {
            WebhookDeliveryState.Waiting when !webhook.IsActive => new("quiet", '–', "kept"),
            WebhookDeliveryState.Waiting when message.Attempts == 0 => new("busy", '▸', "being sent"),
            WebhookDeliveryState.Waiting => new("wait", '✗', "failed; tried again"),
            WebhookDeliveryState.Delivered => new("ok", '✓', "delivered"),
            WebhookDeliveryState.Failed => new("bad", '!', "given up"),
        };
}
