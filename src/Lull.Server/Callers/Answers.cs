using Lull.Server.Api;
using Lull.Server.Pages;
using Lull.Server.Pages.People;
using Lull.Server.People;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lull.Server.Callers;

/// <summary>Answers that do not depend on what was asked for.</summary>
internal static class Answers
{
    /// <summary>True when a program asks: it gets problem details rather than a page.</summary>
    internal static bool WantsData(this HttpContext http)
    {
        string accept = http.Request.Headers.Accept.ToString();
        return http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || http.Request.Headers.Authorization.Count > 0
            || accept.Contains("json", StringComparison.OrdinalIgnoreCase)
            || accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The network address a request came from.</summary>
    internal static string Address(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Writes into the audit that a caller was refused; nothing about strangers, who could fill it.</summary>
    internal static async Task RefusedAsync(this HttpContext http, string why)
    {
        Caller caller = http.Caller();
        if (caller.Person.Length > 0)
        {
            await http
                .RequestServices.GetRequiredService<AuditTrail>()
                .AppendAsync(caller.Person, "refused", http.Request.Path, why, caller.Address);
        }
    }

    /// <summary>A refusal: problem details for a program, a page for a person.</summary>
    /// <param name="http">The request.</param>
    /// <param name="code">One of <see cref="Problems.Catalogue"/>, which knows its status.</param>
    /// <param name="title">Of the page.</param>
    /// <param name="text">Why, and what can be done.</param>
    internal static IResult Refusal(this HttpContext http, string code, string title, string text) =>
        http.WantsData() ? Problems.Of(code, text) : http.Said(Problems.Catalogue[code].Status, title, text);

    /// <summary>After a form: go there and look.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">On this server; see <see cref="LocalAddress"/> when it comes from outside.</param>
    internal static IResult SeeOther(this HttpContext http, string path)
    {
        http.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>A page that says why there is nothing else to see.</summary>
    internal static IResult Said(this HttpContext http, int status, string title, string text)
    {
        http.Response.StatusCode = status;
        return http.Page<SaidPage>((nameof(SaidPage.Title), title), (nameof(SaidPage.Text), text));
    }
}
