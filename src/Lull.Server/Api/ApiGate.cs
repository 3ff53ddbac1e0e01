using System.Text.Json;
using System.Text.RegularExpressions;
using Lull.Engine.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lull.Server.Api;

/// <summary>Turns everything that goes wrong before or behind an endpoint of the API into problem details.</summary>
internal static partial class ApiGate
{
    internal const string Root = "/api/v1";

    internal static bool IsApi(this HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Stands first, so that nothing of the API is answered without a code.</summary>
    internal static void UseApiGate(this IApplicationBuilder app) => app.Use(GuardAsync);

    /// <summary>Stands behind routing: what says that it is too long is refused before a byte of it is read.</summary>
    internal static void UseBodyLimits(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
                http.IsApi()
                && http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.MaxRequestBodySize is { } most
                && http.Request.ContentLength > most
                    ? Problems
                        .Of(
                            "body-too-large",
                            $"The body is {http.Request.ContentLength} bytes; {most} are allowed here."
                        )
                        .ExecuteAsync(http)
                    : next(http)
        );

    private static async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException bad) when (http.IsApi() && !http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.Headers.CacheControl = "no-store";
            await Problems.Of(Problems.CodeOf(bad.StatusCode), SayOf(bad)).ExecuteAsync(http);
            return;
        }
        catch (Exception gone)
            when (gone is StoreException or ObjectDisposedException && http.IsApi() && !http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.Headers.CacheControl = "no-store";
            await Problems.Of("unavailable", $"{gone.Message} Ask again when the server is ready.").ExecuteAsync(http);
            return;
        }

        if (
            http.IsApi()
            && !http.Response.HasStarted
            && http.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null or 0 }
        )
        {
            int status = http.Response.StatusCode;
            await Problems.Of(Problems.CodeOf(status), SayOf(http, status)).ExecuteAsync(http);
        }
    }

    private static string SayOf(HttpContext http, int status) =>
        status switch
        {
            StatusCodes.Status404NotFound =>
                $"There is nothing at {http.Request.Path}. {Root}/openapi.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{http.Request.Method} is not possible at {http.Request.Path}, only {http.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType =>
                "Send the body as JSON, and say so: 'Content-Type: application/json'.",
            _ => $"{http.Request.Method} {http.Request.Path} cannot be answered.",
        };

    private static string SayOf(BadHttpRequestException bad) =>
        bad.InnerException is JsonException json ? SayOf(json) : bad.Message;

    /// <summary>What the reader of JSON says names types of ours; people get names of theirs.</summary>
    private static string SayOf(JsonException wrong) =>
        Unknown().Match(wrong.Message) is { Success: true } unknown
            ? $"'{unknown.Groups["name"].Value}' is no name of this body. {Root}/openapi.json lists what it takes."
        : Lacking().Match(wrong.Message) is { Success: true } lacking
            ? $"The body lacks {lacking.Groups["names"].Value}."
        : $"The body cannot be read as JSON of the kind that belongs here: look at line {(wrong.LineNumber ?? 0) + 1}{(wrong.Path is { Length: > 1 } path ? $", {path}" : "")}.";

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties including: (?<names>[^.]*)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Lacking();
}
