using Lull.Server.Callers;
using Lull.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Api;

/// <summary>Webhooks, for those who administer the server.</summary>
internal static class WebhookEndpoints
{
    internal static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/webhooks", ListAsync), "List webhooks");
        Describe(routes.MapPost("/webhooks", AddAsync), "Make a webhook; its secret is shown this once")
            .Refuses(400, 413, 415, 422);
        Describe(routes.MapGet("/webhooks/{id}", OneAsync), "Get a webhook").Refuses(404);
        Describe(routes.MapPut("/webhooks/{id}", ChangeAsync), "Change a webhook").Refuses(400, 404, 413, 415, 422);
        Describe(routes.MapDelete("/webhooks/{id}", RemoveAsync), "Remove a webhook with everything that waits for it")
            .Refuses(404);
        Describe(routes.MapPost("/webhooks/{id}/test", TestAsync), "Send a test message").Refuses(404);
        Describe(
                routes.MapGet("/webhooks/{id}/deliveries", DeliveriesAsync),
                "List the newest 200 messages, newest first"
            )
            .Refuses(404);
        Describe(
                routes.MapPost("/webhooks/{id}/deliveries/{message}/retry", RetryAsync),
                "Send a message again at once"
            )
            .Refuses(404);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string summary) =>
        endpoint.WithSummary(summary).WithTags("Webhooks").Needs(Rights.Administer).Refuses(401, 403);

    private static async Task<Ok<ValueList<Webhook>>> ListAsync(WebhookLibrary webhooks) =>
        TypedResults.Ok<ValueList<Webhook>>([.. await webhooks.AllAsync()]);

    private static async Task<Results<Created<NewWebhook>, ProblemHttpResult>> AddAsync(
        WebhookBody body,
        HttpContext http,
        WebhookLibrary webhooks
    )
    {
        ValueList<string> kinds = body.Kinds ?? [];
        if (webhooks.Complaint(body.Url, kinds) is { Length: > 0 } complaint)
        {
            return Problems.Of("not-possible", complaint);
        }

        NewWebhook made = await webhooks.AddAsync(http.Caller(), body.Url, kinds);
        return TypedResults.Created($"{ApiGate.Root}/webhooks/{made.Webhook.Id}", made);
    }

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> OneAsync(string id, WebhookLibrary webhooks) =>
        await webhooks.FindAsync(id) is { } found ? TypedResults.Ok(found) : NoWebhook(id);

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> ChangeAsync(
        string id,
        WebhookBody body,
        HttpContext http,
        WebhookLibrary webhooks
    )
    {
        ValueList<string> kinds = body.Kinds ?? [];
        return webhooks.Complaint(body.Url, kinds) is { Length: > 0 } complaint ? Problems.Of("not-possible", complaint)
            : await webhooks.ChangeAsync(http.Caller(), id, body.Url, kinds, body.IsActive)
                ? TypedResults.Ok((await webhooks.FindAsync(id))!)
            : NoWebhook(id);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id,
        HttpContext http,
        WebhookLibrary webhooks
    ) => await webhooks.RemoveAsync(http.Caller(), id) ? TypedResults.NoContent() : NoWebhook(id);

    private static async Task<Results<Accepted, ProblemHttpResult>> TestAsync(
        string id,
        HttpContext http,
        WebhookLibrary webhooks
    )
    {
        if (await webhooks.FindAsync(id) is null)
        {
            return NoWebhook(id);
        }

        await webhooks.TestAsync(http.Caller(), id);
        return TypedResults.Accepted($"{ApiGate.Root}/webhooks/{id}/deliveries");
    }

    private static async Task<Results<Ok<ValueList<WebhookDelivery>>, ProblemHttpResult>> DeliveriesAsync(
        string id,
        WebhookLibrary webhooks
    ) =>
        await webhooks.FindAsync(id) is null
            ? NoWebhook(id)
            : TypedResults.Ok<ValueList<WebhookDelivery>>([.. await webhooks.DeliveriesAsync(id)]);

    private static async Task<Results<Accepted, ProblemHttpResult>> RetryAsync(
        string id,
        string message,
        HttpContext http,
        WebhookLibrary webhooks
    ) =>
        await webhooks.RetryAsync(http.Caller(), id, message)
            ? TypedResults.Accepted($"{ApiGate.Root}/webhooks/{id}/deliveries")
            : Problems.Of("not-found", $"There is no message '{message}' for the webhook '{id}'.");

    private static ProblemHttpResult NoWebhook(string id) => Problems.Of("not-found", $"There is no webhook '{id}'.");
}

/// <summary>A webhook to make or change.</summary>
/// <param name="Url">Where to: an https address that everybody on the internet can reach, or a host that the server's options allow.</param>
/// <param name="Kinds">Kinds of events, as the journal names them; empty or left out for all.</param>
/// <param name="IsActive">False to stop telling it for a while.</param>
public sealed record WebhookBody(string Url, ValueList<string>? Kinds = null, bool IsActive = true);
