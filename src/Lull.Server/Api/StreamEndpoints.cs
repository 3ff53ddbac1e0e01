using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Conducting;
using Lull.Engine.Events;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lull.Server.Api;

/// <summary>Live events over server-sent events; after a break they go on where they were.</summary>
internal static class StreamEndpoints
{
    internal static void MapStreams(this IEndpointRouteBuilder routes)
    {
        MaintenanceEndpoints
            .Get(
                routes,
                "/maintenances/{id}/events/stream",
                OfOneAsync,
                "Follow a maintenance: 'happened' with its sequence as id, 'said', 'trouble', and 'end'"
            )
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400);
        MaintenanceEndpoints
            .Get(routes, "/events/stream", OfAllAsync, "Follow all maintenances: 'maintenance' whenever one changes")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Refuses(400);
    }

    private static async Task<IResult> OfOneAsync(
        string id,
        long? after,
        HttpContext http,
        MaintenanceEngine engine,
        TimeProvider time,
        Instruments instruments,
        CancellationToken cancellation
    )
    {
        if (
            !MaintenanceId.TryParse(id, null, out MaintenanceId? known)
            || await engine.StatusAsync(known, cancellation) is not { } status
        )
        {
            return Problems.NoMaintenance(id);
        }

        long from = after ?? 0;
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        if (
            last.Length > 0 && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out from)
            || from < 0
        )
        {
            return Problems.Of("malformed", "Last-Event-ID is the sequence of an event.");
        }

        if (status.View?.Ending is not null && from >= status.Sequence)
        {
            // Browsers ask again when a stream ends; this answer makes them stop.
            return TypedResults.NoContent();
        }

        using IDisposable viewer = instruments.Viewer();
        await ServerSentEvents.WriteAsync(http, TellAsync(engine, known, from, cancellation), time, cancellation);
        return TypedResults.Empty;
    }

    private static async Task<IResult> OfAllAsync(
        HttpContext http,
        MaintenanceCatalogue catalogue,
        TimeProvider time,
        Instruments instruments,
        CancellationToken cancellation
    )
    {
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        long seen = -1;
        if (
            last.Length > 0
            && !long.TryParse(last, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seen)
        )
        {
            return Problems.Of("malformed", "Last-Event-ID is the id of an event of this stream.");
        }

        using IDisposable viewer = instruments.Viewer();
        await ServerSentEvents.WriteAsync(http, CardsAsync(catalogue, seen, cancellation), time, cancellation);
        return TypedResults.Empty;
    }

    /// <summary>Who was let go because they read too slowly goes on behind the last event they got.</summary>
    private static async IAsyncEnumerable<ServerSentEvent> TellAsync(
        MaintenanceEngine engine,
        MaintenanceId id,
        long after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            await foreach (Published published in engine.SubscribeAsync(id, after, cancellation))
            {
                string data = JsonSerializer.Serialize(published, LullJson.Options);
                switch (published)
                {
                    case Published.Happened happened:
                        goesOn = true;
                        after = happened.Sequence;
                        yield return new ServerSentEvent(
                            happened.Sequence.ToString(CultureInfo.InvariantCulture),
                            "happened",
                            data
                        );
                        if (happened.Event is MaintenanceEvent.Ended)
                        {
                            yield return new ServerSentEvent("", "end", "{}");
                            yield break;
                        }

                        break;
                    case Published.Said:
                        yield return new ServerSentEvent("", "said", data);
                        break;
                    case Published.Trouble:
                        yield return new ServerSentEvent("", "trouble", data);
                        break;
                }
            }
        }
    }

    /// <summary>First everything that changed since, then each change. A card tells the whole, so a repeat does no harm.</summary>
    private static async IAsyncEnumerable<ServerSentEvent> CardsAsync(
        MaintenanceCatalogue catalogue,
        long seen,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // A number that was never given, as of another store: whoever sends it has seen nothing of this one.
        seen = seen > catalogue.Version ? -1 : seen;
        while (true)
        {
            foreach ((long change, MaintenanceCard card) in catalogue.ChangedAfter(seen))
            {
                seen = change;
                yield return new ServerSentEvent(
                    change.ToString(CultureInfo.InvariantCulture),
                    "maintenance",
                    JsonSerializer.Serialize(MaintenanceRow.Of(card), LullJson.Options)
                );
            }

            await catalogue.ChangeAfterAsync(seen, cancellation);
        }
    }
}
