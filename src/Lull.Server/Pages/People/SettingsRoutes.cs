using System.Globalization;
using Lull.Server.Callers;
using Lull.Server.Pages.Roles;
using Lull.Server.Pages.Webhooks;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.People;

/// <summary>People, service accounts, roles, webhooks and the audit, for those who administer the server.</summary>
internal static class SettingsRoutes
{
    internal static void MapSettings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder settings = routes.MapGroup("/settings").Needs(Rights.Administer).ForSessions();
        settings.MapGet("", People);
        settings.MapGet("/services", Services);
        settings.MapPost("/people", AddPersonAsync);
        settings.MapPost("/services", AddServiceAsync);
        settings.MapGet("/people/{person}", Person);
        settings.MapPost("/people/{person}/rights", SetRightsAsync);
        settings.MapPost("/people/{person}/password", SetPasswordAsync);
        settings.MapPost("/people/{person}/state", SetStateAsync);
        settings.MapPost("/people/{person}/tokens", MakeTokenAsync);
        settings.MapPost("/people/{person}/tokens/{id}/revoke", RevokeAsync);
        settings.MapGet("/audit", AuditAsync);
        settings.MapRoles();
        settings.MapWebhookPages();
    }

    private static RazorComponentResult<PeoplePage> People(HttpContext http, Accounts accounts, Tokens tokens) =>
        PeoplePageOf(http, accounts, tokens, false, (nameof(PeoplePage.Done), Done(http)));

    private static RazorComponentResult<PeoplePage> Services(HttpContext http, Accounts accounts, Tokens tokens) =>
        PeoplePageOf(http, accounts, tokens, true, (nameof(PeoplePage.Done), Done(http)));

    private static async Task<IResult> AddPersonAsync(
        HttpContext http,
        ServerOptions options,
        Accounts accounts,
        Tokens tokens
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string password = form["password"].ToString();
        var draft = new AccountDraft(
            form["person"].ToString().Trim(),
            form["name"].ToString(),
            form["zone"].ToString(),
            MeRoutes.RightsOf(form["rights"])
        )
        {
            Password = password.Length == 0 && options.OpenId is not null ? null : password,
        };
        return await AddAsync(http, accounts, tokens, draft);
    }

    private static async Task<IResult> AddServiceAsync(HttpContext http, Accounts accounts, Tokens tokens)
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        var draft = new AccountDraft(
            form["person"].ToString().Trim(),
            form["name"].ToString(),
            "Etc/UTC",
            MeRoutes.RightsOf(form["rights"])
        )
        {
            IsService = true,
        };
        return await AddAsync(http, accounts, tokens, draft);
    }

    private static async Task<IResult> AddAsync(HttpContext http, Accounts accounts, Tokens tokens, AccountDraft draft)
    {
        IReadOnlyDictionary<string, string> faults = await accounts.AddAsync(
            draft,
            http.Caller().Person,
            http.Address()
        );
        if (faults.Count == 0)
        {
            return http.SeeOther($"/settings/people/{draft.Person}?done=made");
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PeoplePageOf(
            http,
            accounts,
            tokens,
            draft.IsService,
            (nameof(PeoplePage.Draft), draft),
            (nameof(PeoplePage.Faults), faults)
        );
    }

    private static IResult Person(string person, HttpContext http, Accounts accounts, Tokens tokens) =>
        PersonPageOf(http, accounts, tokens, person, (nameof(PersonPage.Done), Done(http)));

    private static async Task<IResult> SetRightsAsync(string person, HttpContext http, Accounts accounts, Tokens tokens)
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string? refusal = await accounts.SetRightsAsync(
            person,
            MeRoutes.RightsOf(form["rights"]),
            http.Caller().Person,
            http.Address()
        );
        return After(http, accounts, tokens, person, "rights", refusal);
    }

    private static async Task<IResult> SetPasswordAsync(
        string person,
        HttpContext http,
        Accounts accounts,
        Tokens tokens
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        if (accounts.Find(person) is not { IsService: false })
        {
            return Results.NotFound();
        }

        string? fault = await accounts.SetPasswordAsync(
            person,
            form["password"].ToString(),
            http.Caller().Person,
            http.Address()
        );
        if (fault is null)
        {
            return http.SeeOther($"/settings/people/{person}?done=password-of");
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        var faults = new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = fault };
        return PersonPageOf(http, accounts, tokens, person, (nameof(PersonPage.Faults), faults));
    }

    private static async Task<IResult> SetStateAsync(string person, HttpContext http, Accounts accounts, Tokens tokens)
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        bool isDisabled = form["disabled"].ToString() == "true";
        string? refusal = await accounts.SetDisabledAsync(person, isDisabled, http.Caller().Person, http.Address());
        return After(http, accounts, tokens, person, isDisabled ? "disabled" : "enabled", refusal);
    }

    private static async Task<IResult> MakeTokenAsync(string person, HttpContext http, Accounts accounts, Tokens tokens)
    {
        TokenDraft draft = MeRoutes.DraftOf(await http.Request.ReadFormAsync(), person);
        TokenAnswer answer = await tokens.MakeAsync(http.Caller(), draft, http.Address());
        if (answer.Made is not null)
        {
            return PersonPageOf(http, accounts, tokens, person, (nameof(PersonPage.Made), answer));
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PersonPageOf(
            http,
            accounts,
            tokens,
            person,
            (nameof(PersonPage.Draft), draft),
            (nameof(PersonPage.TokenFaults), answer.Faults)
        );
    }

    private static async Task<IResult> RevokeAsync(string person, string id, HttpContext http, Tokens tokens) =>
        await tokens.RevokeAsync(http.Caller(), id, http.Address())
            ? http.SeeOther($"/settings/people/{Uri.EscapeDataString(person)}?done=revoked")
            : http.Said(404, "There is no such token", "It was revoked already.");

    private static async Task<IResult> AuditAsync(HttpContext http, AuditTrail audit)
    {
        bool isChecked = http.Request.Query["check"] == "true";
        long before = long.TryParse(http.Request.Query["before"], CultureInfo.InvariantCulture, out long given)
            ? given
            : long.MaxValue;
        return http.Page<AuditPage>(
            (nameof(AuditPage.Entries), await audit.ReadAsync(before)),
            (nameof(AuditPage.IsChecked), isChecked),
            (nameof(AuditPage.Damage), isChecked ? await audit.FirstDamageAsync() : null)
        );
    }

    private static IResult After(
        HttpContext http,
        Accounts accounts,
        Tokens tokens,
        string person,
        string done,
        string? refusal
    )
    {
        if (refusal is null)
        {
            return http.SeeOther($"/settings/people/{Uri.EscapeDataString(person)}?done={done}");
        }

        http.Response.StatusCode = StatusCodes.Status409Conflict;
        return PersonPageOf(http, accounts, tokens, person, (nameof(PersonPage.Refusal), refusal));
    }

    private static string Done(HttpContext http) => http.Request.Query["done"].ToString();

    private static RazorComponentResult<PeoplePage> PeoplePageOf(
        HttpContext http,
        Accounts accounts,
        Tokens tokens,
        bool isServices,
        params (string Name, object? Value)[] more
    )
    {
        IReadOnlyList<Account> known = [.. accounts.All.Where(one => one.IsService == isServices)];
        return http.Page<PeoplePage>([
            (nameof(PeoplePage.Known), known),
            (nameof(PeoplePage.IsServices), isServices),
            (nameof(PeoplePage.TokenCounts), known.ToDictionary(one => one.Person, one => tokens.Of(one.Person).Count)),
            .. more,
        ]);
    }

    private static IResult PersonPageOf(
        HttpContext http,
        Accounts accounts,
        Tokens tokens,
        string person,
        params (string Name, object? Value)[] more
    ) =>
        accounts.Find(person) is { } known
            ? http.Page<PersonPage>([
                (nameof(PersonPage.Known), known),
                (nameof(PersonPage.Tokens), tokens.Of(person)),
                .. more,
            ])
            : http.Said(404, "There is no such account", "It may be mistyped.");
}
