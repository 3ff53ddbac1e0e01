using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Lull.Lab.Alerts;

/// <summary>The part of Alertmanager's API v2 that has to do with silences, as version 0.25 answers it.</summary>
internal sealed class AlertmanagerEndpoints(SilenceStore silences, TimeProvider clock)
{
    private readonly DateTimeOffset started = clock.GetUtcNow();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/-/healthy", () => "OK");
        routes.MapGet("/-/ready", () => "OK");
        RouteGroupBuilder api = routes.MapGroup("/api/v2");
        api.MapGet("/status", Status);
        api.MapGet("/silences", List);
        api.MapPost(
            "/silences",
            (HttpRequest request, CancellationToken cancellation) => PostAsync(request, cancellation)
        );
        api.MapGet("/silence/{id}", (string id) => WithId(id, Get));
        api.MapDelete("/silence/{id}", (string id) => WithId(id, Delete));
        api.MapFallback((HttpContext context) => ApiError.With(404, 404, $"path {context.Request.Path} was not found"));
    }

    private object Status() =>
        new
        {
            cluster = new { peers = Array.Empty<object>(), status = "disabled" },
            config = new { original = "route:\n  receiver: people\nreceivers:\n- name: people\n" },
            uptime = started,
            versionInfo = new
            {
                branch = "lab",
                buildDate = "",
                buildUser = "",
                goVersion = "",
                revision = "",
                version = "0.25.0",
            },
        };

    // A filter finds silences that have the very same matcher; it does not say which alerts they silence.
    private IResult List(HttpContext context)
    {
        var filters = new List<Matcher>();
        StringValues texts = context.Request.Query["filter"];
        foreach (string? text in texts)
        {
            if (Matcher.Parse(text ?? "") is not { } filter || filter.Fault() is not null)
            {
                return TypedResults.Json($"bad matcher format: {text}", statusCode: StatusCodes.Status400BadRequest);
            }

            filters.Add(filter);
        }

        return TypedResults.Ok(
            silences
                .List()
                .Where(listed => filters.All(listed.Silence.Matchers.Contains))
                .Select(listed => SilenceView.Of(listed.Silence, listed.State))
        );
    }

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        (Silence? silence, IResult? refusal) = SilenceReader.Read(
            await reader.ReadToEndAsync(cancellation),
            clock.GetUtcNow()
        );
        if (silence is null)
        {
            return refusal!;
        }

        return silences.Set(silence) is { } id
            ? TypedResults.Ok(new { silenceID = id })
            : NotFound(StatusCodes.Status404NotFound);
    }

    private IResult Get(string id) =>
        silences.List().FirstOrDefault(listed => listed.Silence.Id == id) is ({ } silence, var state)
            ? TypedResults.Ok(SilenceView.Of(silence, state))
            : TypedResults.NotFound();

    // An unknown id is answered with 500, as version 0.25 does; later versions say 404.
    private IResult Delete(string id) =>
        silences.Expire(id) ? TypedResults.Ok() : NotFound(StatusCodes.Status500InternalServerError);

    private static JsonHttpResult<string> NotFound(int status) =>
        TypedResults.Json("silence not found", statusCode: status);

    private static IResult WithId(string id, Func<string, IResult> act) =>
        Guid.TryParseExact(id, "D", out _)
            ? act(id)
            : ApiError.With(422, 601, $"silenceID in path must be of type uuid: \"{id}\"");
}
