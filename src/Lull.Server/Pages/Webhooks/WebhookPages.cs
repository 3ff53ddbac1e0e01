using Lull.Server.Callers;
using Lull.Server.Pages.People;
using Lull.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.Webhooks;

/// <summary>Webhooks among the settings, under the same rules as over the API.</summary>
internal static class WebhookPages
{
    /// <summary>Whoever sends a test looks on for so long; receivers usually answer in less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    internal static void MapWebhookPages(this RouteGroupBuilder settings)
    {
        settings.MapGet("/webhooks", ListAsync);
        settings.MapPost("/webhooks", AddAsync);
        settings.MapGet("/webhooks/{id}", ShowAsync);
        settings.MapPost("/webhooks/{id}", ChangeAsync);
        settings.MapPost("/webhooks/{id}/state", SetStateAsync);
        settings.MapPost("/webhooks/{id}/test", TestAsync);
        settings.MapPost("/webhooks/{id}/deliveries/{message}/retry", RetryAsync);
        settings.MapPost("/webhooks/{id}/remove", RemoveAsync);
    }

    private static Task<RazorComponentResult<WebhooksPage>> ListAsync(HttpContext http, WebhookLibrary webhooks) =>
        ListPageAsync(http, webhooks, (nameof(WebhooksPage.Done), Done(http)));

    private static async Task<IResult> AddAsync(HttpContext http, WebhookLibrary webhooks)
    {
        (string url, ValueList<string> kinds) = Written(await http.Request.ReadFormAsync());
        if (webhooks.Complaint(url, kinds) is { Length: > 0 } complaint)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await ListPageAsync(
                http,
                webhooks,
                (nameof(WebhooksPage.Url), url),
                (nameof(WebhooksPage.Kinds), kinds),
                (nameof(WebhooksPage.Faults), Fault(complaint))
            );
        }

        NewWebhook made = await webhooks.AddAsync(http.Caller(), url, kinds);
        http.Response.Headers.CacheControl = "no-store";
        return await PageAsync(http, webhooks, made.Webhook.Id, (nameof(WebhookPage.Secret), made.Secret));
    }

    private static Task<IResult> ShowAsync(string id, HttpContext http, WebhookLibrary webhooks) =>
        PageAsync(http, webhooks, id, (nameof(WebhookPage.Done), Done(http)));

    private static async Task<IResult> ChangeAsync(string id, HttpContext http, WebhookLibrary webhooks)
    {
        (string url, ValueList<string> kinds) = Written(await http.Request.ReadFormAsync());
        if (await webhooks.FindAsync(id) is not { } known)
        {
            return Gone(http);
        }

        if (webhooks.Complaint(url, kinds) is { Length: > 0 } complaint)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(
                http,
                webhooks,
                id,
                (nameof(WebhookPage.Url), url),
                (nameof(WebhookPage.Kinds), kinds),
                (nameof(WebhookPage.Faults), Fault(complaint))
            );
        }

        await webhooks.ChangeAsync(http.Caller(), id, url, kinds, known.IsActive);
        return http.SeeOther($"/settings/webhooks/{known.Id}?done=webhook-saved");
    }

    private static async Task<IResult> SetStateAsync(string id, HttpContext http, WebhookLibrary webhooks)
    {
        bool isActive = (await http.Request.ReadFormAsync())["active"].ToString() == "true";
        if (await webhooks.FindAsync(id) is not { } known)
        {
            return Gone(http);
        }

        await webhooks.ChangeAsync(http.Caller(), id, known.Url, known.Kinds, isActive);
        return http.SeeOther($"/settings/webhooks/{known.Id}?done={(isActive ? "webhook-active" : "webhook-paused")}");
    }

    private static async Task<IResult> TestAsync(string id, HttpContext http, WebhookLibrary webhooks)
    {
        if (await webhooks.FindAsync(id) is not { } known)
        {
            return Gone(http);
        }

        if (!known.IsActive)
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return await PageAsync(
                http,
                webhooks,
                id,
                (nameof(WebhookPage.Refusal), "It is paused, so nothing is sent. Let it go on, then test it.")
            );
        }

        string message = await webhooks.TestAsync(http.Caller(), id);
        await webhooks.TriedAsync(id, message, attempts: 0, Patience, http.RequestAborted);
        return http.SeeOther($"/settings/webhooks/{known.Id}?done=webhook-tried#deliveries");
    }

    private static async Task<IResult> RetryAsync(string id, string message, HttpContext http, WebhookLibrary webhooks)
    {
        int before = (await webhooks.DeliveriesAsync(id)).FirstOrDefault(one => one.Id == message)?.Attempts ?? 0;
        if (!await webhooks.RetryAsync(http.Caller(), id, message))
        {
            return Gone(http);
        }

        await webhooks.TriedAsync(id, message, before, Patience, http.RequestAborted);
        return http.SeeOther($"/settings/webhooks/{Uri.EscapeDataString(id)}#deliveries");
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext http, WebhookLibrary webhooks) =>
        await webhooks.RemoveAsync(http.Caller(), id)
            ? http.SeeOther("/settings/webhooks?done=webhook-removed")
            : Gone(http);

    private static (string Url, ValueList<string> Kinds) Written(IFormCollection form) =>
        (form["url"].ToString().Trim(), [.. form["kinds"].OfType<string>()]);

    private static Dictionary<string, string> Fault(string complaint) =>
        new(StringComparer.Ordinal) { ["url"] = complaint };

    private static string Done(HttpContext http) => http.Request.Query["done"].ToString();

    private static IResult Gone(HttpContext http) =>
        http.Said(
            404,
            "There is no such webhook",
            "It, or the message, was removed meanwhile, or the address is mistyped."
        );

    private static async Task<RazorComponentResult<WebhooksPage>> ListPageAsync(
        HttpContext http,
        WebhookLibrary webhooks,
        params (string Name, object? Value)[] more
    ) => http.Page<WebhooksPage>([(nameof(WebhooksPage.Known), await webhooks.AllAsync()), .. more]);

    private static async Task<IResult> PageAsync(
        HttpContext http,
        WebhookLibrary webhooks,
        string id,
        params (string Name, object? Value)[] more
    ) =>
        await webhooks.FindAsync(id) is { } known
            ? http.Page<WebhookPage>([
                (nameof(WebhookPage.Known), known),
                (nameof(WebhookPage.Deliveries), await webhooks.DeliveriesAsync(id)),
                .. more,
            ])
            : Gone(http);
}
