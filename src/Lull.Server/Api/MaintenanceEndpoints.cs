using System.Globalization;
using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Conducting;
using Lull.Engine.Journal;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Live;
using Lull.Server.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NodaTime.Text;

namespace Lull.Server.Api;

/// <summary>Maintenances, as they are.</summary>
internal static class MaintenanceEndpoints
{
    internal static void MapMaintenances(this IEndpointRouteBuilder routes)
    {
        Get(routes, "/maintenances", ListAsync, "List maintenances, the latest window first").Refuses(400);
        Get(routes, "/maintenances/{id}", OneAsync, "Get a maintenance; its ETag is its sequence")
            .Produces(StatusCodes.Status304NotModified);
        Get(routes, "/maintenances/{id}/nodes", NodesAsync, "List steps and blocks, in the order of the plan")
            .Refuses(400);
        Get(routes, "/maintenances/{id}/nodes/{number:int}", NodeAsync, "Get one step or block with its evidence");
        Get(routes, "/maintenances/{id}/hosts", HostsAsync, "List the hosts that it touches");
        Get(routes, "/maintenances/{id}/hosts/{host}", HostAsync, "Get one host with its steps and evidence");
        Part(routes, "questions", "List open questions, the oldest first", view => view.Questions);
        Part(routes, "brackets", "List brackets that are not closed", view => view.Brackets);
        Part(routes, "items", "List items", view => view.Items);
        Part(routes, "approvals", "List the approvals it needs", view => view.Approvals);
        Part(routes, "deliveries", "List announcements, one for each channel", view => view.Deliveries);
        Part(routes, "added-steps", "List steps that were added live", view => view.AddedSteps);
        Get(routes, "/maintenances/{id}/story", StoryAsync, "What happened, in words");
        Get(routes, "/maintenances/{id}/events", EventsAsync, "Read the journal, typed");
        Get(
                routes,
                "/maintenances/{id}/journal",
                JournalAsync,
                "The journal as lines of JSON that can be checked without Lull"
            )
            .Produces<string>(StatusCodes.Status200OK, JournalLines.MediaType);
        Get(routes, "/maintenances/{id}/output", OutputAsync, "Read what steps said, newest 100,000 lines");
        Get(routes, "/maintenances/{id}/forecast", ForecastAsync, "How it was to go, before it started");
    }

    internal static RouteHandlerBuilder Get(
        IEndpointRouteBuilder routes,
        string path,
        Delegate handler,
        string summary
    ) =>
        routes
            .MapGet(path, handler)
            .WithSummary(summary)
            .WithTags("Maintenances")
            .Needs(Rights.View)
            .Refuses(401, 403, 404);

    private static void Part<T>(
        IEndpointRouteBuilder routes,
        string name,
        string summary,
        Func<MaintenanceView, ValueList<T>> part
    ) =>
        Get(
            routes,
            $"/maintenances/{{id}}/{name}",
            async Task<Results<Ok<ValueList<T>>, ProblemHttpResult>> (string id, LiveMaintenances live) =>
                await FindAsync(live, id) is { } found
                    ? TypedResults.Ok(part(found.Now.View))
                    : Problems.NoMaintenance(id),
            summary
        );

    private static async Task<LiveMaintenance?> FindAsync(LiveMaintenances live, string id) =>
        MaintenanceId.TryParse(id, null, out MaintenanceId? known) ? await live.FindAsync(known) : null;

    private static Results<Ok<Page<MaintenanceRow>>, ProblemHttpResult> ListAsync(
        CardOrder cards,
        string? stage,
        string? site,
        string? from,
        string? until,
        int? limit,
        string? cursor
    )
    {
        if (!TryInstant(from, out Instant? since) || !TryInstant(until, out Instant? before))
        {
            return Problems.Of("malformed", "'from' and 'until' are instants such as 2026-12-03T21:00:00Z.");
        }

        if (!TryNamed(stage, out Stage? wanted))
        {
            return Unknown<Stage>("stage", stage);
        }

        (Instant, string)? after = null;
        if (cursor is not null)
        {
            if (
                Paging.Read(cursor)?.Split('|') is not [var ticks, var id]
                || !long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long at)
            )
            {
                return Paging.Refusal();
            }

            after = (Instant.FromUnixTimeTicks(at), id);
        }

        MaintenanceCard[] found =
        [
            .. cards
                .After(after)
                .Where(card =>
                    (wanted is null || card.Stage == wanted)
                    && (site is null || card.Site == site)
                    && (since is null || Instant.Max(card.End, card.EndedAt ?? card.End) > since)
                    && (before is null || card.Start < before)
                )
                .Take(Paging.Limit(limit) + 1),
        ];
        Page<MaintenanceCard> page = Paging.Of(
            found,
            Paging.Limit(limit),
            card => string.Create(CultureInfo.InvariantCulture, $"{card.Start.ToUnixTimeTicks()}|{card.Id}")
        );
        return TypedResults.Ok(new Page<MaintenanceRow>([.. page.Items.Select(MaintenanceRow.Of)], page.Next));
    }

    /// <summary>Names in addresses are those of the JSON: lower-case words joined by <c>-</c>.</summary>
    private static bool TryNamed<T>(string? written, out T? value)
        where T : struct, Enum
    {
        value = null;
        foreach (T one in Enum.GetValues<T>())
        {
            if (Names.Kebab(one.ToString()) == written)
            {
                value = one;
            }
        }

        return written is null || value is not null;
    }

    private static ProblemHttpResult Unknown<T>(string name, string? written)
        where T : struct, Enum =>
        Problems.Of(
            "malformed",
            $"'{written}' is no {name}. Write one of: {string.Join(", ", Enum.GetNames<T>().Select(Names.Kebab))}."
        );

    private static bool TryInstant(string? written, out Instant? at)
    {
        at = null;
        if (written is null)
        {
            return true;
        }

        ParseResult<Instant> parsed = InstantPattern.ExtendedIso.Parse(written);
        at = parsed.Success ? parsed.Value : null;
        return parsed.Success;
    }

    private static async Task<Results<Ok<MaintenanceDetail>, StatusCodeHttpResult, ProblemHttpResult>> OneAsync(
        string id,
        LiveMaintenances live,
        PlanLibrary library,
        HttpContext http
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        LiveSnapshot now = found.Now;
        string tag = FormattableString.Invariant($"\"{now.Sequence}\"");
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(one => one.Trim() == tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(MaintenanceDetail.Of(now, await library.LinkAsync(now.Id)));
    }

    private static async Task<Results<Ok<Page<NodeView>>, ProblemHttpResult>> NodesAsync(
        string id,
        LiveMaintenances live,
        string? status,
        int? after,
        int? limit
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        if (!TryNamed(status, out NodeStatus? wanted))
        {
            return Unknown<NodeStatus>("status", status);
        }

        NodeView[] nodes =
        [
            .. found
                .Now.View.Nodes.Skip(after + 1 ?? 0)
                .Where(node => wanted is null || node.Status == wanted)
                .Take(Paging.Limit(limit) + 1),
        ];
        bool isMore = nodes.Length > Paging.Limit(limit);
        NodeView[] given = isMore ? nodes[..^1] : nodes;
        return TypedResults.Ok(
            new Page<NodeView>([.. given], isMore ? given[^1].Number.ToString(CultureInfo.InvariantCulture) : null)
        );
    }

    private static async Task<Results<Ok<NodeDetail>, ProblemHttpResult>> NodeAsync(
        string id,
        int number,
        LiveMaintenances live
    ) =>
        await FindAsync(live, id) is not { } found ? Problems.NoMaintenance(id)
        : number < 0 || number >= found.Now.Procedure.Nodes.Count
            ? Problems.Of("not-found", $"{id} has no step {number}.")
        : TypedResults.Ok(DetailOf(found, number));

    private static async Task<Results<Ok<Page<HostView>>, ProblemHttpResult>> HostsAsync(
        string id,
        LiveMaintenances live,
        int? after,
        int? limit
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        ValueList<HostView> hosts = found.Now.View.Hosts;
        int from = Math.Clamp(after ?? 0, 0, hosts.Count);
        int next = Math.Min(hosts.Count, from + Paging.Limit(limit));
        return TypedResults.Ok(
            new Page<HostView>(
                [.. hosts.Skip(from).Take(next - from)],
                next < hosts.Count ? next.ToString(CultureInfo.InvariantCulture) : null
            )
        );
    }

    private static async Task<Results<Ok<HostDetail>, ProblemHttpResult>> HostAsync(
        string id,
        string host,
        LiveMaintenances live
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        MaintenanceView view = found.Now.View;
        return view.Hosts.FirstOrDefault(one => one.Name == host) is { } seen
            ? TypedResults.Ok(
                new HostDetail(
                    seen,
                    [.. view.Nodes.Where(node => node.Host == host).Select(node => DetailOf(found, node.Number))],
                    [.. view.Brackets.Where(bracket => bracket.Host == host)]
                )
            )
            : Problems.Of("not-found", $"{id} does not touch a host '{host}'.");
    }

    private static NodeDetail DetailOf(LiveMaintenance live, int number) =>
        new(live.Now.View.Nodes[number], live.Now.Procedure.Nodes[number], live.RecordOf(number));

    private static async Task<Results<Ok<StoryPage>, ProblemHttpResult>> StoryAsync(
        string id,
        LiveMaintenances live,
        int? from,
        int? limit
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        int first = Math.Max(0, from ?? 0);
        IReadOnlyList<StoryLine> lines = found.Story(first, Paging.Limit(limit));
        return TypedResults.Ok(new StoryPage([.. lines], first + lines.Count, found.StoryLength));
    }

    private static async Task<Results<Ok<EventPage>, ProblemHttpResult>> EventsAsync(
        string id,
        LiveMaintenances live,
        MaintenanceEngine engine,
        long? after,
        int? limit,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        // What is on disk at this moment; waiting for what comes is the stream's part.
        long last = (await engine.StatusAsync(found.Id, cancellation))?.Sequence ?? 0;
        long from = Math.Max(0, after ?? 0);
        var events = new List<Published.Happened>();
        if (from < last)
        {
            await foreach (Published published in engine.SubscribeAsync(found.Id, from, cancellation))
            {
                if (published is Published.Happened happened)
                {
                    events.Add(happened);
                    if (happened.Sequence >= last || events.Count == Paging.Limit(limit))
                    {
                        break;
                    }
                }
            }
        }

        return TypedResults.Ok(new EventPage([.. events], events.Count > 0 ? events[^1].Sequence : from, last));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> JournalAsync(
        string id,
        MaintenanceEngine engine,
        CancellationToken cancellation
    )
    {
        if (
            !MaintenanceId.TryParse(id, null, out MaintenanceId? known)
            || await engine.StatusAsync(known, cancellation) is null
        )
        {
            return Problems.NoMaintenance(id);
        }

        return TypedResults.Stream(
            async body =>
            {
                await using var lines = new StreamWriter(body, leaveOpen: true);
                await foreach (Envelope happened in engine.ExportAsync(known, cancellation))
                {
                    await lines.WriteAsync($"{JournalLines.Of(happened)}\n");
                }
            },
            JournalLines.MediaType,
            $"{id}.journal.jsonl"
        );
    }

    private static async Task<Results<Ok<OutputPage>, ProblemHttpResult>> OutputAsync(
        string id,
        LiveMaintenances live,
        long? from,
        int? limit,
        int? node,
        string? text
    )
    {
        if (await FindAsync(live, id) is not { } found)
        {
            return Problems.NoMaintenance(id);
        }

        long newest = found.Output.Next;
        IReadOnlyList<OutputLine> lines = found.Output.Read(
            Math.Max(0, from ?? 0),
            Paging.Limit(limit),
            node ?? -1,
            text ?? ""
        );
        bool isAll = lines.Count < Paging.Limit(limit);
        return TypedResults.Ok(new OutputPage([.. lines], isAll ? newest : lines[^1].Number + 1, newest));
    }

    private static async Task<Results<Ok<ForecastResult>, ProblemHttpResult>> ForecastAsync(
        string id,
        LiveMaintenances live,
        PlanLibrary library,
        CancellationToken cancellation
    ) =>
        await FindAsync(live, id) is { } found
            ? TypedResults.Ok(await library.ForecastAsync(found.Now.Procedure, cancellation))
            : Problems.NoMaintenance(id);
}
