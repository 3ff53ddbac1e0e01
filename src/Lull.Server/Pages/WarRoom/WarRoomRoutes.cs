using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lull.Core.Maintenances;
using Lull.Engine.Timers;
using Lull.Reports;
using Lull.Server.Callers;
using Lull.Server.Commands;
using Lull.Server.Evidence;
using Lull.Server.Live;
using Lull.Server.Pages.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lull.Server.Pages.WarRoom;

/// <summary>The war room of a maintenance: page, live stream, details, orders.</summary>
internal static class WarRoomRoutes
{
    /// <summary>The time goes out after so long a silence: proxies and browsers know that the line is alive, and clocks stay right.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A stream ends after so long and is asked for anew, so that rights that were taken away end it too.</summary>
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(5);

    /// <summary>Of the output of steps at once: more than a screen shows, and than anybody reads of what was found.</summary>
    private const int MostLines = 1_000;

    internal static void AddWarRoom(this IServiceCollection services) => services.AddSingleton<LiveBoards>();

    internal static void MapWarRoom(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder one = routes.MapGroup("/maintenances/{id}").Needs(Rights.View);
        one.MapGet("/live", PageAsync);
        one.MapGet("/live/mine", MineAsync);
        one.MapGet("/live/stream", StreamAsync);
        one.MapGet("/live/output", OutputAsync);
        one.MapGet("/hand-over", HandOverAsync);
        one.MapGet("/hosts/{host}", HostAsync);
        one.MapGet("/steps/{node:int}", StepAsync);
        one.MapGet("/orders/{name}", OrderAsync);
        // Room for a few photos as evidence; other forms are small.
        one.MapPost("/commands/{name}", CommandAsync)
            .WithMetadata(new RequestSizeLimitAttribute(4 * EvidenceFiles.Largest));
        routes.MapGet("/evidence/{hash}", Evidence).Needs(Rights.View);
    }

    private static async Task<IResult> PageAsync(
        string id,
        HttpContext http,
        LiveMaintenances all,
        string? only = null
    ) =>
        await FindAsync(id, all) is { } live
            ? http.Page<WarRoomPage>(("Live", live), ("Snapshot", live.Now), ("Only", only))
            : Results.NotFound();

    private static async Task<IResult> HandOverAsync(string id, HttpContext http, LiveMaintenances all) =>
        await FindAsync(id, all) is { } live
            ? http.Page<HandOverPage>(("Zone", ViewerZone.Of(http)), ("Live", live), ("Snapshot", live.Now))
            : Results.NotFound();

    private static async Task<IResult> MineAsync(string id, HttpContext http, LiveMaintenances all) =>
        await FindAsync(id, all) is { } live
            ? http.Page<Mine>(("Live", live), ("Snapshot", live.Now))
            : Results.NotFound();

    private static async Task<IResult> HostAsync(string id, string host, HttpContext http, LiveMaintenances all)
    {
        if (await FindAsync(id, all) is not { } live)
        {
            return Results.NotFound();
        }

        LiveSnapshot now = live.Now;
        int number = now.View.Hosts.ToList().FindIndex(one => one.Name == host);
        return number < 0
            ? Results.NotFound()
            : Detail<HostDetail>(http, host, now, ("Snapshot", now), ("Number", number));
    }

    private static async Task<IResult> StepAsync(string id, int node, HttpContext http, LiveMaintenances all)
    {
        if (await FindAsync(id, all) is not { } live || node <= 0 || node >= live.Now.View.Nodes.Count)
        {
            return Results.NotFound();
        }

        LiveSnapshot now = live.Now;
        return Detail<StepDetail>(
            http,
            now.View.Nodes[node].Title,
            now,
            ("Live", live),
            ("Snapshot", now),
            ("Number", node)
        );
    }

    private static async Task<IResult> OrderAsync(
        string id,
        string name,
        HttpContext http,
        LiveMaintenances all,
        int node = -1,
        int bracket = -1
    )
    {
        if (
            await FindAsync(id, all) is not { } live
            || OrderText.Of(name, live, Math.Max(node, bracket)) is not { } order
        )
        {
            return Results.NotFound();
        }

        return IsFragment(http)
            ? http.Fragment<OrderForm>(("Snapshot", live.Now), ("Order", order))
            : http.Page<OrderPage>(("Snapshot", live.Now), ("Order", order));
    }

    private static async Task<IResult> CommandAsync(
        string id,
        string name,
        HttpContext http,
        CommandDesk desk,
        LiveMaintenances all,
        EvidenceFiles files,
        IAntiforgery antiforgery
    )
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Answer(http, id, 400, "The page is too old to be trusted. Load it again, then try again.");
        }

        if (await FindAsync(id, all) is not { } live)
        {
            return Results.NotFound();
        }

        try
        {
            IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
            if (await EvidenceOfAsync(http, live.Id, form, files) is not { } evidence)
            {
                return Answer(http, id, StatusCodes.Status413PayloadTooLarge, EvidenceFiles.Refusal);
            }

            Input command = CommandForm.Read(name, http.Caller().Person, form, evidence);
            return await desk.SendAsync(http.Caller(), live.Id, command) switch
            {
                Decision.Refused refused => Answer(http, id, 409, refused.Reason),
                Decision.Accepted accepted => Answer(
                    http,
                    id,
                    200,
                    accepted.Events.Count == 0 ? "Nothing had to change." : "Recorded."
                ),
            };
        }
        catch (FormatException wrong)
        {
            return Answer(http, id, 400, wrong.Message);
        }
    }

    /// <summary>What was written, and the files; null when one of them is too large. Who may not operate leaves nothing on the disk.</summary>
    private static async Task<string?> EvidenceOfAsync(
        HttpContext http,
        MaintenanceId id,
        IFormCollection form,
        EvidenceFiles files
    )
    {
        var kept = new List<EvidenceFile>();
        foreach (IFormFile file in form.Files.Where(file => file.Length > 0 && http.Caller().May(Rights.Operate)))
        {
            await using Stream content = file.OpenReadStream();
            if (await files.KeepAsync(http.Caller(), id, file.FileName, content, http.RequestAborted) is not { } one)
            {
                return null;
            }

            kept.Add(one);
        }

        return EvidenceFiles.Say(form["evidence"].ToString().Trim().ReplaceLineEndings("\n"), kept);
    }

    /// <summary>In place for the script, which says it beside the form; a page or the way back for everyone else.</summary>
    private static IResult Answer(HttpContext http, string id, int status, string text)
    {
        if (http.Request.GetTypedHeaders().Accept.Any(one => one.MediaType == "application/json"))
        {
            return status == StatusCodes.Status200OK
                ? Results.Json(new { message = text })
                : Results.Problem(text, statusCode: status);
        }

        string back = http.Request.HasFormContentType ? LocalAddress.Of(http.Request.Form["return"]) : "/";
        return status == StatusCodes.Status200OK
            ? http.SeeOther(back == "/" ? $"/maintenances/{id}/live" : back)
            : http.Said(status, "Not done", text);
    }

    private static IResult Evidence(string hash, HttpContext http, EvidenceFiles files)
    {
        if (files.Open(hash) is not { } file)
        {
            return Results.NotFound();
        }

        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return file.Type == EvidenceContent.AnyType
            ? Results.Stream(file.Bytes, file.Type, $"evidence-{hash[..8]}")
            : Results.Stream(file.Bytes, file.Type);
    }

    /// <summary>Lines at places, or the newest lines that hold a text; the places of the oldest and the next line with them.</summary>
    private static async Task<IResult> OutputAsync(
        string id,
        HttpContext http,
        LiveMaintenances all,
        long from = 0,
        int count = 200,
        int node = -1,
        string text = ""
    )
    {
        if (await FindAsync(id, all) is not { } live)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        count = Math.Clamp(count, 1, MostLines);
        (long first, long end) = live.Output.Extent(node);
        (int found, IReadOnlyList<PlacedLine> lines) =
            text.Length > 0 ? live.Output.Search(node, text, count) : (0, live.Output.Slice(node, from, count));
        return Results.Json(
            new
            {
                first,
                end,
                found,
                lines = lines.Select(one => new
                {
                    at = one.Place,
                    who = one.Line.Host.Length > 0 ? one.Line.Host : one.Line.Title,
                    text = one.Line.Text,
                }),
            }
        );
    }

    private static async Task StreamAsync(
        string id,
        HttpContext http,
        LiveMaintenances all,
        LiveBoards boards,
        IMaintenanceClock clock,
        IHostApplicationLifetime life
    )
    {
        if (await FindAsync(id, all) is not { } live)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        string asked = http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? http.Request.Query["since"].ToString();
        _ = long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long since);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        end.CancelAfter(LongestStream);
        try
        {
            await WriteAsync(live, boards.Of(live), clock, since, http.Response, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The viewer left, the server stops, or the stream is asked for anew.
        }
    }

    private static async Task WriteAsync(
        LiveMaintenance live,
        LiveBoard board,
        IMaintenanceClock clock,
        long since,
        HttpResponse response,
        CancellationToken cancellation
    )
    {
        await response.WriteAsync($"retry: 1000\n{TimeIn(clock)}", cancellation);
        await response.Body.FlushAsync(cancellation);
        await using IAsyncEnumerator<LiveSnapshot> snapshots = live.SnapshotsAsync(cancellation)
            .GetAsyncEnumerator(cancellation);
        Task<bool> next = snapshots.MoveNextAsync().AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, Task.Delay(Heartbeat, cancellation)) != next)
            {
                await response.WriteAsync(TimeIn(clock), cancellation);
                await response.Body.FlushAsync(cancellation);
                continue;
            }

            if (!await next)
            {
                // Over: the viewer need not ask again for what does not change any more.
                await response.WriteAsync("event: over\ndata: {}\n\n", cancellation);
                await response.Body.FlushAsync(cancellation);
                return;
            }

            (long version, ReadOnlyMemory<byte> patch) = await board.PatchAsync(snapshots.Current, since);
            if (version > since)
            {
                await response.WriteAsync(
                    FormattableString.Invariant($"id: {version}\nevent: patch\ndata: "),
                    cancellation
                );
                await response.Body.WriteAsync(patch, cancellation);
                await response.WriteAsync("\n\n", cancellation);
                await response.Body.FlushAsync(cancellation);
                since = version;
            }

            next = snapshots.MoveNextAsync().AsTask();
        }
    }

    /// <summary>What time it is, said by itself: patches are kept for those who come later.</summary>
    private static string TimeIn(IMaintenanceClock clock) =>
        FormattableString.Invariant($"event: clock\ndata: {clock.Now.ToUnixTimeMilliseconds()}\n\n");

    private static IResult Detail<TDetail>(
        HttpContext http,
        string title,
        LiveSnapshot snapshot,
        params (string Name, object? Value)[] parameters
    )
        where TDetail : IComponent
    {
        if (IsFragment(http))
        {
            return http.Fragment<TDetail>(parameters);
        }

        RenderFragment detail = builder =>
        {
            builder.OpenComponent<TDetail>(0);
            foreach ((string name, object? value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        };
        return http.Page<DetailPage>(("Title", title), ("Snapshot", snapshot), ("Detail", detail));
    }

    /// <summary>True when the script asks for a part of a page to show in a dialog.</summary>
    private static bool IsFragment(HttpContext http) => http.Request.Headers["X-Fragment"] == "1";

    private static async Task<LiveMaintenance?> FindAsync(string id, LiveMaintenances all) =>
        MaintenanceId.TryParse(id, CultureInfo.InvariantCulture, out MaintenanceId? maintenance)
            ? await all.FindAsync(maintenance)
            : null;
}
