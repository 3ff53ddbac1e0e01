using System.Globalization;
using Lull.Server.Callers;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Lull.Server.Pages.People;

/// <summary>One's own account.</summary>
internal static class MeRoutes
{
    internal static void MapMe(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder me = routes.MapGroup("/me").Needs(Rights.None).ForSessions();
        me.MapGet("", Me);
        me.MapPost("", DescribeAsync);
        me.MapPost("/password", ChangePasswordAsync);
        me.MapPost("/sessions", EndSessionsAsync);
        me.MapPost("/tokens", MakeTokenAsync);
        me.MapPost("/tokens/{id}/revoke", RevokeAsync);
    }

    /// <summary>Reads a token as a form asks for it.</summary>
    internal static TokenDraft DraftOf(IFormCollection form, string owner) =>
        new(
            owner,
            form["name"].ToString(),
            RightsOf(form["rights"]),
            int.TryParse(form["days"].ToString(), CultureInfo.InvariantCulture, out int days) ? days : 0
        );

    /// <summary>The rights whose boxes are ticked.</summary>
    internal static Rights RightsOf(StringValues names) =>
        names.Aggregate(Rights.None, (sum, name) => sum | RightsText.Named(name ?? ""));

    private static RazorComponentResult<MePage> Me(HttpContext http, Accounts accounts, Tokens tokens) =>
        MePageOf(http, accounts, tokens, (nameof(MePage.Done), http.Request.Query["done"].ToString()));

    private static async Task<IResult> DescribeAsync(HttpContext http, Accounts accounts, Tokens tokens)
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string person = http.Caller().Person;
        string name = form["name"].ToString();
        string zone = form["zone"].ToString();
        IReadOnlyDictionary<string, string> faults = await accounts.DescribeAsync(
            person,
            name,
            zone,
            person,
            http.Address()
        );
        if (faults.Count == 0)
        {
            return http.SeeOther("/me?done=saved");
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return MePageOf(
            http,
            accounts,
            tokens,
            (nameof(MePage.Faults), faults),
            (nameof(MePage.TypedName), name),
            (nameof(MePage.TypedZone), zone)
        );
    }

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext http,
        Accounts accounts,
        Tokens tokens,
        SignInLimits limits,
        AuditTrail audit
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string person = http.Caller().Person;
        string? fault = null;
        string field = "old";
        if (limits.Try(http, person) is { } wait)
        {
            SignInLimits.SayWhen(http, wait);
            fault = $"Too many tries. Try again in {SignInLimits.Seconds(wait)} s.";
        }
        else if (await accounts.VerifyAsync(person, form["old"].ToString()) is null)
        {
            await audit.AppendAsync(person, "password-check-failed", person, "", http.Address());
            fault = "This is not your present password.";
        }
        else
        {
            limits.Good(http, person);
            field = "password";
            fault = await accounts.SetPasswordAsync(person, form["password"].ToString(), person, http.Address());
        }

        if (fault is null)
        {
            await Sessions.BeginAsync(http, accounts.Find(person)!);
            return http.SeeOther("/me?done=password");
        }

        if (http.Response.StatusCode == StatusCodes.Status200OK)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        var faults = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = fault };
        return MePageOf(http, accounts, tokens, (nameof(MePage.Faults), faults));
    }

    private static async Task<IResult> EndSessionsAsync(HttpContext http, Accounts accounts)
    {
        string person = http.Caller().Person;
        await accounts.EndSessionsAsync(person, person, http.Address());
        await Sessions.BeginAsync(http, accounts.Find(person)!);
        return http.SeeOther("/me?done=sessions");
    }

    private static async Task<IResult> MakeTokenAsync(HttpContext http, Accounts accounts, Tokens tokens)
    {
        Caller caller = http.Caller();
        TokenDraft draft = DraftOf(await http.Request.ReadFormAsync(), caller.Person);
        TokenAnswer answer = await tokens.MakeAsync(caller, draft, http.Address());
        if (answer.Made is not null)
        {
            return MePageOf(http, accounts, tokens, (nameof(MePage.Made), answer));
        }

        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return MePageOf(
            http,
            accounts,
            tokens,
            (nameof(MePage.Draft), draft),
            (nameof(MePage.TokenFaults), answer.Faults)
        );
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext http, Tokens tokens) =>
        await tokens.RevokeAsync(http.Caller(), id, http.Address())
            ? http.SeeOther("/me?done=revoked")
            : http.Said(404, "There is no such token", "It was revoked already, or is not yours.");

    private static RazorComponentResult<MePage> MePageOf(
        HttpContext http,
        Accounts accounts,
        Tokens tokens,
        params (string Name, object? Value)[] more
    )
    {
        string person = http.Caller().Person;
        return http.Page<MePage>([
            (nameof(MePage.Owner), accounts.Find(person)),
            (nameof(MePage.Tokens), tokens.Of(person)),
            .. more,
        ]);
    }
}
