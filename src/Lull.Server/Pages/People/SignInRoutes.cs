using Lull.Server.Callers;
using Lull.Server.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Pages.People;

/// <summary>Signing in and out, and the first account.</summary>
internal static class SignInRoutes
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").Public();
        group.MapGet("/sign-in", SignIn);
        group.MapPost("/sign-in", SignInAsync);
        group.MapPost("/sign-out", SignOutAsync);
        group.MapGet("/first-start", FirstAsync);
        group.MapPost("/first-start", MakeFirstAsync);
    }

    private static IResult SignIn(HttpContext http) =>
        http.Caller().Person.Length > 0
            ? Results.LocalRedirect(LocalAddress.Of(http.Request.Query["return"]))
            : SignInForm(http, LocalAddress.Of(http.Request.Query["return"]), "", "");

    private static async Task<IResult> SignInAsync(
        HttpContext http,
        Accounts accounts,
        SignInLimits limits,
        AuditTrail audit
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string person = form["person"].ToString().Trim();
        string back = LocalAddress.Of(form["return"]);
        if (limits.Try(http, person) is { } wait)
        {
            SignInLimits.SayWhen(http, wait);
            return SignInForm(http, back, person, $"Too many tries. Try again in {SignInLimits.Seconds(wait)} s.");
        }

        if (await accounts.VerifyAsync(person, form["password"].ToString()) is not { } account)
        {
            // What was typed may be a password in the wrong field, so only names that exist are written down.
            string known = accounts.Find(person) is null ? "somebody unknown" : person;
            await audit.AppendAsync("", "sign-in-failed", known, "", http.Address());
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return SignInForm(
                http,
                back,
                person,
                "Person and password do not belong together, or the account is disabled."
            );
        }

        limits.Good(http, person);
        await Sessions.BeginAsync(http, account);
        await audit.AppendAsync(account.Person, "signed-in", account.Person, "password", http.Address());
        return http.SeeOther(back);
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, AuditTrail audit)
    {
        Caller caller = http.Caller();
        if (caller.Person.Length > 0)
        {
            await audit.AppendAsync(caller.Person, "signed-out", caller.Person, "", http.Address());
        }

        await Sessions.EndAsync(http);
        return http.SeeOther("/sign-in");
    }

    private static async Task<IResult> FirstAsync(
        HttpContext http,
        Accounts accounts,
        SignInLimits limits,
        FirstStart first
    )
    {
        string key = http.Request.Query["key"].ToString();
        if (!accounts.IsEmpty)
        {
            return Results.LocalRedirect("/sign-in");
        }

        return await first.IsGoodAsync(key)
            ? FirstPage(http, key, new AccountDraft("", "", "Etc/UTC", Rights.All), faults: null)
            : LinkIsNoGood(http, limits);
    }

    private static async Task<IResult> MakeFirstAsync(
        HttpContext http,
        Accounts accounts,
        SignInLimits limits,
        FirstStart first
    )
    {
        IFormCollection form = await http.Request.ReadFormAsync();
        string key = form["key"].ToString();
        var draft = new AccountDraft(
            form["person"].ToString().Trim(),
            form["name"].ToString(),
            form["zone"].ToString(),
            Rights.All
        )
        {
            Password = form["password"].ToString(),
        };
        IReadOnlyDictionary<string, string> faults = await first.MakeAsync(key, draft, http.Address());
        if (faults.ContainsKey("key"))
        {
            return LinkIsNoGood(http, limits);
        }

        if (faults.Count > 0)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return FirstPage(http, key, draft, faults);
        }

        await Sessions.BeginAsync(http, accounts.Find(draft.Person)!);
        return http.SeeOther("/");
    }

    /// <summary>The page, with what was typed and why it did not work.</summary>
    internal static RazorComponentResult<SignInPage> SignInForm(
        HttpContext http,
        string back,
        string person,
        string problem
    ) =>
        http.Page<SignInPage>(
            (nameof(SignInPage.Return), back),
            (nameof(SignInPage.Person), person),
            (nameof(SignInPage.Problem), problem)
        );

    private static RazorComponentResult<FirstStartPage> FirstPage(
        HttpContext http,
        string key,
        AccountDraft draft,
        IReadOnlyDictionary<string, string>? faults
    ) =>
        http.Page<FirstStartPage>(
            (nameof(FirstStartPage.Key), key),
            (nameof(FirstStartPage.Draft), draft),
            (nameof(FirstStartPage.Faults), faults)
        );

    private static IResult LinkIsNoGood(HttpContext http, SignInLimits limits)
    {
        if (limits.Bad(http) is { } wait)
        {
            SignInLimits.SayWhen(http, wait);
            return http.Said(
                StatusCodes.Status429TooManyRequests,
                "Too many tries",
                $"Try again in {SignInLimits.Seconds(wait)} s."
            );
        }

        return http.Said(
            StatusCodes.Status403Forbidden,
            "This link does not work",
            "It was used, is older than an hour, or belongs to an earlier start. Start the server again: as long as nobody has an account it prints a new one."
        );
    }
}
