using Lull.Server.Api;
using Lull.Server.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lull.Server.Security;

/// <summary>What breaks on the way becomes an answer in words, without a word about our insides.</summary>
internal sealed partial class Faults(RequestDelegate next, ILogger<Faults> log)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsSilent(http))
            {
                await Words(http).ExecuteAsync(http);
            }
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            string text =
                bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? "That is more than is taken here at once. Nothing was done."
                    : "The request cannot be read. Nothing was done.";
            await http.Refusal(Problems.CodeOf(bad.StatusCode), "That cannot be read", text).ExecuteAsync(http);
        }
        catch (InvalidDataException) when (!http.Response.HasStarted)
        {
            await http.Refusal(
                    "malformed",
                    "That cannot be read",
                    "The form has too many or too long fields, or is broken. Nothing was done."
                )
                .ExecuteAsync(http);
        }
        catch (InvalidOperationException wrong) when (IsNoForm(http, wrong))
        {
            await http.Refusal(
                    "unsupported-media-type",
                    "That cannot be read",
                    "A form is expected here. Nothing was done."
                )
                .ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            LogBroken(log, http.Request.Method, http.Request.Path, fault);
            http.Response.Clear();
            await http.Refusal(
                    "fault",
                    "Something broke here",
                    "This is a fault of Lull, not yours. What runs goes on. Load the page again to see what holds now; the server's log has the rest."
                )
                .ExecuteAsync(http);
        }
    }

    /// <summary>True when the framework refused with a number alone, for which browsers show a page of their own.</summary>
    private static bool IsSilent(HttpContext http) =>
        !http.IsApi()
        && !HttpMethods.IsHead(http.Request.Method)
        && http.Response is { HasStarted: false, ContentType: null, ContentLength: null or 0, StatusCode: 404 or 405 };

    private static IResult Words(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status404NotFound
            ? http.Refusal(
                "not-found",
                "There is nothing here",
                "The address may be mistyped, or what it named is gone."
            )
            : http.Refusal(
                "method-not-allowed",
                "There is nothing to see here",
                $"This address takes {http.Response.Headers.Allow} alone, such as from a form; nothing was done. Go back to the page with the form."
            );

    /// <summary>The framework throws this when an endpoint reads a form and something else was sent.</summary>
    private static bool IsNoForm(HttpContext http, InvalidOperationException wrong) =>
        !http.Response.HasStarted
        && !http.Request.HasFormContentType
        && wrong.Source == typeof(Microsoft.AspNetCore.Http.Features.FormFeature).Assembly.GetName().Name;

    [LoggerMessage(LogLevel.Error, "{Method} {Path} broke")]
    private static partial void LogBroken(ILogger log, string method, PathString path, Exception fault);
}

/// <summary>Puts <see cref="Faults"/> in its place: before everything else.</summary>
internal static class FaultAnswers
{
    internal static void UseFaultAnswers(this IApplicationBuilder app) => app.UseMiddleware<Faults>();
}
