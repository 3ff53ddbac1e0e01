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
        Instant since = Instant.MinValue;
        if (last.Length > 0)
        {
            if (!long.TryParse(last, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ticks))
            {
                return Problems.Of("malformed", "Last-Event-ID is the id of an event of this stream.");
            }

            since = Instant.FromUnixTimeTicks(ticks);
        }

        using IDisposable viewer = instruments.Viewer();
        await ServerSentEvents.WriteAsync(http, CardsAsync(catalogue, since, cancellation), time, cancellation);
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
        Instant since,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var told = new Dictionary<MaintenanceId, MaintenanceCard>();
        foreach (
            MaintenanceCard old in catalogue.All.Where(card => card.ChangedAt <= since && since > Instant.MinValue)
        )
        {
            told[old.Id] = old;
        }

        while (true)
        {
            long version = catalogue.Version;
            foreach (MaintenanceCard card in catalogue.All.OrderBy(card => card.ChangedAt))
            {
                if (
                    !told.TryGetValue(card.Id, out MaintenanceCard? before)
                    || before.ChangedAt != card.ChangedAt
                    || before.Edition != card.Edition
                )
                {
                    told[card.Id] = card;
                    yield return new ServerSentEvent(
                        card.ChangedAt.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture),
                        "maintenance",
                        JsonSerializer.Serialize(MaintenanceRow.Of(card), LullJson.Options)
                    );
                }
            }

            await catalogue.ChangeAfterAsync(version, cancellation);
        }
    }
}
