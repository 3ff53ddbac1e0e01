using Lull.Server.Callers;
using Lull.Server.Pages;
using Lull.Server.Pages.Status;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Status;

/// <summary>The page on which people make and revoke their private calendars.</summary>
internal static class FeedRoutes
{
    internal static void MapFeedTokens(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder mine = routes.MapGroup("/me/feeds").Needs(Rights.View);
        mine.MapGet("", (HttpContext http, FeedTokens tokens, StatusBoards boards) => ShowAsync(http, tokens, boards));
        mine.MapPost("", MakeAsync);
        mine.MapPost("/{id:long}/revoke", RevokeAsync);
    }

    /// <summary>Answers with the page itself instead of sending the browser on: the address must stand in no other address.</summary>
    private static async Task<IResult> MakeAsync(
        HttpContext http,
        FeedTokens tokens,
        StatusBoards boards,
        StatusLinks links,
        AuditTrail audit,
        [FromForm] string name,
        [FromForm] string? component
    )
    {
        string wanted = component ?? "";
        (string? secret, string refusal) =
            wanted.Length > 0 && boards.Tentative.Of(wanted) is null
                ? (null, $"There is no component '{wanted}'. Choose one from the list.")
                : await tokens.MakeAsync(http.Caller().Person, name, wanted);
        if (secret is not null)
        {
            Caller caller = http.Caller();
            await audit.AppendAsync(caller.Person, "calendar-made", name, wanted, caller.Address);
        }

        return await ShowAsync(
            http,
            tokens,
            boards,
            secret is null ? null : $"{links.Root}/feeds/{secret}/calendar.ics",
            refusal
        );
    }

    /// <summary>The form holds nothing but the antiforgery token; it is a parameter so that the token is checked.</summary>
    private static async Task<IResult> RevokeAsync(
        HttpContext http,
        FeedTokens tokens,
        AuditTrail audit,
        long id,
        IFormCollection _
    )
    {
        Caller caller = http.Caller();
        if (await tokens.RevokeAsync(caller.Person, id))
        {
            await audit.AppendAsync(
                caller.Person,
                "calendar-revoked",
                FormattableString.Invariant($"{id}"),
                "",
                caller.Address
            );
        }

        return http.SeeOther("/me/feeds");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http,
        FeedTokens tokens,
        StatusBoards boards,
        string? made = null,
        string refusal = ""
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.Page<FeedsPage>(
            ("Tokens", await tokens.ListAsync(http.Caller().Person)),
            ("Components", boards.Tentative.Components.Select(one => one.Component).ToList()),
            ("Made", made),
            ("Refusal", refusal)
        );
    }
}
